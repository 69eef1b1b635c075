import { EventError } from '../../lambda/errors';
import { parseEvent } from '../../lambda/event';
import { thrownBy } from './thrown';

const TIME = '2026-11-22T06:30:00Z';
const NOW = Date.parse(TIME);
const MAIN = { name: 'main', secretId: 'pm-loan-monitor/main' };
const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:pm-loan-monitor/main-AbCdEf';
const LONG = 'x'.repeat(64);

const OBJECT = 'must be a JSON object';
const LIST = 'must be a list of at least one account';
const NAME = 'must be 1 to 64 letters, digits, ".", "_" or "-"';
const SECRET_ID = 'must be the name or ARN of a secret';
const FORM = 'must be a time such as 2026-11-22T06:30:00Z';
const NEAR =
  'must be at most 15 minutes old and 5 minutes ahead, since it dates what is found today';

/** The whole sentence: it names the field, and repeats no value. */
function expectRefusal(event: unknown, what: string, now = NOW): void {
  const error = thrownBy(() => parseEvent(event, now));
  expect(error).toBeInstanceOf(EventError);
  expect(error.message).toBe(
    `The event's ${what}. Correct the event; Binance was not asked, and no notice was sent.`,
  );
}

function accountsOf(event: object): unknown {
  return (parseEvent(event, NOW) as { readonly accounts?: unknown }).accounts;
}

function timeOf(scheduledTime: unknown): unknown {
  const event = parseEvent({ scheduledTime, accounts: [MAIN] }, NOW);
  return (event as { readonly scheduledTime?: number }).scheduledTime;
}

const HEDGE = { name: 'hedge', secretId: ARN };
test.each<[string, object, object]>([
  [
    'a check, its accounts in order',
    { scheduledTime: TIME, accounts: [MAIN, HEDGE] },
    { kind: 'check', scheduledTime: NOW, accounts: [MAIN, HEDGE] },
  ],
  [
    'a check without scheduledTime, for which the clock counts',
    { accounts: [MAIN] },
    { kind: 'check', scheduledTime: NOW + 123, accounts: [MAIN] },
  ],
  [
    'a diagnosis of accounts',
    { diagnose: true, accounts: [MAIN] },
    { kind: 'diagnose', accounts: [MAIN], heartbeat: false },
  ],
  [
    'a diagnosis that tries the heartbeat too',
    { diagnose: true, heartbeat: true, accounts: [MAIN] },
    { kind: 'diagnose', accounts: [MAIN], heartbeat: true },
  ],
  ['a drill', { drill: true }, { kind: 'drill' }],
])('an event is read: %s', (_, event, expected) => {
  expect(parseEvent(event, NOW + 123)).toEqual(expected);
});

test('an event may hold some dozens of accounts', () => {
  const accounts = Array.from({ length: 100 }, (_, index) => ({ ...MAIN, name: `a${index}` }));
  expect(accountsOf({ accounts })).toEqual(accounts);
});

describe('the name of an account', () => {
  test.each(['a', '7', LONG, 'AZaz09._-', '.a', '-a', '__proto__'])('may be %s', (name) => {
    expect(accountsOf({ accounts: [{ ...MAIN, name }] })).toEqual([{ ...MAIN, name }]);
  });

  test.each([
    ...[undefined, '', `${LONG}x`, 'main account', 'main/1', 'main:1', 'mäin', 'main\n'],
    ...['\nmain', '<b>main</b>', 7, null, ['main'], { toString: 'main' }],
  ])('must not be %j', (name) => {
    const accounts = [
      { ...MAIN, name: 'first' },
      { ...MAIN, name },
    ];
    expectRefusal({ accounts }, `accounts[1].name ${NAME}`);
  });

  test.each([
    [1, ['main', 'main', 'hedge']],
    [2, ['main', 'hedge', 'main']],
  ])('must be unique: the one at %i is not', (index, names) => {
    const accounts = names.map((name) => ({ ...MAIN, name }));
    expectRefusal({ accounts }, `accounts[${index}].name repeats the name of another account`);
  });
});

