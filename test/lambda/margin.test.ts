import type { MarginDocument } from '../../lambda/contract';
import { ACCOUNT_PATH, PM_LOAN_PATH } from '../local/exchange/endpoints';
import type { ExchangeFault } from '../local/exchange/faults';
import { newAccountKey } from '../local/exchange/keys';
import { NAMESPACE } from '../local/world';
import { start, twoAccounts } from './monitored';

const WARNED = { environment: { MARGIN_WARNING: '1.5' } };

/** From best to worst, as Binance lists them. */
const STATUSES = [
  ...['NORMAL', 'MARGIN_CALL', 'SUPPLY_MARGIN', 'REDUCE_ONLY'],
  ...['ACTIVE_LIQUIDATION', 'FORCE_LIQUIDATION', 'BANKRUPTED'],
];

describe('an account that comes close to a liquidation is told', () => {
  test('through the whole decline, and back', async () => {
    const { world, runAt, told, documents } = await start(WARNED);
    const stand = async (time: string, uniMMR: string, status: string, owed = '0') => {
      world.stand(uniMMR, status);
      world.owe(owed);
      await runAt(time);
    };
    await stand('06:00', '5.20000000', 'NORMAL');
    await stand('06:05', '1.49000000', 'MARGIN_CALL');
    await stand('06:10', '1.40000000', 'MARGIN_CALL');
    await stand('06:15', '1.18000000', 'REDUCE_ONLY');
    await stand('06:20', '1.04000000', 'FORCE_LIQUIDATION');
    await stand('06:25', '-0.10000000', 'BANKRUPTED', '579.45');
    await stand('07:25', '1.90000000', 'REDUCE_ONLY', '579.45');
    await stand('08:25', '1.90000000', 'REDUCE_ONLY');
    await stand('08:30', '99999999', 'NORMAL');
    expect(told('margin')).toEqual([
      'margin.detected MARGIN_CALL 1.49000000',
      'margin.changed REDUCE_ONLY 1.18000000',
      'margin.changed FORCE_LIQUIDATION 1.04000000',
      'margin.changed BANKRUPTED -0.10000000',
      'margin.changed REDUCE_ONLY 1.90000000',
      'margin.reminder REDUCE_ONLY 1.90000000',
      'margin.cleared NORMAL 99999999',
    ]);
    expect(told('debt')).toEqual([
      ...['debt.detected 579.45', 'debt.reminder 579.45', 'debt.cleared 0'],
    ]);
    expect(world.published('UniMMR')).toEqual([5.2, 1.49, 1.4, 1.18, 1.04, -0.1, 1.9, 1.9, 100]);
    expect(world.published('NotifiedMargin')).toEqual([1, 3, 5, 6, 3, 3, 0]);
    const [, worse] = documents().filter(({ event }) => event.startsWith('margin'));
    expect(worse).toEqual({
      schema: 'pm-loan-monitor/notice@2',
      id: 'main/2026-11-22T06:15:00Z/margin.changed',
      event: 'margin.changed',
      scheduledTime: '2026-11-22T06:15:00Z',
      observedAt: expect.stringMatching(/^2026-11-22T06:15:/) as string,
      account: 'main',
      status: 'REDUCE_ONLY',
      uniMmr: '1.18000000',
      previousRank: 1,
      rank: 3,
    } satisfies MarginDocument);
  });

  const transitions = STATUSES.flatMap((_, from) => STATUSES.map((_status, to) => [from, to]));
  test.each(transitions as [number, number][])('from rank %i to rank %i', async (from, to) => {
    const { world, run, told } = await start(WARNED);
    const at = world.clock.now() - 5 * 60_000;
    world.cloud.metrics.seed(NAMESPACE, 'NotifiedMargin', 'main', { at, value: from });
    const status = STATUSES[to] ?? '';
    world.stand('5.2', status);
    const { accounts } = await run();
    const event = to === 0 ? 'cleared' : from === 0 ? 'detected' : 'changed';
    expect(told()).toEqual(from === to ? [] : [`margin.${event} ${status} 5.2`]);
    const notice = from === to ? null : `margin.${event}`;
    expect(accounts[0]?.margin).toEqual({ status, uniMmr: '5.2', rank: to, notice });
  });

  test.each([
    ['1.5', '1.50000001', 'NORMAL', 0],
    ['1.5', '1.50000000', 'NORMAL', 1],
    ['1.5', '1.2', 'NORMAL', 1],
    ['1.5', '1.04999999', 'NORMAL', 1],
    ['1.5', '-1', 'NORMAL', 1],
    ['1.5', '99999999', 'NORMAL', 0],
    ['1.5', '1.4', 'SUPPLY_MARGIN', 2],
    ['1.5', '9', 'REDUCE_ONLY', 3],
    ['1.234', '1.2341', 'NORMAL', 0],
    ['1.234', '1.234', 'NORMAL', 1],
    ['10', '9.99', 'NORMAL', 1],
    ['1.5', '5.2', 'FROZEN_BY_COURT', 6],
    ['1.5', '5.2', 'normal', 6],
  ])('by a warning of %s: uniMMR %s, %s, has rank %i', async (warning, uniMmr, status, rank) => {
    const { world, run } = await start({ environment: { MARGIN_WARNING: warning } });
    world.stand(uniMmr, status);
    const { accounts } = await run();
    const notice = rank === 0 ? null : 'margin.detected';
    expect(accounts[0]?.margin).toEqual({ status, uniMmr, rank, notice });
  });

  test('by a cold function once, which reads what was told', async () => {
    const { world, run, cool, told } = await start(WARNED);
    world.stand('1.4', 'MARGIN_CALL');
    await run();
    cool();
    world.clock.set(world.clock.now() + 60_000);
    await run();
    expect(told()).toEqual(['margin.detected MARGIN_CALL 1.4']);
  });

  test('at once by a warm function that remembers that nothing was told', async () => {
    const { world, runAt, told } = await start(WARNED);
    await runAt('06:00');
    await runAt('06:05');
    world.stand('1.4', 'MARGIN_CALL');
    await runAt('06:06');
    await runAt('06:07');
    expect(told()).toEqual(['margin.detected MARGIN_CALL 1.4']);
    world.stand('5.2', 'NORMAL');
    await runAt('06:08');
    expect(told()).toEqual([...['margin.detected MARGIN_CALL 1.4', 'margin.cleared NORMAL 5.2']]);
  });

  test('with its end at once, though a late answer of the loan found nothing told', async () => {
    const { world, run, runAt, told } = await start(WARNED);
    await runAt('06:00');
    world.clock.set(Date.parse('2026-11-22T06:05:00Z'));
    world.stand('1.18', 'REDUCE_ONLY');
    // The loan is answered after a second, and SNS answers after three.
    world.exchange.misbehave('account-rate-limit', { times: 1 });
    world.cloud.misbehave('Publish', 'hang', { times: 1 });
    await run(undefined, 20_000);
    world.stand('5.2', 'NORMAL');
    await runAt('06:06');
    expect(told()).toEqual(['margin.detected REDUCE_ONLY 1.18', 'margin.cleared NORMAL 5.2']);
  });

  test('by the next run where SNS did not take it', async () => {
    const { world, run, failure, told } = await start(WARNED);
    world.stand('1.4', 'MARGIN_CALL');
    world.cloud.misbehave('Publish', 'access-denied');
    expect((await failure()).message).toContain('SNS did not take the notice margin.detected');
    expect(world.published('NotifiedMargin')).toEqual([]);
    world.cloud.behave();
    await run();
    expect(told()).toEqual(['margin.detected MARGIN_CALL 1.4']);
  });

  test('where what was told cannot be read, with no rank before', async () => {
    const { world, failure, documents } = await start(WARNED);
    world.stand('1.4', 'MARGIN_CALL');
    world.cloud.misbehave('GetMetricData', 'access-denied');
    const { message } = await failure();
    expect(message.match(/could not be read/g)).toHaveLength(1);
    expect(documents()).toMatchObject([{ event: 'margin.detected', previousRank: null, rank: 1 }]);
  });
});

