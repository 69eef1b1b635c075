import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NoticeEvent } from '../../../lambda/contract';
import { compose } from '../../../lambda/notice/debt';
import type { NoticeFacts } from '../../../lambda/notice/debt';
import { composeDrill } from '../../../lambda/notice/drill';
import type { Message } from '../../../lambda/notice/message';

const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');

function at(clock: string): number {
  return Date.parse(`2026-11-22T${clock}Z`);
}

function notice(
  event: NoticeEvent,
  time: string,
  amount: string,
  told: NoticeFacts['told'],
): NoticeFacts {
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
const changed = notice('debt.changed', '07:35', '1158.90', { amount: 579.45, at: at('07:30') });
const NOTICES = [
  detected,
  notice('debt.reminder', '07:30', '579.45', { amount: 579.45, at: at('06:30') }),
  changed,
  notice('debt.cleared', '07:45', '0', { amount: 1158.9, at: at('07:35') }),
];

function texts(message: Message): Record<'subject' | 'email' | 'sms', string> {
  const { Subject = '', Message = '' } = message;
  const { email, sms } = JSON.parse(Message) as Record<'email' | 'sms', string>;
  return { subject: Subject, email, sms };
}

test.each<[string, Message]>([
  ...NOTICES.map((facts): [string, Message] => [facts.event, compose(facts)]),
  ['drill', composeDrill({ now: at('06:30') })],
])('the README shows the e-mail of %s as it is sent', (_, message) => {
  const { subject, email } = texts(message);
  const [, sender] = /(From: {4}AWS Notifications .*)/.exec(readme) ?? [];
  expect(readme).toContain(`\`\`\`\n${sender}\nSubject: ${subject}\n\n${email}\n\`\`\`\n`);
});

test('the README shows an SMS as it is sent', () => {
  expect(readme).toContain(`\`${texts(compose(changed)).sms}\``);
});

test('the README shows the JSON as it is sent', () => {
  const facts = { ...detected, observedAt: at('06:30:00.412') };
  const { Message = '' } = compose(facts);
  const { sqs } = JSON.parse(Message) as { readonly sqs: string };
  expect(readme).toContain(`\`\`\`json\n${JSON.stringify(JSON.parse(sqs), null, 2)}\n\`\`\`\n`);
});
