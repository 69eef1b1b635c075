import { EventError } from '../../lambda/errors';
import { parseEvent } from '../../lambda/event';
import type { Command } from '../../lambda/event';
import { thrownBy } from './thrown';

const TIME = '2026-11-22T06:30:00Z';
const NOW = Date.parse(TIME);
const MAIN = { name: 'main', secretId: 'pm-loan-monitor/main' };
const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:pm-loan-monitor/main-AbCdEf';
/** Fits no field, and stands in no message of the monitor's. */
const MARKER = 'Zq7! x9Vw';

/** An order to check. */
function parseCheck(event: unknown, now: number): Extract<Command, { kind: 'check' }> {
  const order = parseEvent(event, now);
  if (order.kind !== 'check') throw new Error(`an order to ${order.kind}`);
  return order;
}

/** The refusal of an event, which must be an EventError. */
function refusal(event: unknown, now = NOW): Error {
  const error = thrownBy(() => parseEvent(event, now));
  expect(error).toBeInstanceOf(EventError);
  return error;
}

describe('an event', () => {
  test('is read with its accounts in order and its scheduled time', () => {
    const hedge = { name: 'hedge', secretId: ARN };
    expect(parseCheck({ scheduledTime: TIME, accounts: [MAIN, hedge] }, NOW + 1)).toEqual({
      kind: 'check',
      scheduledTime: NOW,
      accounts: [MAIN, hedge],
    });
  });

  test('may leave scheduledTime out, and then the clock counts', () => {
    expect(parseCheck({ accounts: [MAIN] }, NOW + 123)).toEqual({
      kind: 'check',
      scheduledTime: NOW + 123,
      accounts: [MAIN],
    });
  });

  test('may hold some dozens of accounts', () => {
    const accounts = Array.from({ length: 100 }, (_, index) => ({ ...MAIN, name: `a${index}` }));
    expect(parseCheck({ accounts }, NOW).accounts).toEqual(accounts);
  });
});

describe('the name of an account', () => {
  test.each([
    ['one letter', 'a'],
    ['one digit', '7'],
    ['64 characters', 'x'.repeat(64)],
    ['every character that is allowed', 'AZaz09._-'],
    ['a leading dot', '.a'],
    ['a leading hyphen', '-a'],
    ['the name of a property that every object has', '__proto__'],
  ])('may be %s', (_, name) => {
    expect(parseCheck({ accounts: [{ ...MAIN, name }] }, NOW).accounts).toEqual([
      { ...MAIN, name },
    ]);
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['65 characters long', 'x'.repeat(65)],
    ['with a space', 'main account'],
    ['with a slash', 'main/1'],
    ['with a colon', 'main:1'],
    ['with a letter beyond ASCII', 'mäin'],
    ['with a line break after it', 'main\n'],
    ['with a line break before it', '\nmain'],
    ['with markup', '<b>main</b>'],
    ['a number', 7],
    ['null', null],
    ['a list', ['main']],
    ['an object', { toString: 'main' }],
  ])('is refused where it is %s', (_, name) => {
    const { message } = refusal({
      accounts: [
        { ...MAIN, name: 'first' },
        { ...MAIN, name },
      ],
    });
    expect(message).toContain('accounts[1].name');
    if (typeof name === 'string' && name.length > 1) expect(message).not.toContain(name);
  });

  test.each([
    ['next to each other', ['main', 'main', 'hedge'], 1],
    ['far apart', ['main', 'hedge', 'main'], 2],
  ])('is refused where it is not unique: %s', (_, names, index) => {
    const { message } = refusal({ accounts: names.map((name) => ({ ...MAIN, name })) });
    expect(message).toContain(`accounts[${index}].name`);
  });
});

describe('the secretId of an account', () => {
  test.each([
    ['a name', 'pm-loan-monitor/main'],
    ['a name of every character that AWS allows', 'AZaz09/_+=.@-'],
    ['a name of 512 characters', 'x'.repeat(512)],
    ['an ARN', ARN],
    ['an ARN of China', ARN.replace('aws', 'aws-cn')],
    ['an ARN without the random end', ARN.replace(/-\w+$/, '')],
  ])('may be %s', (_, secretId) => {
    expect(parseCheck({ accounts: [{ ...MAIN, secretId }] }, NOW).accounts).toEqual([
      { ...MAIN, secretId },
    ]);
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['blank', ' '],
    ['longer than any ARN', 'x'.repeat(2049)],
    ['with a space', 'pm loan monitor'],
    ['with a line break after it', 'pm-loan-monitor/main\n'],
    ['with a letter beyond ASCII', 'pm-loan-monitor/mäin'],
    ['with a quote', 'pm"loan'],
    ['a number', 7],
    ['null', null],
    ['a list', ['pm-loan-monitor/main']],
  ])('is refused where it is %s', (_, secretId) => {
    expect(refusal({ accounts: [{ ...MAIN, secretId }] }).message).toContain(
      'accounts[0].secretId',
    );
  });
});

