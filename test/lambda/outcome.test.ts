import { setTimeout as sleep } from 'node:timers/promises';
import { CheckFailedError } from '../../lambda/errors';
import type { World } from '../local/world';
import { reasons, start, twoAccounts } from './monitored';

describe('the outcome', () => {
  test('it names every account with its amount and notice', async () => {
    const { world, run } = await start({ accounts: twoAccounts() });
    world.owe('12.50', 'other', 'USDT');
    expect(await run()).toEqual({
      accounts: [
        { name: 'main', asset: 'USDT', amount: '0', notice: null },
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

  test.each([
    [
      'GetSecretValue',
      'The secret pm-loan-monitor/main cannot be read (',
      '). Check that it exists in this region and that the role may read it, its KMS key included; in another AWS account, their own policies have to allow it too.',
    ],
    [
      'GetMetricData',
      "CloudWatch's points of NotifiedLoan could not be read (",
      "), so whatever is wrong is told again. Check the role's cloudwatch:GetMetricData and the health of CloudWatch.",
    ],
    [
      'PutMetricData',
      'CloudWatch did not take BankruptcyLoan (',
      "). Check the role's cloudwatch:PutMetricData and the health of CloudWatch; the next run publishes again.",
    ],
    [
      'Publish',
      'SNS did not take the notice debt.detected (',
      "). Check the topic, its key's policy and the role's sns:Publish; the next run sends it again.",
    ],
  ] as const)('where AWS denies %s, in its own words', async (operation, problem, fix) => {
    const { world, failure } = await start();
    world.owe('1');
    world.cloud.misbehave(operation, 'access-denied');
    const error = await failure();
    const [, line = ''] = error.message.split('\n');
    expect(line.startsWith(`main: ${problem}`)).toBe(true);
    expect(line).toContain(' is not authorized to perform: ');
    expect(line).toContain(fix);
    expect(reasons(error)[0]).toMatchObject({ cause: { $fault: 'client' } });
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
    expect(message).toMatch(/^main: .*CloudWatch did not take .*\. SNS did not take/m);
  });

  test.each([
    ['a notice', 1_500, ({ notices }: World) => notices.length],
    [
      'a metric, but for a second,',
      4_500,
      (world: World) => world.published('BankruptcyLoan', 'other').length,
    ],
  ])('%s waits for no other account', async (_, remainingMs, done) => {
    const { world, failure, told } = await start({ accounts: twoAccounts() });
    world.exchange.misbehave('hang', { apiKey: world.account('main').key.secret.apiKey });
    world.owe('1', 'other');
    let ended = false as boolean;
    const failing = failure(world.event(), remainingMs).finally(() => {
      ended = true;
    });
    while (done(world) === 0 && !ended) await sleep(10);
    expect(ended).toBe(false);
    await failing;
    expect(told('debt')).toEqual(['debt.detected 1']);
  });

  test('what was told is read while the secret is being fetched', async () => {
    const { world, failure } = await start();
    world.cloud.misbehave('GetSecretValue', 'hang');
    await failure(world.event(), 1_500);
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
        asset: 'USDT',
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
      message: {
        account: 'main',
        failed: expect.stringMatching(/^LocationError: Binance does not serve /) as string,
      },
    });
  });

  test.each(['PutMetricData', 'Publish'] as const)(
    'a run ends before the function is stopped, though %s hangs',
    async (operation) => {
      const { world, failure } = await start();
      world.owe('1');
      world.cloud.misbehave(operation, 'hang');
      // It outlives the test: with a reference, the worker of jest could not exit.
      const stopped = sleep(1_500, 'stopped', { ref: false });
      const ended = failure(world.event(), 1_500).then(() => 'ended');
      expect(await Promise.race([ended, stopped])).toBe('ended');
    },
  );
});
