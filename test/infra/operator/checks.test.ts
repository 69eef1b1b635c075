import type { Finding } from '../../../infra/operator/checks/finding';
import { judge } from '../../../infra/operator/checks/registry';
import { showReport } from '../../../infra/operator/report';
import type { Outside } from '../../../infra/operator/monitor';
import type { Health } from '../../../lambda/binance/answer';
import type { Standing } from '../../../lambda/contract';
import type { AccountFacts, Facts } from '../../../lambda/diagnosis/facts';
import { defaultPolicy } from '../../local/cloud/topic-reads';
import { answered, HEALTHY, OUTSIDE, unanswered, WELL, wrong } from './judged';

function found(facts: Partial<Facts>, outside: Partial<Outside> = {}): Finding[] {
  return judge({ ...HEALTHY, ...facts }, { ...OUTSIDE, ...outside });
}

function foundOf(account: Partial<AccountFacts>, outside?: Partial<Outside>): Finding[] {
  const accounts = HEALTHY.accounts.map((each) => ({ ...each, ...account }));
  return found({ accounts }, outside);
}

/** The one finding of a check; none is undefined. */
function of(check: string, findings: readonly Finding[]): Finding | undefined {
  const [first, ...others] = findings.filter((each) => each.check === check);
  expect(others).toEqual([]);
  return first;
}

const LOCATION = unanswered({ name: 'LocationError' });
const REFUSED = unanswered({ name: 'KeyRefusedError', code: -2015 });
const FAILED = unanswered({});

test('healthy facts have nothing wrong, and nothing to do', () => {
  expect(wrong(found({}))).toBe('');
  expect(found({}).filter(({ fix }) => fix !== undefined)).toEqual([]);
});

test('an environment that cannot be read is the one thing that is said of the function', () => {
  const error = { name: 'EnvironmentError', message: 'It is wrong.', fix: 'Correct it.' };
  expect(judge({ schema: HEALTHY.schema, error }, OUTSIDE)).toEqual([
    { check: 'function', status: 'error', detail: 'It is wrong.', fix: 'Correct it.' },
  ]);
});

test("an error that is not the monitor's own is its defect", () => {
  const told = unanswered({ message: 'TypeError: x.', fix: undefined });
  expect(of('cloudwatch', found({ told }))).toMatchObject({
    status: 'error',
    detail: 'TypeError: x.',
    fix: 'Report this as a defect of the monitor.',
  });
});

test.each<[string, Partial<AccountFacts>, string]>([
  ['the address is refused', { key: LOCATION, loan: LOCATION }, 'address: error, loan: error'],
  ['only the key is refused', { key: REFUSED }, 'key: warning'],
  ['both are refused', { key: REFUSED, loan: REFUSED }, 'key: error, loan: error'],
  ['only the loan is refused', { loan: REFUSED }, 'loan: error'],
  ['the address, by one of two', { key: LOCATION }, 'address: error'],
  ['the loan fails', { loan: FAILED }, 'loan: error'],
  ['the type is new', standing({ accountType: 'PM_9' }), 'accountType: warning'],
  ['the type is not said', standing({ accountType: undefined }), 'accountType: warning'],
  ['half of the weight is used', { usedWeight: '90000' }, ''],
  ['more than half', { usedWeight: '90001' }, 'weight: warning'],
  ["more than half of the address's", { key: keyWith({ usedWeight: '6001' }) }, 'weight: warning'],
  ['the key may not read', { key: keyWith({ enabled: [] }) }, 'key: error'],
])('of an account, where %s', (_, account, expected) => {
  expect(wrong(foundOf(account))).toBe(expected);
});

test('an account that was asked nothing owes what nobody knows', () => {
  const [main] = HEALTHY.accounts as [AccountFacts];
  const { name, secretId, secret, lastAnswered } = main;
  const asked = { name, secretId, secret, lastAnswered };
  const findings = found({ clock: FAILED, accounts: [asked, { ...asked, secret: FAILED }] });
  expect(wrong(findings)).toBe(
    'address: error, loan: error, health: error, secret: error, loan: error, health: error',
  );
  expect(findings.flatMap(({ fix = '' }) => /^Fix the \w+ first/.exec(fix)?.[0] ?? [])).toEqual([
    ...['Fix the address first', 'Fix the address first'],
    ...['Fix the secret first', 'Fix the secret first'],
  ]);
});

