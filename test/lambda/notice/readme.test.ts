import type { DebtEvent, MarginEvent } from '../../../lambda/contract';
import { composeBlind } from '../../../lambda/notice/blind';
import { composeDebt } from '../../../lambda/notice/debt';
import type { DebtFacts } from '../../../lambda/notice/debt';
import { composeDrill } from '../../../lambda/notice/drill';
import { composeMargin } from '../../../lambda/notice/margin';
import type { MarginFacts } from '../../../lambda/notice/margin';
import { publishInput } from '../../../lambda/notice/message';
import { codeOf, readDocument, rowsOf } from '../../markdown';

const formats = readDocument('lambda/README.md', 'Notices');

function at(clock: string): number {
  return Date.parse(`2026-11-22T${clock}Z`);
}

function notice(
  event: DebtEvent,
  time: string,
  amount: string,
  told: DebtFacts['told'],
): DebtFacts {
  const scheduledTime = at(time);
  return {
    event,
    account: 'main',
    asset: 'USDT',
    amount,
    told,
    scheduledTime,
    observedAt: scheduledTime,
  };
}

/** The story of `npm start`. */
const detected = notice('debt.detected', '06:30', '579.45', undefined);
const changed = notice('debt.changed', '07:35', '1158.90', { value: 579.45, at: at('07:30') });
const NOTICES = [
  detected,
  changed,
  notice('debt.reminder', '07:30', '579.45', { value: 579.45, at: at('06:30') }),
  notice('debt.cleared', '07:45', '0', { value: 1158.9, at: at('07:35') }),
];

function margin(
  event: MarginEvent,
  rank: number,
  told: MarginFacts['told'],
  [status, uniMmr]: readonly [string, string],
): MarginFacts {
  const unsaid = { equity: undefined, maintenanceMargin: undefined };
  const times = { scheduledTime: 0, observedAt: 0 };
  return { event, account: 'main', rank, told, status, uniMmr, ...unsaid, ...times };
}

const MARGINS = [
  margin('margin.detected', 1, undefined, ['MARGIN_CALL', '1.49']),
  margin('margin.changed', 3, { value: 1, at: 0 }, ['REDUCE_ONLY', '1.18']),
  margin('margin.reminder', 6, { value: 6, at: 0 }, ['BANKRUPTED', '-0.2']),
  margin('margin.cleared', 0, { value: 6, at: 0 }, ['NORMAL', '5.2']),
];

const MAIN = { account: 'main', lastAnswered: null, loan: undefined, reason: '' };

function texts(
  message: ReturnType<typeof composeDebt>,
): Record<'subject' | 'email' | 'sms', string> {
  const { Subject = '', Message = '' } = publishInput(message);
  const { email, sms } = JSON.parse(Message) as Record<'email' | 'sms', string>;
  return { subject: Subject, email, sms };
}

test('the README shows an e-mail as it is sent', () => {
  const { subject, email } = texts(
    composeDebt({
      ...{ ...detected, remindEvery: 3600 },
      monitor: 'PmLoanMonitor, ap-northeast-1, AWS account 123456789012',
      dashboardUrl:
        'https://ap-northeast-1.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-1#dashboards/dashboard/PmLoanMonitor-ap-northeast-1',
    }),
  );
  const [, sender] = /(From: {4}AWS Notifications .*)/.exec(readDocument('README.md')) ?? [];
  expect(readDocument('README.md')).toContain(
    `\`\`\`\n${sender}\nSubject: ${subject}\n\n${email}\n\`\`\`\n`,
  );
});

test('the README has the subject of every notice', () => {
  const [, ...rows] = rowsOf(readDocument('README.md', 'Notices'));
  expect(rows.map(([event, , subject]) => [codeOf(event), subject])).toEqual([
    ...NOTICES.map((facts) => [facts.event, texts(composeDebt(facts)).subject]),
    ...(['blind.detected', 'blind.reminder', 'blind.cleared'] as const).map((event) => [
      event,
      texts(composeBlind({ event, accounts: [MAIN], scheduledTime: 0, now: 0 })).subject,
    ]),
    ...MARGINS.map((facts) => [facts.event, texts(composeMargin(facts)).subject]),
    ['drill', texts(composeDrill(at('06:30'), {})).subject],
  ]);
});

test('lambda/README.md shows an SMS as it is sent', () => {
  expect(formats).toContain(`\`${texts(composeDebt(changed)).sms}\``);
});

test('lambda/README.md shows the JSON as it is sent', () => {
  const facts = { ...detected, observedAt: at('06:30:00.412') };
  const { Message = '' } = publishInput(composeDebt(facts));
  const { sqs } = JSON.parse(Message) as { readonly sqs: string };
  expect(formats).toContain(`\`\`\`json\n${JSON.stringify(JSON.parse(sqs), null, 2)}\n\`\`\`\n`);
});
