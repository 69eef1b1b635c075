/** What is told after a lost answer, a late run, a long outage, a long sleep. */
import { MINUTE_MS, NAMESPACE } from '../local/world';
import { start } from './monitored';

const HOUR_MS = 60 * MINUTE_MS;
const DAY = Date.parse('2026-11-22T00:00:00Z');
const EVERY_12_HOURS = { environment: { REMIND_EVERY_SECONDS: '43200' } };

/** The function, with runs so many hours after midnight, by an event that is so many minutes late. */
async function begin(options?: Parameters<typeof start>[0]) {
  const { world, run, told, cool } = await start(options);
  const runAfter = async (hours: number, late = 0): Promise<unknown> => {
    const scheduled = DAY + hours * HOUR_MS;
    world.clock.set(scheduled + late * MINUTE_MS);
    const scheduledTime = new Date(scheduled).toISOString();
    return run({ ...world.event(), scheduledTime }).catch((error: unknown) => error);
  };
  /** What `NotifiedLoan` holds of the main account, as "amount at HH:MM". */
  const recorded = (): string[] =>
    world.cloud.metrics
      .points(NAMESPACE, 'NotifiedLoan', 'main')
      .map(({ value, at }) => `${value} at ${new Date(at).toISOString().slice(11, 16)}`);
  return { world, told, cool, runAfter, recorded };
}

describe('where SNS took a notice and its answer is lost', () => {
  test.each(['malformed', 'cut-off', 'internal'] as const)(
    'the next run tells, whatever is owed by then: %s',
    async (fault) => {
      const { world, told, cool, runAfter, recorded } = await begin(EVERY_12_HOURS);
      world.owe('5');
      await runAfter(1);
      world.owe('0');
      world.cloud.misbehave('Publish', fault);
      const error = (await runAfter(2)) as Error;
      expect(error.message).toContain('SNS did not confirm that it took the notice debt.cleared');
      expect(recorded()).toEqual(['5 at 01:00', '5 at 02:00', '0 at 02:00']);
      world.cloud.behave();
      const before = told().length;
      world.owe('5');
      cool();
      await runAfter(3);
      expect(told().slice(before)).toEqual(['debt.detected 5']);
      await runAfter(4);
      expect(told()).toHaveLength(before + 1);
    },
  );

  test('a warm function knows of the doubt though CloudWatch does not show it', async () => {
    const { world, told, runAfter } = await begin({
      ...EVERY_12_HOURS,
      metricDelayMs: 10 * HOUR_MS,
    });
    world.cloud.misbehave('Publish', 'malformed');
    world.owe('5');
    await runAfter(1);
    world.cloud.behave();
    world.owe('0');
    await runAfter(2);
    expect(told().at(-1)).toBe('debt.cleared 0');
  });

  test('time is left to record the doubt where SNS hangs', async () => {
    const { world, runAfter, recorded } = await begin();
    world.owe('5');
    world.cloud.misbehave('Publish', 'hang');
    await runAfter(1);
    expect(recorded()).toEqual(['0 at 01:00', '5 at 01:00']);
  });

  test('a reminder stays due', async () => {
    const { world, told, cool, runAfter, recorded } = await begin();
    world.owe('5');
    await runAfter(1);
    world.cloud.misbehave('Publish', 'malformed');
    await runAfter(2);
    world.cloud.behave();
    expect(recorded()).toEqual(['5 at 01:00']);
    cool();
    await runAfter(2 + 1 / 12);
    expect(told().at(-1)).toBe('debt.reminder 5');
  });

  test('both failures are told where the doubt cannot be recorded either', async () => {
    const { world, runAfter } = await begin();
    world.owe('5');
    world.cloud.misbehave('Publish', 'malformed');
    world.cloud.misbehave('PutMetricData', 'access-denied');
    const { message } = (await runAfter(1)) as Error;
    expect(message).toContain('SNS did not confirm');
    expect(message).toContain('CloudWatch did not take NotifiedLoan');
  });
});

