import { newAccountKey } from '../local/exchange/keys';
import { start } from '../lambda/monitored';
import { FIXED_EGRESS, monthlyCost, runCalls } from './cost';
import type { RunCalls } from './cost';

describe.each([1, 10, 100])('with %p accounts, what a run calls is what its cost is from:', (n) => {
  test('cold, warm, and when the secrets are read again', async () => {
    const names = Array.from({ length: n }, (_, index) => `account-${index}`);
    const accounts = Object.fromEntries(names.map((name) => [name, newAccountKey()]));
    const { world, runAt } = await start({ accounts });
    const calledAt = async (time: string): Promise<RunCalls> => {
      const [asked, called] = [world.exchange.requests.length, world.cloud.calls.length];
      await runAt(time);
      const calls = world.cloud.calls.slice(called);
      const count = (pattern: RegExp): number =>
        calls.filter(({ operation }) => pattern.test(operation)).length;
      const read = calls.flatMap(({ input }) => (input['MetricDataQueries'] ?? []) as unknown[]);
      return {
        binance: world.exchange.requests.length - asked,
        putMetricData: count(/^PutMetricData$/),
        getMetricData: count(/^GetMetricData$/),
        metricsRead: read.length,
        secretCalls: count(/GetSecretValue$/),
      };
    };
    expect(await calledAt('06:30')).toEqual(runCalls(n, true));
    expect(await calledAt('06:35')).toEqual(runCalls(n, false));
    expect(await calledAt('06:44')).toEqual(runCalls(n, false));
    expect(await calledAt('06:46')).toEqual(runCalls(n, true));
  });
});

test('one account every five minutes costs what the README says', () => {
  const { standing, told, runs } = monthlyCost({ intervalMinutes: 5, accounts: 1, runMs: 200 });
  expect([standing, told, runs].map((dollars) => dollars.toFixed(2))).toEqual([
    '1.60',
    '0.18',
    '0.11',
  ]);
  expect(FIXED_EGRESS.toFixed(2)).toBe('36.50');
});
