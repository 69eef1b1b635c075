import fc from 'fast-check';
import type { DebtDocument, DebtEvent } from '../../lambda/contract';
import { composeDebt } from '../../lambda/notice/debt';
import type { DebtFacts } from '../../lambda/notice/debt';
import { publishInput } from '../../lambda/notice/message';
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

/** A notice that SNS takes, says the exact amount, and passes no filter for debt by mistake. */
export function tryNotice(input: DebtFacts): void {
  const { Subject = '', Message = '', MessageAttributes = {} } = publishInput(composeDebt(input));
  must(/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(Subject), 'a subject that SNS refuses');
  must(Subject.startsWith(input.account), 'a subject that does not name its account');
  must(Buffer.byteLength(Message) <= MAX_BYTES, 'a message that SNS refuses');
  const texts = JSON.parse(Message) as Record<string, string>;
  const { sms = '', email = '', sqs = '' } = texts;
  must(/^[\x20-\x7e]+$/.test(sms) && sms.length <= MAX_SMS, 'a text message of many lines');
  must(/^[\x20-\x7e\n]+$/.test(email), 'control characters in an e-mail');
  const document = JSON.parse(sqs) as DebtDocument;
  must(document.amount === input.amount && document.account === input.account, 'another debt');
  must(document.asset === input.asset, 'another asset');
  must(MessageAttributes['asset']?.StringValue === (input.asset ?? undefined), 'an asset made up');
  const { DataType, StringValue = '' } = MessageAttributes['amount'] ?? {};
  must(DataType === 'Number' && /^\d{1,9}(\.\d{1,5})?$/.test(StringValue), 'no amount to filter');
  must(Number(StringValue) > 0 === Number(input.amount) > 0, 'a debt that a filter would miss');
}