test('an outright refusal leaves no doubt: nothing was told', async () => {
  const { world, told, runAfter, recorded } = await begin();
  world.owe('5');
  world.cloud.misbehave('Publish', 'access-denied');
  const { message } = (await runAfter(1)) as Error;
  expect(message).toContain('SNS did not take the notice debt.detected');
  expect(recorded()).toEqual([]);
  world.cloud.behave();
  world.owe('0');
  await runAfter(2);
  expect(told()).toEqual([]);
});

test('a notice that SNS throttles is sent again while there is time, and arrives once', async () => {
  const { world, run, told } = await start();
  world.owe('5');
  world.cloud.misbehave('Publish', 'throttled', { times: 7 });
  await run(world.event(), 40_000);
  expect(told()).toEqual(['debt.detected 5']);
  expect(world.published('NotifiedLoan')).toEqual([5]);
});

describe.each(['warm', 'cold'])('a late run postpones no reminder, %s', (state) => {
  test.each([
    ['twelve hours, three minutes late', '43200', 3, 12],
    ['one hour, two minutes late', '3600', 2, 1],
  ])('%s', async (_, REMIND_EVERY_SECONDS, late, hours) => {
    const { world, told, cool, runAfter } = await begin({ environment: { REMIND_EVERY_SECONDS } });
    world.owe('5');
    await runAfter(1, late);
    if (state === 'cold') cool();
    await runAfter(1 + hours);
    expect(told()).toEqual(['debt.detected 5', 'debt.reminder 5']);
  });
});

describe('an outage of three days forgets nothing', () => {
  const afterwards = { '5': 'debt.reminder 5', '6': 'debt.changed 6', '0': 'debt.cleared 0' };
  const everyHours = [
    [12, '43200'],
    [12, '3600'],
    [5, '43200'],
  ] as const;

  test.each(
    Object.entries(afterwards).flatMap(([owed, notice]) =>
      everyHours.map(([hours, seconds]) => [owed, hours, seconds, notice] as const),
    ),
  )(
    'of Binance, after which %s is owed, by runs every %i hours and reminders every %s s',
    async (owed, hours, REMIND_EVERY_SECONDS, notice) => {
      const { world, told, cool, runAfter } = await begin({
        environment: { REMIND_EVERY_SECONDS },
      });
      world.owe('5');
      await runAfter(0);
      world.exchange.misbehave('html');
      for (let hour = hours; hour <= 72; hour += hours) {
        cool();
        await runAfter(hour);
      }
      world.exchange.behave();
      world.owe(owed);
      cool();
      await runAfter(75);
      expect(told('debt')).toEqual(['debt.detected 5', notice]);
    },
  );

  test('of SNS, after which nothing is owed', async () => {
    const { world, told, cool, runAfter } = await begin();
    world.owe('5');
    await runAfter(0);
    world.cloud.misbehave('Publish', 'access-denied');
    world.owe('0');
    for (let hour = 12; hour <= 72; hour += 12) {
      cool();
      await runAfter(hour);
    }
    world.cloud.behave();
    await runAfter(73);
    expect(told()).toEqual(['debt.detected 5', 'debt.cleared 0']);
  });
});

describe('what a warm function remembers counts for 24 hours', () => {
  test.each([
    ['0', []],
    ['5', ['debt.detected 5']],
  ])('then nothing was told, as CloudWatch says: %s is owed', async (owed, expected) => {
    const { world, told, runAfter } = await begin();
    world.owe('5');
    await runAfter(0);
    world.owe(owed);
    await runAfter(25);
    expect(told().slice(1)).toEqual(expected);
  });
});

describe('where every run reminds', () => {
  const environment = { REMIND_EVERY_SECONDS: '0' };

  test('an event ahead of the clock, sent twice, tells once', async () => {
    const { world, told, runAfter } = await begin({ environment });
    world.owe('5');
    await runAfter(1, -4);
    await runAfter(1, -4);
    await runAfter(1, -2);
    await runAfter(1);
    expect(told()).toEqual(['debt.detected 5']);
  });

  test('the run after a late one is not left out', async () => {
    const { world, told, runAfter } = await begin({ environment });
    world.owe('5');
    await runAfter(1, 5);
    await runAfter(1 + 1 / 12);
    expect(told()).toEqual(['debt.detected 5', 'debt.reminder 5']);
  });
});
