import fc from 'fast-check';
import type { DebtDocument, DebtEvent, MarginDocument, MarginEvent } from '../../lambda/contract';
import { composeDebt } from '../../lambda/notice/debt';
import type { DebtFacts } from '../../lambda/notice/debt';
import { composeMargin } from '../../lambda/notice/margin';
import type { MarginFacts } from '../../lambda/notice/margin';
import { publishInput } from '../../lambda/notice/message';
import type { Notice } from '../../lambda/notice/message';
import { must } from './verdict';

/** SNS takes 256 KiB a message, and 1,600 characters of one to a telephone. */
const MAX_BYTES = 256 * 1024;
const MAX_SMS = 1_600;
const EVENTS = ['debt.detected', 'debt.changed', 'debt.reminder', 'debt.cleared'] as const;

const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
const told = fc.oneof(
  fc.constant(undefined),
  fc.constant('unreadable' as const),
  // CloudWatch holds what anyone put there, below zero too.
  fc.record({ value: fc.double({ noNaN: true, noDefaultInfinity: true }), at: time }),
);

const debt = fc.record({
  event: fc.constantFrom<DebtEvent>(...EVENTS),
  asset: fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,31}$/),
  amount: fc.oneof(
    fc.stringMatching(/^\d{1,31}(\.\d{1,32})?$/),
    fc.constantFrom('0', '0.000000000000000001', '999999999.000001', '9'.repeat(64)),
  ),
});
const noLoan = fc.constant({ event: 'debt.cleared', asset: null, amount: '0' } as const);
const rest = fc.record({
  account: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
  told,
  scheduledTime: time,
  observedAt: time,
  runbookUrl: fc.option(fc.webUrl(), { nil: undefined }),
});

/** Whatever can reach a notice: what the doors before it let through, and no more. */
export const facts: fc.Arbitrary<DebtFacts> = fc
  .tuple(fc.oneof({ weight: 4, arbitrary: debt }, noLoan), rest)
  .map(([loan, others]) => ({ ...loan, ...others }));

const decimal = fc.stringMatching(/^-?\d{1,31}(\.\d{1,32})?$/);
const optional = fc.option(decimal, { nil: undefined });

/** Likewise of margins. */
export const margins: fc.Arbitrary<MarginFacts> = fc
  .record({
    event: fc.constantFrom<MarginEvent>(...EVENTS.map((event) => marginEvent(event))),
    status: fc.oneof(fc.constantFrom('NORMAL', 'BANKRUPTED'), fc.stringMatching(/^[ -~]{1,300}$/)),
    uniMmr: decimal,
    equity: optional,
    maintenanceMargin: optional,
    rank: fc.nat(6),
  })
  .chain((margin) => rest.map((others) => ({ ...margin, ...others })));

function marginEvent(event: DebtEvent): MarginEvent {
  return event.replace('debt', 'margin') as MarginEvent;
}

/** A notice that SNS takes and people can read. */
function send(notice: Notice, account: string) {
  const { Subject = '', Message = '', MessageAttributes = {} } = publishInput(notice);
  must(/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(Subject), 'a subject that SNS refuses');
  must(Subject.startsWith(account), 'a subject that does not name its account');
  must(Buffer.byteLength(Message) <= MAX_BYTES, 'a message that SNS refuses');
  const { sms = '', email = '', sqs = '' } = JSON.parse(Message) as Record<string, string>;
  must(/^[\x20-\x7e]+$/.test(sms) && sms.length <= MAX_SMS, 'a text message of many lines');
  must(/^[\x20-\x7e\n]+$/.test(email), 'control characters in an e-mail');
  return { sqs, MessageAttributes };
}

/** It says the exact ratio. */
export function tryMargin(input: MarginFacts): void {
  const { sqs, MessageAttributes } = send(composeMargin(input), input.account);
  const document = JSON.parse(sqs) as MarginDocument;
  const { account, status, uniMmr, rank } = document;
  const isSame = account === input.account && status === input.status && rank === input.rank;
  must(isSame && uniMmr === input.uniMmr, 'another standing');
  must(Object.keys(MessageAttributes).join() === 'event,account', 'other attributes');
}

/** It says the exact amount, and passes no filter for debt by mistake. */
export function tryNotice(input: DebtFacts): void {
  const { sqs, MessageAttributes } = send(composeDebt(input), input.account);
  const document = JSON.parse(sqs) as DebtDocument;
  must(document.amount === input.amount && document.account === input.account, 'another debt');
  must(document.asset === input.asset, 'another asset');
  must(MessageAttributes['asset']?.StringValue === (input.asset ?? undefined), 'an asset made up');
  const { DataType, StringValue = '' } = MessageAttributes['amount'] ?? {};
  must(DataType === 'Number' && /^\d{1,9}(\.\d{1,5})?$/.test(StringValue), 'no amount to filter');
  must(Number(StringValue) > 0 === Number(input.amount) > 0, 'a debt that a filter would miss');
}
