import { Deadline } from '../../../lambda/deadline';
import { metricPublisher } from '../../../lambda/aws/metrics';
import { clientsOf, destroy } from '../../local/cloud/clients';
import { newAccountKey } from '../../local/exchange/keys';
import { NAMESPACE } from '../../local/world';
import { start } from '../monitored';

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
    expect((await failure()).message).toContain(
      'SNS did not confirm that it took the notice debt.detected (its answer names no message).',
    );
    expect(world.published('NotifiedLoan')).toEqual([0, 579.45]);
  });

  test('of many accounts travel together, and wait a second at most for one that is slow', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `account-${index}`);
    const accounts = Object.fromEntries(names.map((name) => [name, newAccountKey()]));
    const { world, failure } = await start({ accounts });
    const { apiKey } = world.account('account-7').key.secret;
    world.exchange.misbehave('hang', { apiKey });
    await failure();
    const puts = world.cloud.calls.filter(({ operation }) => operation === 'PutMetricData');
    const put = puts.map(({ input }) => metricNames(input)).join();
    expect(put.match(/BankruptcyLoan/g)).toHaveLength(29);
    expect(puts.length).toBeLessThan(5);
    expect(world.published('BankruptcyLoan', 'account-6')).toEqual([0]);
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

  test("an answer of CloudWatch's that names no request is none", async () => {
    const { world, failure } = await start();
    world.cloud.misbehave('PutMetricData', 'empty');
    expect((await failure()).message).toContain(
      'CloudWatch did not take BankruptcyLoan (its answer has no request id).',
    );
  });

  test('points of one moment travel by the thousand, and fail by the thousand', async () => {
    const { world } = await start();
    const clients = clientsOf(world.cloud);
    const at = world.clock.now();
    const everyoneAsked = Promise.resolve();
    const deadline = new Deadline(5_000);
    const publisher = metricPublisher(clients.metrics, NAMESPACE, everyoneAsked, deadline);
    const publish = (count: number): Promise<PromiseSettledResult<void>[]> =>
      Promise.allSettled(
        Array.from({ length: count }, (_, index) =>
          publisher('BankruptcyLoan', `a${index}`, index, at),
        ),
      );
    const sizes = (): number[] =>
      world.cloud.calls.map(({ input }) => (input['MetricData'] as unknown[]).length);
    world.cloud.misbehave('PutMetricData', 'access-denied', { times: 1 });
    const outcomes = await publish(1_001);
    expect(sizes().sort()).toEqual([1, 1000]);
    expect([1, 1000]).toContain(outcomes.filter(({ status }) => status === 'rejected').length);
    await publish(2);
    expect(sizes().at(-1)).toBe(2);
    destroy(clients);
  });
});

function metricNames(input: unknown): string {
  const { MetricData } = input as { MetricData: { MetricName: string }[] };
  return MetricData.map(({ MetricName }) => MetricName).join();
}