describe('the secretId of an account', () => {
  test.each([
    ...['pm-loan-monitor/main', 'AZaz09/_+=.@-', 'x'.repeat(512), ARN],
    ...[ARN.replace('aws', 'aws-cn'), ARN.replace(/-\w+$/, '')],
  ])('may be %s', (secretId) => {
    expect(accountsOf({ accounts: [{ ...MAIN, secretId }] })).toEqual([{ ...MAIN, secretId }]);
  });

  test.each([
    ...[undefined, '', ' ', 'x'.repeat(2049), 'pm loan monitor', 'pm-loan-monitor/main\n'],
    ...['pm-loan-monitor/mäin', 'pm"loan', 7, null, ['pm-loan-monitor/main']],
  ])('must not be %j', (secretId) => {
    expectRefusal({ accounts: [{ ...MAIN, secretId }] }, `accounts[0].secretId ${SECRET_ID}`);
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
    expect(timeOf(scheduledTime)).toBe(expected);
  });

  test.each([
    ['a millisecond more than 15 minutes old', '2026-11-22T06:14:59.999Z'],
    ['a millisecond more than 5 minutes ahead', '2026-11-22T06:35:00.001Z'],
    ['a day old', '2026-11-21T06:30:00Z'],
    ['a year ahead', '2027-11-22T06:30:00Z'],
    ['right but for its offset', '2026-11-22T06:30:00+01:00'],
  ])('must not be %s', (_, scheduledTime) => {
    expectRefusal({ scheduledTime, accounts: [MAIN] }, `scheduledTime ${NEAR}`);
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
    ['milliseconds in a string', String(NOW)],
    ...['', NOW, null, [TIME], {}, true].map((value) => [JSON.stringify(value), value]),
  ])('must not be %s', (_, scheduledTime) => {
    expectRefusal({ scheduledTime, accounts: [MAIN] }, `scheduledTime ${FORM}`);
  });

  test('must not be on a day that does not exist, though it could be taken for the next', () => {
    const event = { scheduledTime: '2026-11-31T06:30:00Z', accounts: [MAIN] };
    expectRefusal(event, `scheduledTime ${FORM}`, Date.parse('2026-12-01T06:30:00Z'));
  });
});

const TO_CHECK = 'only scheduledTime and accounts';
test.each<[event: unknown, what: string]>([
  ...[undefined, null, JSON.stringify({ accounts: [MAIN] }), 1, [MAIN]].map(
    (event): [unknown, string] => [event, `body ${OBJECT}`],
  ),
  ...[undefined, null, 'main', [], MAIN, { main: MAIN }].map((accounts): [unknown, string] => [
    { accounts },
    `accounts ${LIST}`,
  ]),
  [{ account: 1, accounts: [MAIN] }, `body must have no field "account", ${TO_CHECK}`],
  [{ scheduledtime: TIME, accounts: [] }, `body must have no field "scheduledtime", ${TO_CHECK}`],
  [JSON.parse('{"__proto__":{"accounts":[]}}'), `body must have no field "__proto__", ${TO_CHECK}`],
  [{ accounts: [MAIN, 'main'] }, `accounts[1] ${OBJECT}`],
  [{ accounts: [[MAIN]] }, `accounts[0] ${OBJECT}`],
  [
    { accounts: [{ name: 'main', secretID: 'x' }] },
    'accounts[0] must have no field "secretID", only name and secretId',
  ],
  [
    { accounts: [JSON.parse('{"__proto__":{"name":"main","secretId":"x"}}')] },
    'accounts[0] must have no field "__proto__", only name and secretId',
  ],
  [{ diagnose: true }, `accounts ${LIST}`],
  [{ diagnose: true, accounts: [] }, `accounts ${LIST}`],
  [{ diagnose: true, accounts: [{ name: 'main' }] }, `accounts[0].secretId ${SECRET_ID}`],
  [
    { diagnose: true, accounts: [MAIN], scheduledTime: TIME },
    'body must have no field "scheduledTime", only diagnose and accounts and heartbeat',
  ],
  ...[false, 'true', null].map((diagnose): [unknown, string] => [
    { diagnose, accounts: [MAIN] },
    'diagnose must be true or absent',
  ]),
  [{ drill: true, accounts: [MAIN] }, 'body must have no field "accounts", only drill'],
  [
    { drill: true, diagnose: true, accounts: [MAIN] },
    'body must have no field "diagnose", only drill',
  ],
  [{ drill: true, scheduledTime: TIME }, 'body must have no field "scheduledTime", only drill'],
  [{ drill: false }, 'drill must be true or absent'],
  [{ drill: 1 }, 'drill must be true or absent'],
  [{ Drill: true }, `body must have no field "Drill", ${TO_CHECK}`],
])('the event %j is refused', (event, what) => {
  expectRefusal(event, what);
});
