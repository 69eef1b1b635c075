import { NAMESPACE } from '../local/world';
import { start } from './monitored';

describe('the metrics', () => {
  test('an answered check is published, 0 included, at the scheduled time', async () => {
    const { world, run } = await start({ at: '2026-11-22T06:34:30Z' });
    await run({ ...world.event(), scheduledTime: '2026-11-22T06:30:00Z' });
    expect(world.cloud.metrics.points(NAMESPACE, 'BankruptcyLoan', 'main')).toEqual([
      { at: Date.parse('2026-11-22T06:30:00Z'), value: 0 },
    ]);
    expect(world.notices).toEqual([]);
  });

  test('an unanswered check is published as nothing', async () => {
    const { world, failure } = await start();
    world.exchange.misbehave('unavailable');
    await failure(world.event(), 900);
    expect(world.published('BankruptcyLoan')).toEqual([]);
  });

  test('NotifiedLoan is published only after SNS took the message', async () => {
    const { world, run } = await start();
    world.owe('579.45');
    await run();
    const names = world.cloud.calls.map(({ operation, input }) =>
      operation === 'PutMetricData' ? metricNames(input) : operation,
    );
    expect(names.indexOf('Publish')).toBeGreaterThan(-1);
    expect(names.indexOf('NotifiedLoan')).toBeGreaterThan(names.indexOf('Publish'));
    expect(world.published('NotifiedLoan')).toEqual([579.45]);
  });

  test('a notice that SNS refuses leaves no NotifiedLoan, and goes out with the next run', async () => {
    const { world, runAt, failure, told } = await start();
    world.owe('579.45');
    world.cloud.misbehave('Publish', 'access-denied');
    expect((await failure()).message).toContain('SNS did not take the notice debt.detected');
    expect(world.published('NotifiedLoan')).toEqual([]);
    expect(world.published('BankruptcyLoan')).toEqual([579.45]);
    world.cloud.behave();
    await runAt('06:35');
    expect(told()).toEqual(['debt.detected 579.45']);
  });

  test('an answer of SNS that names no message is none', async () => {
    const { world, failure } = await start();
    world.owe('579.45');
    world.cloud.misbehave('Publish', 'empty');
    expect((await failure()).message).toContain('SNS did not take the notice');
    expect(world.published('NotifiedLoan')).toEqual([]);
  });

  test('a metric that CloudWatch refuses keeps no notice back', async () => {
    const { world, failure, told } = await start();
    world.owe('579.45');
    world.cloud.misbehave('PutMetricData', 'access-denied');
    const { message } = await failure();
    expect(message).toContain('CloudWatch did not take BankruptcyLoan');
    expect(message).toContain('CloudWatch did not take NotifiedLoan');
    expect(told()).toEqual(['debt.detected 579.45']);
  });
});

function metricNames(input: unknown): string {
  const { MetricData } = input as { MetricData: { MetricName: string }[] };
  return MetricData.map(({ MetricName }) => MetricName).join();
}
