import { CheckFailedError } from '../../lambda/errors';
import { start, twoAccounts } from './monitored';

describe('the outcome', () => {
  test('it names every account with its amount and notice', async () => {
    const { world, run } = await start({ accounts: twoAccounts() });
    world.owe('12.50', 'other', 'USDT');
    expect(await run()).toEqual({
      accounts: [
        { name: 'main', asset: 'BUSD', amount: '0', notice: null },
        { name: 'other', asset: 'USDT', amount: '12.50', notice: 'debt.detected' },
      ],
    });
  });

  test('a failure says in one line an account what failed and what to do', async () => {
    const { world, failure } = await start({ accounts: twoAccounts() });
    world.exchange.misbehave('key-refused-2015', {
      apiKey: world.account('main').key.secret.apiKey,
    });
    const error = await failure();
    expect(error).toBeInstanceOf(CheckFailedError);
    const [headline, ...lines] = error.message.split('\n');
    expect(headline).toBe('1 of 2 accounts failed:');
    expect(lines).toEqual([expect.stringMatching(/^main: Binance refuses the key .* Check /)]);
    expect(world.published('BankruptcyLoan', 'other')).toEqual([0]);
  });

  test('no reason is thrown away', async () => {
    const { world, failure } = await start();
    world.owe('1');
    for (const operation of ['GetMetricData', 'PutMetricData', 'Publish'] as const) {
      world.cloud.misbehave(operation, 'access-denied');
    }
    const { message } = await failure();
    for (const reason of ['could not be read', 'BankruptcyLoan', 'debt.detected']) {
      expect(message).toContain(reason);
    }
  });

  test('a notice waits for no other account', async () => {
    const { world, failure, told } = await start({ accounts: twoAccounts() });
    world.exchange.misbehave('hang', { apiKey: world.account('main').key.secret.apiKey });
    world.owe('1', 'other');
    let ended = false;
    const failing = failure().finally(() => {
      ended = true;
    });
    while (world.notices.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ended).toBe(false);
    await failing;
    expect(told()).toEqual(['debt.detected 1']);
  });

  test('what was told is read while the secret is being fetched', async () => {
    const { world, failure } = await start();
    world.cloud.misbehave('GetSecretValue', 'hang');
    await failure(world.event(), 900);
    expect(world.cloud.calls.map(({ operation }) => operation)).toContain('GetMetricData');
  });

  test('every run logs one line an account', async () => {
    const { world, run, failure, log } = await start({ accounts: twoAccounts() });
    world.owe('579.45');
    await run();
    expect(log).toHaveLength(2);
    expect(log).toContainEqual({
      level: 'info',
      message: {
        account: 'main',
        asset: 'BUSD',
        amount: '579.45',
        notice: 'debt.detected',
        usedWeight: '500',
        attempts: 1,
        durationMs: expect.any(Number) as number,
      },
    });
    log.length = 0;
    world.exchange.misbehave('location');
    await failure();
    expect(log).toHaveLength(2);
    expect(log[0]).toMatchObject({
      level: 'error',
      message: { account: 'main', failures: [{ name: 'LocationError' }] },
    });
  });
});