describe('the scheduled time', () => {
  test.each([
    ['now', TIME, NOW],
    ['exactly 15 minutes old', '2026-11-22T06:15:00Z', NOW - 900_000],
    ['exactly 5 minutes ahead', '2026-11-22T06:35:00Z', NOW + 300_000],
    ['without seconds', '2026-11-22T06:30Z', NOW],
    ['with milliseconds', '2026-11-22T06:30:00.250Z', NOW + 250],
    ['ahead of Greenwich', '2026-11-22T07:30:00+01:00', NOW],
    ['behind Greenwich', '2026-11-22T01:00:00-05:30', NOW],
    ['of another day elsewhere', '2026-11-21T18:30:00-12:00', NOW],
    ['15 minutes old elsewhere', '2026-11-22T15:15:00+09:00', NOW - 900_000],
  ])('may be %s', (_, scheduledTime, expected) => {
    expect(parseCheck({ scheduledTime, accounts: [MAIN] }, NOW).scheduledTime).toBe(expected);
  });

  test.each([
    ['a millisecond more than 15 minutes old', '2026-11-22T06:14:59.999Z'],
    ['a millisecond more than 5 minutes ahead', '2026-11-22T06:35:00.001Z'],
    ['a day old', '2026-11-21T06:30:00Z'],
    ['a year ahead', '2027-11-22T06:30:00Z'],
    ['right but for its offset', '2026-11-22T06:30:00+01:00'],
  ])('is refused, and not repeated, where it is %s', (_, scheduledTime) => {
    const { message } = refusal({ scheduledTime, accounts: [MAIN] });
    expect(message).toContain("event's scheduledTime ");
    expect(message).not.toContain(scheduledTime);
  });

  test.each([
    ['without an offset, and so of an unknown zone', '2026-11-22T06:30:00'],
    ['a date alone', '2026-11-22'],
    ['a time alone', '06:30:00Z'],
    ['written with a space', '2026-11-22 06:30:00Z'],
    ['written for people', 'Sun, 22 Nov 2026 06:30:00 GMT'],
    ['in an unknown month', '2026-13-22T06:30:00Z'],
    ['in an unknown hour', '2026-11-22T25:30:00Z'],
    ['in an unknown minute', '2026-11-22T06:60:00Z'],
    ['with an unknown offset', '2026-11-22T06:30:00+99:99'],
    ['followed by something', `${TIME} and more`],
    ['followed by a line break', `${TIME}\n`],
    ['after a space', ` ${TIME}`],
    ["the scheduler's placeholder, unfilled", '<aws.scheduler.scheduled-time>'],
    ['empty', ''],
    ['milliseconds in a string', String(NOW)],
    ['milliseconds', NOW],
    ['null', null],
    ['a list', [TIME]],
    ['an object', {}],
    ['true', true],
  ])('is refused where it is %s', (_, scheduledTime) => {
    const { message } = refusal({ scheduledTime, accounts: [MAIN] });
    expect(message).toContain("event's scheduledTime ");
  });

  test('is refused where its day does not exist, though it could be taken for the next', () => {
    const { message } = refusal(
      { scheduledTime: '2026-11-31T06:30:00Z', accounts: [MAIN] },
      Date.parse('2026-12-01T06:30:00Z'),
    );
    expect(message).toContain("event's scheduledTime ");
  });
});