test.each([
  ['accountType', standing({ accountType: 'PM_9' }), 'It is an account of the type PM_9: nobody'],
  [
    'accountType',
    standing({ accountType: undefined }),
    'does not say which kind of account it is: n',
  ],
  ['loan', { loan: answered({ asset: null, amount: '0' }) }, 'It owes nothing (Binance: no out'],
  ['loan', { loan: REFUSED }, 'It failed.'],
])('of an account, %s says what it is: %j', (check, account, beginning) => {
  expect(of(check, foundOf(account))?.detail).toContain(beginning);
});

function standing(health: Partial<Health>): Partial<AccountFacts> {
  return { health: answered({ ...WELL, ...health }) };
}

describe('how an account stands', () => {
  const ok = 'in no danger of a liquidation';
  const close = 'close to a liquidation';
  test.each<[Partial<Standing>, marginWarning: string | undefined, string, Finding['status']]>([
    [{}, '1.5', ok, 'ok'],
    [{}, undefined, ok, 'ok'],
    [{ uniMmr: '1.50000001' }, '1.5', ok, 'ok'],
    [{ uniMmr: '1.50000000' }, '1.5', close, 'warning'],
    [{ uniMmr: '-0.1' }, '1.5', close, 'warning'],
    [{ uniMmr: '1.6' }, undefined, ok, 'ok'],
    [{ status: 'MARGIN_CALL' }, undefined, close, 'warning'],
    [{ status: 'SUPPLY_MARGIN' }, '1.5', close, 'warning'],
    [{ status: 'REDUCE_ONLY' }, '1.5', close, 'warning'],
    [{ status: 'ACTIVE_LIQUIDATION' }, '1.5', 'Binance is liquidating it', 'warning'],
    [{ status: 'FORCE_LIQUIDATION' }, '1.5', 'Binance is liquidating it', 'warning'],
    [{ status: 'BANKRUPTED' }, '1.5', 'It is bankrupt', 'warning'],
    [{ status: 'NEW_ONE' }, '1.5', 'none that this version knows', 'warning'],
  ])('is said and judged: %j with a warning of %p', (health, marginWarning, said, status) => {
    const { status: name, uniMmr } = { ...WELL, ...health };
    const accounts = HEALTHY.accounts.map((each) => ({ ...each, ...standing(health) }));
    const finding = of('health', found({ accounts, marginWarning }));
    expect(finding).toMatchObject({ status });
    expect(finding?.detail).toContain(`${said} (${name}, uniMMR ${uniMmr}).`);
    expect(finding?.fix === undefined).toBe(status === 'ok');
  });

  test.each([
    [{ status: 'REDUCE_ONLY' }, /^Reduce positions or add collateral .* below 1\.05\. The set-up/],
    [{ status: 'FORCE_LIQUIDATION' }, /^Look at it .* deposits do not stop a liquidation/],
    [{ status: 'NEW_ONE' }, /^Look at it on binance\.com, and upgrade/],
  ])('has its own fix: %j', (health, fix) => {
    expect(of('health', foundOf(standing(health)))?.fix).toMatch(fix);
  });

  const allRefused = { key: REFUSED, loan: REFUSED, health: REFUSED };
  test.each<[string, Partial<AccountFacts>, watched: string, unwatched: string]>([
    ['it fails', { health: FAILED }, 'health: error', 'health: warning'],
    ['the loan too', { health: FAILED, loan: FAILED }, 'loan: error, health: error', 'loan: error'],
    ['the address', { health: LOCATION }, 'address: error, health: error', 'health: warning'],
    ['the key', allRefused, 'key: error, loan: error, health: error', 'key: error, loan: error'],
  ])('has to be known only with a margin warning: %s', (_, account, watched, unwatched) => {
    const accounts = HEALTHY.accounts.map((each) => ({ ...each, ...account }));
    expect(wrong(found({ accounts }))).toBe(watched);
    expect(wrong(found({ accounts, marginWarning: undefined }))).toBe(unwatched);
  });
});