test('a debt is told with how the account stands, and before it', async () => {
  const names = ['a', 'b', 'c', 'd', 'main'];
  const accounts = Object.fromEntries(names.map((name) => [name, newAccountKey()]));
  const { world, run, told } = await start({ ...WARNED, accounts });
  await run();
  world.clock.set(world.clock.now() + 60_000);
  for (const name of names) world.stand('1.04', 'FORCE_LIQUIDATION', name);
  world.owe('579.45');
  await run(undefined, 9_000);
  expect(told()[0]).toBe('debt.detected 579.45');
  expect(told('margin')).toHaveLength(5);
  expect(world.notices[0]?.texts.email).toContain('Status:    FORCE_LIQUIDATION, uniMMR 1.04\n');
});

describe('without a warning', () => {
  test('nobody is asked, nothing is read or published, and nothing said', async () => {
    const { world, run, told, log } = await start();
    world.stand('1.01', 'FORCE_LIQUIDATION');
    world.owe('579.45');
    const { accounts } = await run();
    expect(accounts).toEqual([
      { name: 'main', asset: 'USDT', amount: '579.45', notice: 'debt.detected' },
    ]);
    expect(world.exchange.requests.map(({ path }) => path)).toEqual([PM_LOAN_PATH]);
    expect(told()).toEqual(['debt.detected 579.45']);
    expect([...world.published('UniMMR'), ...world.published('NotifiedMargin')]).toEqual([]);
    expect(JSON.stringify(world.cloud.calls)).not.toMatch(/UniMMR|NotifiedMargin/);
    expect(log).toHaveLength(1);
    expect(world.notices[0]?.texts.email).not.toContain('Status:');
  });
});

