import { names as accountNames, Synthesis } from '../infra/synthesis';
import { start } from '../lambda/monitored';
import { newAccountKey } from '../local/exchange/keys';
import { codeOf, readDocument, rowsOf } from '../markdown';
import {
  ACCOUNT_PRICES,
  costTable,
  dashboardAccounts,
  dashboardMetrics,
  monthlyCost,
  runCalls,
  SETTING_PRICES,
} from './cost';
import type { RunCalls } from './cost';
import { recordsOf, TITLES } from './results';
import { readResults } from './written';

interface Query {
  readonly MetricStat: { readonly Metric: object };
}

/** Up to five statistics of one metric in one GetMetricData are billed as one. */
function metricsRead(queries: readonly Query[]): number {
  const statistics = new Map<string, number>();
  for (const { MetricStat } of queries) {
    const metric = JSON.stringify(MetricStat.Metric);
    statistics.set(metric, (statistics.get(metric) ?? 0) + 1);
  }
  return [...statistics.values()].reduce((sum, count) => sum + Math.ceil(count / 5), 0);
}

describe.each([
  [1, {}],
  [10, {}],
  [30, {}],
  [1, { MARGIN_WARNING: '1.5' }],
  [20, { MARGIN_WARNING: '1.5' }],
])('with %p accounts and %j, what a run calls is what its cost is from:', (n, environment) => {
  test('cold, warm, and when the secrets are read again', async () => {
    const withMargin = 'MARGIN_WARNING' in environment;
    const names = Array.from({ length: n }, (_, index) => `account-${index}`);
    const accounts = Object.fromEntries(names.map((name) => [name, newAccountKey()]));
    const { world, runAt } = await start({ accounts, environment });
    const calledAt = async (time: string): Promise<RunCalls> => {
      const [asked, called] = [world.exchange.requests.length, world.cloud.calls.length];
      await runAt(time);
      const calls = world.cloud.calls.slice(called);
      const count = (pattern: RegExp): number =>
        calls.filter(({ operation }) => pattern.test(operation)).length;
      const read = calls.map(({ input }) =>
        metricsRead((input['MetricDataQueries'] ?? []) as Query[]),
      );
      return {
        binance: world.exchange.requests.length - asked,
        putMetricData: count(/^PutMetricData$/),
        getMetricData: count(/^GetMetricData$/),
        metricsRead: read.reduce((sum, each) => sum + each, 0),
        secretCalls: count(/GetSecretValue$/),
      };
    };
    expect(await calledAt('06:30')).toEqual(runCalls(n, true, withMargin));
    expect(await calledAt('06:35')).toEqual(runCalls(n, false, withMargin));
    expect(await calledAt('06:44')).toEqual(runCalls(n, false, withMargin));
    expect(await calledAt('06:46')).toEqual(runCalls(n, true, withMargin));
  });
});

test('a metric costs only in the hours in which it got points', () => {
  const { standing } = monthlyCost({ intervalMinutes: 60, accounts: 1, runMs: 200 });
  const rarely = monthlyCost({ intervalMinutes: 720, accounts: 1, runMs: 200 });
  expect(standing - rarely.standing).toBeCloseTo(0.3 * (1 - 1 / 12));
});

test('a margin warning costs an account a metric, an alarm, and one more metric that is read', () => {
  const costOf = (intervalMinutes: number, withMargin: boolean) =>
    monthlyCost({ intervalMinutes, accounts: 1, runMs: 200, withMargin });
  const [plain, watched] = [costOf(5, false), costOf(5, true)];
  expect(watched.standing - plain.standing).toBeCloseTo(0.3 + 0.1);
  expect(watched.told).toBeCloseTo(1.5 * plain.told);
  expect(watched.runs).toBe(plain.runs);
  const rarely = costOf(720, true).standing - costOf(720, false).standing;
  expect(rarely).toBeCloseTo(0.3 / 12 + 0.1);
});

const ROOM = dashboardAccounts();
const ROOM_WITH_MARGIN = dashboardAccounts(true);

test.each([
  [1, false],
  [ROOM, false],
  [ROOM + 1, false],
  [1, true],
  [ROOM_WITH_MARGIN, true],
  [ROOM_WITH_MARGIN + 1, true],
])(
  'the dashboard of %p accounts has as many metrics as its cost is from (margin warning: %p)',
  (count, withMargin) => {
    const marginWarning = withMargin ? '1.5' : undefined;
    const { widgets } = new Synthesis({ accounts: accountNames(count), marginWarning });
    const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);
    expect(metrics).toHaveLength(dashboardMetrics(count, withMargin));
    expect(metrics.length <= 50).toBe(count <= dashboardAccounts(withMargin));
  },
);

test('the README says what one account costs', () => {
  const [, , usual = []] = costTable().rows;
  expect(usual.slice(0, 2)).toEqual(['1', '5 min']);
  expect(readDocument('README.md', 'Deploy')).toContain(`[$${usual.at(-3) ?? ''} a month]`);
});

describe('infra/README.md says', () => {
  const { tables } = readResults();

  test('what it costs, as the results of the benchmark do', () => {
    const { rows, title } = costTable();
    const cost = readDocument('infra/README.md', 'Cost');
    expect(rowsOf(cost)).toEqual(rows);
    expect(cost.replace(/\s+/g, ' ')).toContain(
      `$3 from ${ROOM + 1} accounts on, from ${ROOM_WITH_MARGIN + 1} with a margin warning`,
    );
    expect(tables.find((table) => table.title === title)?.rows).toEqual(rows);
  });

  test('what one more account costs, and what of', () => {
    const { sum, secret, metric, alarms, told } = ACCOUNT_PRICES;
    expect(readDocument('infra/README.md', 'Cost').replace(/\s+/g, ' ')).toContain(
      `Each account adds ${sum} a month at an interval of five minutes: ${secret} its secret, ${metric} the metric of its loan, ${alarms} two alarms, and ${told} reading what was told.`,
    );
  });

  test.each(Object.entries(SETTING_PRICES))('what the setting %s costs', (setting, price) => {
    const rows = rowsOf(readDocument('infra/README.md', 'Settings'));
    expect(rows.find(([name]) => codeOf(name) === setting)?.[2]).toContain(price);
  });

  test('the medians that were measured', () => {
    const [, ...contenders] = recordsOf(tables, TITLES.start);
    const [head = [], ...rows] = rowsOf(readDocument('infra/README.md', 'Scale and speed'));
    const shown = rows.map(([name = '', ...cells]) => [name.replaceAll('*', ''), ...cells]);
    for (const contender of contenders) {
      const medians = head.map((column) => contender[column]?.replace(/ \(.*/, ''));
      expect(shown).toContainEqual(medians);
    }
  });
});