describe('a margin warning', () => {
  test('that is set is said with its value', () => {
    expect(of('margin', found({ marginWarning: '1.25' }))).toEqual({
      ...{ check: 'margin', status: 'ok' },
      detail: 'A margin warning is set: a uniMMR of 1.25 or less is told.',
    });
  });

  test('that is not set is no problem, and how to set one is said', () => {
    expect(of('margin', found({ marginWarning: undefined }))).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('No margin warning is set') as string,
      fix: expect.stringContaining('set marginWarning, such as 1.5, and deploy') as string,
    });
  });
});

function keyWith(key: object): NonNullable<AccountFacts['key']> {
  return answered({ enabled: ['enableReading'], ipRestrict: true, ...key });
}

test('rights beyond reading are in words, withdrawals first', () => {
  const enabled = [
    ...['enableReading', 'enableFixReadOnly', 'enableFutures', 'permitsUniversalTransfer'],
    ...['enableTeleportation', 'enableWithdrawals'],
  ];
  expect(of('rights', foundOf({ key: keyWith({ enabled }) }))?.detail).toBe(
    'The key can do more than read: withdrawals, futures, universal transfer, teleportation.',
  );
  const reading = enabled.slice(0, 2);
  expect(of('rights', foundOf({ key: keyWith({ enabled: reading }) }))?.status).toBe('ok');
});

test.each([
  ['203.0.113.7', "The function's address is 203.0.113.7."],
  [undefined, 'The function has no address of its own: the setting fixedEgress gives it one.'],
])('where an address has to be set, it is told: %s', (egressIp, sentence) => {
  const fixOf = (check: string, key: AccountFacts['key']) =>
    of(check, foundOf({ ...(key && { key }) }, { egressIp }))?.fix;
  expect(fixOf('ipList', keyWith({ ipRestrict: false }))).toMatch(sentence);
  expect(fixOf('key', REFUSED)).toMatch(sentence);
  expect(fixOf('key', keyWith({ enabled: [] }))).toMatch(sentence);
});

test.each([-1002, -1022, -1099, -2008, -2014])(
  'where the address cannot be the reason, it is not named: %d',
  (code) => {
    const refused = unanswered({ name: 'KeyRefusedError', code });
    const { fix } = of('key', foundOf({ key: refused, loan: refused })) ?? {};
    expect(fix).not.toMatch(/address|egress/);
  },
);

describe('when an account was last answered', () => {
  test.each<[AccountFacts['lastAnswered'], Finding['status'], RegExp]>([
    [answered('2026-11-22T06:29:00.000Z'), 'ok', /at 2026-11-22 06:29 UTC, 1 min ago\./],
    [answered('2026-11-22T06:15:30.000Z'), 'error', /at 2026-11-22 06:15 UTC, 15 min ago\./],
    [answered('2026-11-22T06:16:00.000Z'), 'ok', /14 min ago\./],
    [answered(null), 'warning', /^No check of it was answered within a day\.$/],
    [FAILED, 'error', /^It failed\.$/],
  ])('%j is %s', (lastAnswered, status, detail) => {
    const finding = of('answered', foundOf({ lastAnswered }));
    expect(finding?.status).toBe(status);
    expect(finding?.detail).toMatch(detail);
  });

  test('is said once where no metric can be read', () => {
    const accounts = HEALTHY.accounts.map((each) => ({ ...each, lastAnswered: FAILED }));
    expect(wrong(found({ accounts, told: FAILED }))).toBe('cloudwatch: error');
  });
});