describe('a quiet run with a warning', () => {
  test('asks twice, and puts both metrics in one call', async () => {
    const { world, run } = await start(WARNED);
    await run();
    const [asked, called] = [world.exchange.requests.length, world.cloud.calls.length];
    world.clock.set(world.clock.now() + 60_000);
    await run();
    expect(world.exchange.requests.slice(asked).map(({ path }) => path)).toEqual([
      ...[PM_LOAN_PATH, ACCOUNT_PATH],
    ]);
    expect(world.cloud.calls.slice(called).map(({ operation }) => operation)).toEqual([
      'PutMetricData',
    ]);
    expect(world.published('UniMMR')).toEqual([100, 100]);
  });
});

/** How the account stands cannot be learned; not of which the loan has to suffer. */
const FAULTS: readonly ExchangeFault[] = [
  ...(['html', 'empty', 'malformed', 'amount-null', 'unavailable', 'hang'] as const),
  ...(['key-refused-2015', 'not-portfolio-margin-21001', 'account-rate-limit-long'] as const),
  ...(['firewall', 'location', 'ban', 'rate-limit-long', 'gone-21015'] as const),
];

describe('where how an account stands cannot be learned', () => {
  test.each(FAULTS)('the loan is published and told all the same: %s', async (fault) => {
    const { world, failure, told, log } = await start(WARNED);
    world.owe('579.45');
    world.exchange.misbehave(fault, { path: ACCOUNT_PATH });
    const { message } = await failure();
    expect(message).toMatch(/^1 of 1 accounts failed:\nmain: How close the account is to a liq/);
    expect(told()).toEqual(['debt.detected 579.45']);
    expect(world.published('BankruptcyLoan')).toEqual([579.45]);
    expect(world.published('UniMMR')).toEqual([]);
    expect(log[0]?.message).toMatchObject({ account: 'main', amount: '579.45' });
    expect(log[1]?.message['failed']).toMatch(/^MarginUnknownError: /);
  });

  test('the debt is told before the question has an end', async () => {
    const { world, failure } = await start(WARNED);
    world.owe('579.45');
    world.exchange.misbehave('hang', { path: ACCOUNT_PATH });
    const failed = failure();
    const begun = performance.now();
    while (world.notices.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const told = performance.now() - begun;
    await failed;
    // Of the time that the run took, and not of a clock: the question lasted to the end of it.
    expect(told).toBeLessThan((performance.now() - begun) / 2);
  });

  test('what was told of it is carried on, and the account is told once it is known', async () => {
    const { world, run, runAt, failure, told } = await start(WARNED);
    world.stand('1.4', 'MARGIN_CALL');
    await runAt('06:00');
    world.exchange.misbehave('html', { path: ACCOUNT_PATH });
    for (let hour = 1; hour <= 30; hour += 1) {
      world.clock.set(world.clock.now() + 3_600_000);
      await failure();
    }
    world.exchange.behave();
    world.stand('5.2', 'NORMAL');
    await run();
    expect(told()).toEqual(['margin.detected MARGIN_CALL 1.4', 'margin.cleared NORMAL 5.2']);
  });

  test('the others are asked, and an outage is said once', async () => {
    const { world, run, failure, told } = await start({ ...WARNED, accounts: twoAccounts() });
    await run();
    const { apiKey } = world.account('main').key.secret;
    world.stand('1.4', 'MARGIN_CALL', 'other');
    world.exchange.misbehave('html', { apiKey });
    const { message } = await failure();
    expect(message).toMatch(/^1 of 2 accounts failed:\nmain: Binance's answer[^\n]*$/);
    expect(message).not.toContain('liquidation');
    expect(told()).toEqual(['margin.detected MARGIN_CALL 1.4']);
  });

  test('a rotated key is read once for both questions', async () => {
    const { world, run } = await start(WARNED);
    await run();
    const { registration, secret } = newAccountKey();
    world.exchange.unregister(world.account('main').key.secret.apiKey);
    world.exchange.register(registration);
    world.cloud.secrets.put(world.account('main').secretId, JSON.stringify(secret));
    const called = world.cloud.calls.length;
    world.clock.set(world.clock.now() + 60_000);
    const { accounts } = await run();
    expect(accounts).toMatchObject([{ amount: '0', margin: { status: 'NORMAL' } }]);
    const reads = world.cloud.calls.slice(called).map(({ operation }) => operation);
    expect(reads.filter((operation) => operation === 'GetSecretValue')).toHaveLength(1);
  });

  test.each(['firewall', 'location', 'rate-limit-long'] as const)(
    'a loan that is asked once more, with a rotated key, is told all the same: %s',
    async (fault) => {
      const { world, run, failure, told } = await start(WARNED);
      await run();
      const { registration, secret } = newAccountKey();
      const { secretId, key } = world.account('main');
      world.exchange.unregister(key.secret.apiKey);
      world.exchange.register({ ...registration, owes: { asset: 'USDT', amount: '579.45' } });
      world.cloud.secrets.put(secretId, JSON.stringify(secret));
      world.exchange.misbehave(fault, { path: ACCOUNT_PATH });
      // By then the other question has its answer, to the address.
      world.cloud.misbehave('GetSecretValue', 'throttled', { times: 1 });
      world.clock.set(world.clock.now() + 60_000);
      expect((await failure()).message).toContain('How close the account is to a liquidation');
      expect(told()).toEqual(['debt.detected 579.45']);
    },
  );

  test('after a ban nobody is asked, whichever question it answers', async () => {
    const { world, failure } = await start(WARNED);
    world.exchange.misbehave('ban', { path: ACCOUNT_PATH });
    await failure();
    const asked = world.exchange.requests.length;
    world.clock.set(world.clock.now() + 60_000);
    expect((await failure()).message).toContain('has banned');
    expect(world.exchange.requests).toHaveLength(asked);
  });
});
