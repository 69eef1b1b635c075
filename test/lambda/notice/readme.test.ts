import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NoticeEvent } from '../../../lambda/contract';
import { composeDebt } from '../../../lambda/notice/debt';
import type { DebtFacts } from '../../../lambda/notice/debt';
import { publishInput } from '../../../lambda/notice/message';
import { composeDrill } from '../../../lambda/notice/drill';

const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');

function at(clock: string): number {
  return Date.parse(`2026-11-22T${clock}Z`);
}

function notice(
  event: NoticeEvent,
  time: string,
  amount: string,
  told: DebtFacts['told'],
): DebtFacts {
  const scheduledTime = at(time);
  return {
    event,
    account: 'main',
    asset: 'BUSD',
    amount,
    told,
    scheduledTime,
    observedAt: scheduledTime,
  };
}

/** The story of `npm start`, as the README tells it. */
const detected = notice('debt.detected', '06:30', '579.45', undefined);
const changed = notice('debt.changed', '07:35', '1158.90', { value: 579.45, at: at('07:30') });
const NOTICES = [
  detected,
  notice('debt.reminder', '07:30', '579.45', { value: 579.45, at: at('06:30') }),
  changed,
  notice('debt.cleared', '07:45', '0', { value: 1158.9, at: at('07:35') }),
];

function texts(
  message: ReturnType<typeof publishInput>,
): Record<'subject' | 'email' | 'sms', string> {
  const { Subject = '', Message = '' } = message;
  const { email, sms } = JSON.parse(Message) as Record<'email' | 'sms', string>;
  return { subject: Subject, email, sms };
}

test.each<[string, ReturnType<typeof publishInput>]>([
  ...NOTICES.map((facts): [string, ReturnType<typeof publishInput>] => [
    facts.event,
    publishInput(composeDebt(facts)),
  ]),
  ['drill', publishInput(composeDrill(at('06:30'), {}))],
])('the README shows the e-mail of %s as it is sent', (_, message) => {
  const { subject, email } = texts(message);
  const [, sender] = /(From: {4}AWS Notifications .*)/.exec(readme) ?? [];
  expect(readme).toContain(`\`\`\`\n${sender}\nSubject: ${subject}\n\n${email}\n\`\`\`\n`);
});

test('the README shows an SMS as it is sent', () => {
  expect(readme).toContain(`\`${texts(publishInput(composeDebt(changed))).sms}\``);
});

test('the README shows the JSON as it is sent', () => {
  const facts = { ...detected, observedAt: at('06:30:00.412') };
  const { Message = '' } = publishInput(composeDebt(facts));
  const { sqs } = JSON.parse(Message) as { readonly sqs: string };
  expect(readme).toContain(`\`\`\`json\n${JSON.stringify(JSON.parse(sqs), null, 2)}\n\`\`\`\n`);
});