describe('a malformed event', () => {
  test.each([
    ['the body', 'body', MARKER],
    ['the body, in a list', 'body', [MARKER]],
    ['a field of the body that there is not', 'body', { accounts: [MAIN], account: MARKER }],
    ['the accounts', 'accounts', { accounts: MARKER }],
    ['the accounts, in an object', 'accounts', { accounts: { main: MARKER } }],
    ['an account', 'accounts[1]', { accounts: [MAIN, MARKER] }],
    ['an account, in a list', 'accounts[0]', { accounts: [[MARKER]] }],
    ['a field of an account that there is not', 'accounts[0]', { accounts: [{ ...MAIN, MARKER }] }],
    ['a name', 'accounts[0].name', { accounts: [{ ...MAIN, name: MARKER }] }],
    ['a secretId', 'accounts[0].secretId', { accounts: [{ ...MAIN, secretId: MARKER }] }],
    ['the scheduledTime', 'scheduledTime', { scheduledTime: MARKER, accounts: [MAIN] }],
  ])('is refused by the name of the field, without its value: %s', (_, field, event) => {
    const { message } = refusal(event);
    expect(message).toContain(`event's ${field} `);
    expect(message).not.toContain(MARKER);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', JSON.stringify({ accounts: [MAIN] })],
    ['a number', 1],
    ['a list of accounts', [MAIN]],
  ])('is refused as a whole where it is %s', (_, event) => {
    expect(refusal(event).message).toContain('JSON object');
  });

  test.each([
    ['missing', {}],
    ['null', { accounts: null }],
    ['empty', { accounts: [] }],
    ['one account outside a list', { accounts: MAIN }],
  ])('is refused where the accounts are %s', (_, event) => {
    expect(refusal(event).message).toContain("event's accounts ");
  });

  test('is refused where a field is misspelt, so that it does not pass unnoticed', () => {
    expect(refusal({ scheduledtime: TIME, accounts: [MAIN] }).message).toContain('scheduledTime');
    expect(refusal({ accounts: [{ name: 'main', secretID: 'x' }] }).message).toContain(
      'accounts[0]',
    );
  });

  test('cannot bring its fields by way of a prototype', () => {
    const account = JSON.parse('{"__proto__":{"name":"main","secretId":"x"}}') as unknown;
    expect(refusal({ accounts: [account] }).message).toContain('accounts[0]');
    const body = JSON.parse(`{"__proto__":${JSON.stringify({ accounts: [MAIN] })}}`) as unknown;
    expect(refusal(body).message).toContain('body');
  });
});

test.each([
  [null, 'body must be a JSON object'],
  [
    { account: 1, accounts: [MAIN] },
    'body must have no field "account", only scheduledTime and accounts',
  ],
  [{ accounts: [] }, 'accounts must be a list of at least one account'],
  [{ accounts: [7] }, 'accounts[0] must be a JSON object'],
  [
    { accounts: [{ ...MAIN, id: 1 }] },
    'accounts[0] must have no field "id", only name and secretId',
  ],
  [
    { accounts: [{ ...MAIN, name: 'a b' }] },
    'accounts[0].name must be 1 to 64 letters, digits, ".", "_" or "-"',
  ],
  [
    { accounts: [{ ...MAIN, secretId: '' }] },
    'accounts[0].secretId must be the name or ARN of a secret',
  ],
  [{ accounts: [MAIN, MAIN] }, 'accounts[1].name repeats the name of another account'],
  [
    { accounts: [MAIN], scheduledTime: 'noon' },
    'scheduledTime must be a time such as 2026-11-22T06:30:00Z',
  ],
  [
    { accounts: [MAIN], scheduledTime: '2026-11-21T06:30:00Z' },
    'scheduledTime must be at most 15 minutes old and 5 minutes ahead, since it dates what is found today',
  ],
])('an operator reads what to correct in %j', (event, what) => {
  expect(refusal(event).message).toBe(
    `The event's ${what}. Correct the event; Binance was not asked, and no notice was sent.`,
  );
});

describe('an event that asks for something other than a check', () => {
  test('is read: a diagnosis of accounts', () => {
    expect(parseEvent({ diagnose: true, accounts: [MAIN] }, NOW)).toEqual({
      kind: 'diagnose',
      accounts: [MAIN],
    });
  });

  test('is read: a drill', () => {
    expect(parseEvent({ drill: true }, NOW)).toEqual({ kind: 'drill' });
  });

  test.each([
    ['a diagnosis of no accounts', { diagnose: true }, 'accounts'],
    ['a diagnosis of an empty list', { diagnose: true, accounts: [] }, 'accounts'],
    [
      'a diagnosis of a malformed account',
      { diagnose: true, accounts: [{ name: 'main' }] },
      'accounts[0].secretId',
    ],
    [
      'a diagnosis of another time',
      { diagnose: true, accounts: [MAIN], scheduledTime: TIME },
      'body',
    ],
    ['diagnose that is false', { diagnose: false, accounts: [MAIN] }, 'diagnose'],
    ['diagnose that is a text', { diagnose: 'true', accounts: [MAIN] }, 'diagnose'],
    ['diagnose that is null', { diagnose: null, accounts: [MAIN] }, 'diagnose'],
    ['a drill of accounts', { drill: true, accounts: [MAIN] }, 'body'],
    ['a drill and a diagnosis', { drill: true, diagnose: true, accounts: [MAIN] }, 'body'],
    ['a drill at a time', { drill: true, scheduledTime: TIME }, 'body'],
    ['drill that is false', { drill: false }, 'drill'],
    ['drill that is 1', { drill: 1 }, 'drill'],
    ['drill misspelt', { Drill: true }, 'body'],
  ])('is refused where it is %s', (_, event, field) => {
    expect(refusal(event).message).toContain(`The event's ${field} `);
  });
});
