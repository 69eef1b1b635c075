import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from '../../infra/bundle';
import { newAccountKey } from '../local/exchange/keys';
import { LocalFunction } from '../local/function';
import { World } from '../local/world';
import { evaluate } from './logs-insights';
import { Synthesis } from './synthesis';

const { file } = bundle(mkdtempSync(join(tmpdir(), 'pm-loan-monitor-')));
const [answers = '', reasons = ''] = new Synthesis().widgets.flatMap(
  ({ properties }) => properties.query ?? [],
);

let world: World;
let monitor: LocalFunction;

beforeEach(async () => {
  world = await World.start({ accounts: { main: newAccountKey(), hedge: newAccountKey() } });
  monitor = new LocalFunction(file, world.environment());
});
afterEach(async () => {
  await monitor.stop();
  await world.close();
});
afterAll(() => {
  rmSync(dirname(file), { recursive: true });
});

async function run(event: unknown = world.event()): Promise<readonly string[]> {
  const { output } = await monitor.invoke(event, { clock: world.clock.now() });
  return output;
}

/** What "Why checks failed" shows of a run that gets this event. */
async function shown(event?: unknown): Promise<unknown[][]> {
  return evaluate(reasons, await run(event)).map(({ account, reason }) => [account, reason]);
}

test('the dashboard shows every reason that an account failed for, not only the first', async () => {
  world.owe('579.45');
  world.cloud.misbehave('GetMetricData', 'access-denied');
  world.cloud.misbehave('Publish', 'access-denied');
  const rows = await shown();
  expect(rows).toHaveLength(2);
  expect(rows).toContainEqual([
    'main',
    expect.stringMatching(
      /^MetricUnreadableError: CloudWatch's points of .* NoticeRefusedError: SNS did not take the notice debt\.detected /,
    ),
  ]);
  expect(rows).toContainEqual([
    'hedge',
    expect.stringMatching(/^MetricUnreadableError: (?!.*NoticeRefusedError)/),
  ]);
});

test('accounts that were checked have no line', async () => {
  world.exchange.misbehave('key-refused-2015', { apiKey: world.account('main').key.secret.apiKey });
  expect(await shown()).toEqual([['main', expect.stringMatching(/^KeyRefusedError: /)]]);
  world.exchange.behave();
  expect(await shown()).toEqual([]);
});

test('what fails before any account is checked is shown too', async () => {
  expect(await shown({ accounts: 'main' })).toEqual([
    [undefined, expect.stringMatching(/^EventError: The event's accounts .* Correct the event; /)],
  ]);
});

test('the dashboard shows when each account was last answered, the longest ago first', async () => {
  const first = await run();
  world.exchange.misbehave('html', { apiKey: world.account('hedge').key.secret.apiKey });
  const second = await run();
  const rows = evaluate(answers, [...first, ...second]);
  expect(rows.map(({ account }) => account)).toEqual(['hedge', 'main']);
  const [hedge, main] = rows.map(({ lastAnswered }) => String(lastAnswered));
  expect(String(hedge) < String(main)).toBe(true);
});

describe('the graphs of the margin', () => {
  const shown = (settings: object) =>
    new Synthesis({ accounts: 'main,hedge', ...settings }).widgets.map(
      ({ properties }) => properties,
    );
  const has = (text: string) => (properties: object) => JSON.stringify(properties).includes(text);
  const [plain, watched] = [shown({}), shown({ marginWarning: '1.25' })];

  test('are a row of their own with the setting, and not there without', () => {
    const isOfMargin = (each: object): boolean => has('"UniMMR"')(each) || has('Margin"')(each);
    expect(plain.filter(isOfMargin)).toEqual([]);
    expect(watched.filter((each) => has('"metrics"')(each) && isOfMargin(each))).toHaveLength(2);
    const titles = plain.map(({ title }) => title);
    const others = watched.map(({ title }) => title).filter((title) => titles.includes(title));
    expect(others).toEqual(titles);
    expect(watched).toHaveLength(plain.length + 2);
  });

  test('show the least uniMMR of every account, beside what Binance does at which', () => {
    const [graph, ...more] = watched.filter(has('"metrics":[["PmLoanMonitor/PmLoanMonitor","Uni'));
    expect(more).toEqual([]);
    expect(graph?.metrics).toEqual([
      expect.arrayContaining(['UniMMR', 'main', { label: 'main', stat: 'Minimum' }]),
      expect.arrayContaining(['UniMMR', 'hedge', { label: 'hedge', stat: 'Minimum' }]),
    ]);
    expect(graph?.yAxis?.left).toEqual({ min: 0, max: 3 });
    expect(graph?.annotations?.horizontal.map(({ value, label }) => [value, label])).toEqual([
      [1.5, '1.5: margin call'],
      [1.2, '1.2: only reducing orders'],
      [1.05, '1.05: liquidation'],
    ]);
  });

  test('show what was told, by all ranks', () => {
    const [graph] = watched.filter(has('NotifiedMargin'));
    expect(graph?.metrics).toHaveLength(2);
    expect(graph?.yAxis?.left).toEqual({ min: 0, max: 6 });
  });
});