describe('the clock', () => {
  test.each([
    [0, undefined, 'ok'],
    [500, undefined, 'ok'],
    [501, undefined, 'warning'],
    [-501, undefined, 'warning'],
    [-999, undefined, 'warning'],
    [-1000, undefined, 'error'],
    [4999, undefined, 'warning'],
    [5000, undefined, 'error'],
    [5000, '10000', 'warning'],
    [600, '550', 'error'],
  ])('of Binance %d ms ahead, with the window %s, is %s', (offset, recvWindow, status) => {
    const clock = answered({ offset, uncertainty: 0 });
    expect(of('clock', found({ clock, recvWindow }))?.status).toBe(status);
  });

  test.each([
    [700, 'ok'],
    [-1100, 'warning'],
  ])('at %d ms is judged by the least that it differs', (offset, status) => {
    expect(of('clock', found({ clock: answered({ offset, uncertainty: 200 }) }))?.status).toBe(
      status,
    );
  });
});

describe('the topic', () => {
  const Service = 'cloudwatch.amazonaws.com';
  const alarms = (policy: string) =>
    of('topicPolicy', found({ topic: answered({ policy, confirmed: 1 }) }))?.status;

  test("lets alarms publish where its policy is SNS's own", () => {
    expect(alarms(defaultPolicy(HEALTHY.topicArn))).toBe('ok');
  });

  test.each([
    ['ok', { Effect: 'Allow', Principal: { Service }, Action: 'sns:Publish' }],
    ['ok', { Effect: 'Allow', Principal: { Service: ['x', Service] }, Action: ['SNS:Publish'] }],
    ['ok', { Effect: 'Allow', Principal: '*', Action: 'sns:*' }],
    ['error', { Effect: 'Deny', Principal: '*', Action: 'sns:Publish' }],
    ['error', { Effect: 'Allow', Principal: { Service }, Action: 'sns:Subscribe' }],
    ['error', { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sns:*' }],
    ['error', { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:root' }, Action: 'sns:*' }],
    ['error', {}],
  ])('is %s for alarms with %j', (status, statement) => {
    expect(alarms(JSON.stringify({ Statement: [statement] }))).toBe(status);
    expect(alarms(JSON.stringify({ Statement: statement }))).toBe(status);
  });

  test.each(['', '{', 'null', '{}', '{"Statement":null}'])('lets nobody by %j', (policy) => {
    expect(alarms(policy)).toBe('error');
  });

  test('has at most ten subscribers named', () => {
    const [one] = HEALTHY.subscribers.answer?.confirmed ?? [];
    const confirmed = one === undefined ? [] : Array<typeof one>(12).fill(one);
    const { detail } =
      of('subscribers', found({ subscribers: answered({ confirmed, pending: [] }) })) ?? {};
    expect(detail).toMatch(/^Confirmed: (email o\*\*\*@example\.com, ){10}2 more\.$/);
  });

  test('that nobody confirmed has no filters to judge', () => {
    const subscribers = answered({ confirmed: [], pending: [] });
    expect(of('filters', found({ subscribers }))).toBeUndefined();
  });
});

describe('the heartbeat', () => {
  test.each([
    [{ isSet: false }, 'warning', /No heartbeat is set: .* nobody/],
    [{ isSet: true }, 'ok', /A heartbeat is set\.$/],
    [{ isSet: true, ping: answered(true as const) }, 'ok', /its service took one\.$/],
    [{ isSet: true, ping: FAILED }, 'error', /did not arrive\. It failed\.$/],
  ])('%j is %s', (heartbeat, status, detail) => {
    const finding = of('heartbeat', found({ heartbeat }));
    expect(finding?.status).toBe(status);
    expect(finding?.detail).toMatch(detail);
  });
});

test('of many accounts, what is ok is counted and not shown', () => {
  const account = (name: string, status: Finding['status']): Finding => {
    return { check: 'loan', account: name, status, detail: `of ${name}`, fix: 'Fix it.' };
  };
  const findings = ['a', 'b', 'c'].map((name) => account(name, 'ok'));
  expect(showReport(findings, 120)).toMatch(/of a .*of b .*of c .*0 errors, 0 warnings\.$/s);
  const more = showReport([...findings, account('d', 'error')], 120);
  expect(more).not.toMatch(/of [abc] /);
  expect(more).toMatch(/of d .*\n1 error, 0 warnings\. 3 checks of accounts are ok and not shown/s);
});
