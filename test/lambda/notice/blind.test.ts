import type { BlindEvent } from '../../../lambda/contract';
import { composeBlind } from '../../../lambda/notice/blind';
import type { BlindFacts } from '../../../lambda/notice/blind';
import { publishInput } from '../../../lambda/notice/message';

const NOW = Date.parse('2026-11-22T06:30:00Z');
const MAIN: BlindFacts = {
  account: 'main',
  lastAnswered: Date.parse('2026-11-22T06:10:00Z'),
  loan: undefined,
  reason: 'KeyRefusedError: Binance refuses the key (-2015)',
};
const HEDGE: BlindFacts = { ...MAIN, account: 'hedge', lastAnswered: null };
const OWING = { asset: 'USDT', amount: '579.45' };
const FREE = { asset: null, amount: '0' };

function compose(event: BlindEvent, accounts: readonly BlindFacts[]) {
  const times = { scheduledTime: NOW, now: NOW };
  const {
    Subject,
    Message = '',
    MessageAttributes,
  } = publishInput(
    composeBlind({ event, accounts, ...times, runbookUrl: 'https://wiki.example/runbook' }),
  );
  return {
    Subject,
    Message,
    MessageAttributes,
    texts: JSON.parse(Message) as Record<string, string>,
  };
}

test.each<[BlindEvent, BlindFacts[], string]>([
  ['blind.detected', [MAIN], 'main cannot be checked (debt unknown)'],
  ['blind.reminder', [MAIN], 'main still cannot be checked (debt unknown)'],
  ['blind.detected', [MAIN, HEDGE], 'main and 1 more cannot be checked (debt unknown)'],
  ['blind.cleared', [{ ...MAIN, loan: FREE }], 'main can be checked again (no debt)'],
  ['blind.cleared', [{ ...MAIN, loan: OWING }], 'main can be checked again (debt: 579.45 USDT)'],
  [
    'blind.cleared',
    [MAIN, HEDGE, { ...MAIN, loan: OWING }],
    'main and 2 more can be checked again (accounts in debt: 1)',
  ],
])('the subject of %s', (event, accounts, subject) => {
  expect(compose(event, accounts).Subject).toBe(subject);
});

test('the whole e-mail names each account, since when, why, and what to do first', () => {
  expect(compose('blind.detected', [MAIN, HEDGE]).texts['email']).toBe(
    `Whether these accounts owe Binance anything is unknown, because they cannot be checked:
main: last answered 2026-11-22 06:10 UTC. KeyRefusedError: Binance refuses the key (-2015)
hedge: no earlier answer is known. KeyRefusedError: Binance refuses the key (-2015)

What to do: look on binance.com whether these accounts owe a bankruptcy loan.
Then read on the dashboard why checks failed, and run the doctor.

Time:      2026-11-22 06:30 UTC
Runbook:   https://wiki.example/runbook`,
  );
});

test('the e-mail that they can be checked again says what each owes', () => {
  const accounts = [
    { ...MAIN, loan: OWING },
    { ...HEDGE, loan: FREE },
  ];
  const { email } = compose('blind.cleared', accounts).texts;
  expect(email).toContain('main: owes Binance 579.45 USDT.\nhedge: owes Binance nothing.');
  expect(email).toContain('What to do: repay what is owed');
  const { email: free } = compose('blind.cleared', [{ ...MAIN, loan: FREE }]).texts;
  expect(free).toContain('What to do: nothing.');
});

test('the attributes name one account as text, and several as a list', () => {
  const account = (accounts: readonly BlindFacts[]): unknown =>
    compose('blind.detected', accounts).MessageAttributes?.['account'];
  expect(account([MAIN])).toEqual({ DataType: 'String', StringValue: 'main' });
  expect(account([MAIN, HEDGE])).toEqual({
    DataType: 'String.Array',
    StringValue: '["main","hedge"]',
  });
});

test('the id is the same for the same accounts, time and event alone', () => {
  const id = (...[event, accounts]: Parameters<typeof compose>): unknown =>
    (JSON.parse(compose(event, accounts).texts['sqs'] ?? '') as { id: unknown }).id;
  expect(id('blind.detected', [MAIN])).toBe('main/2026-11-22T06:30:00Z/blind.detected');
  expect(id('blind.detected', [MAIN, HEDGE])).toBe(id('blind.detected', [HEDGE, MAIN]));
  const third = { ...MAIN, account: 'third' };
  expect(id('blind.detected', [MAIN, HEDGE])).not.toBe(id('blind.detected', [MAIN, third]));
  const ids = [id('blind.detected', [MAIN, HEDGE]), id('blind.reminder', [MAIN, HEDGE])];
  expect(new Set([...ids, id('blind.detected', [HEDGE])]).size).toBe(3);
});

test('a notice of 150 accounts with the longest of names and reasons fits into a message', () => {
  const accounts = Array.from({ length: 150 }, (_, index) => ({
    ...MAIN,
    account: `${index}`.padEnd(64, 'x'),
    reason: `"${'y '.repeat(150)}`,
  }));
  const { Subject, Message, MessageAttributes } = compose('blind.detected', accounts);
  const owing = accounts.map((each) => ({ ...each, loan: OWING }));
  expect(compose('blind.cleared', owing).texts['sms']?.length).toBeLessThan(1_600);
  const size = Buffer.byteLength(Message) + Buffer.byteLength(JSON.stringify(MessageAttributes));
  expect(size).toBeLessThan(256 * 1024);
  expect(Subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{1,97}[\x21-\x7e]$/);
});
