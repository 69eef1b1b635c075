import type { GetMetricDataCommandInput, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { clientsOf, destroy } from './clients';
import type { Clients } from './clients';
import { Cloud } from './cloud';
import * as asked from './conformance/metrics';
import { account, datum, DAY, HOUR, MINUTE, Namespace, query } from './conformance/metrics';

const NOW = Date.parse('2026-11-22T06:30:00Z');
const at = (ago: number) => new Date(NOW - ago);

/** What only this stand-in has; the rest is in conformance/. */
describe('CloudWatch', () => {
  let now: number;
  let cloud: Cloud;
  let clients: Clients;

  beforeEach(async () => {
    now = NOW;
    cloud = await Cloud.start({ clock: () => now, metricDelayMs: 0, signingClock: Date.now });
    clients = clientsOf(cloud);
  });

  afterEach(async () => {
    destroy(clients);
    await cloud.close();
  });

  const put = (data: Partial<MetricDatum>[]) => asked.put({ clients, now }, data);
  const get = (changes: Partial<GetMetricDataCommandInput> = {}) =>
    asked.get({ clients, now: NOW }, changes);
  const onlyResult = async (changes: Partial<GetMetricDataCommandInput> = {}) =>
    (await get(changes)).MetricDataResults?.[0];

  test('keeps points as put, in order, by account', async () => {
    await put([
      datum({ Timestamp: at(1234), Value: 2.5 }),
      datum({ Dimensions: account('sub'), Value: 7 }),
    ]);
    await put([datum({ Value: 0 })]);
    expect(cloud.metrics.points(Namespace, 'NotifiedLoan', 'main')).toEqual([
      { at: NOW - 1234, value: 2.5 },
      { at: NOW, value: 0 },
    ]);
    expect(cloud.metrics.points(Namespace, 'NotifiedLoan', 'sub')).toHaveLength(1);
    expect(cloud.metrics.points('Other', 'NotifiedLoan', 'main')).toEqual([]);
  });

  test('shows a point only after the delay, which can change at any time', async () => {
    cloud.metrics.delayMs = 2 * MINUTE;
    await put([datum()]);
    expect(await onlyResult()).toMatchObject({ Values: [] });
    now += 2 * MINUTE - 1;
    expect(await onlyResult()).toMatchObject({ Values: [] });
    now += 1;
    expect(await onlyResult()).toMatchObject({ Values: [1] });
    cloud.metrics.delayMs = HOUR;
    expect(await onlyResult()).toMatchObject({ Values: [] });
    expect(cloud.metrics.points(Namespace, 'NotifiedLoan', 'main')).toHaveLength(1);
    cloud.metrics.seed(Namespace, 'NotifiedLoan', 'main', { at: NOW - HOUR, value: 9 });
    expect(await onlyResult()).toMatchObject({ Values: [9], Timestamps: [at(HOUR)] });
  });

  test.each([15, 63])(
    'finds nothing by the minute once the range begins over %d days ago',
    async (days) => {
      await put([datum()]);
      expect(await onlyResult({ StartTime: at(15 * DAY) })).toMatchObject({ Values: [1] });
      expect(await onlyResult({ StartTime: at(days * DAY + 1) })).toMatchObject({ Values: [] });
      const MetricDataQueries = [query('m', { Period: days === 15 ? 300 : 3600 })];
      const coarse = await onlyResult({ MetricDataQueries, StartTime: at(days * DAY + 1) });
      expect(coarse).toMatchObject({ Values: [1] });
    },
  );

  const seedTwo = () => {
    for (const name of ['NotifiedLoan', 'BankruptcyLoan']) {
      for (const value of [1, 2, 3]) {
        const point = { at: NOW - value * MINUTE, value };
        cloud.metrics.seed(Namespace, name, 'main', point);
      }
    }
    const Metric = { Namespace, MetricName: 'BankruptcyLoan', Dimensions: account('main') };
    return [query('told'), query('owed', { Metric })];
  };

  test('pages by datapoints, with a token that belongs to its request', async () => {
    const MetricDataQueries = seedTwo();
    cloud.metrics.pageSize = 4;
    const first = await get({ MetricDataQueries });
    expect(first.MetricDataResults).toMatchObject([
      { Id: 'owed', Values: [1], StatusCode: 'PartialData' },
      { Id: 'told', Values: [1, 2, 3], StatusCode: 'Complete' },
    ]);
    const NextToken = first.NextToken ?? '';
    const second = await get({ MetricDataQueries, NextToken });
    expect(second.MetricDataResults).toMatchObject([
      { Id: 'owed', Values: [2, 3], StatusCode: 'Complete' },
      { Id: 'told', Values: [], StatusCode: 'Complete' },
    ]);
    expect(second.NextToken).toBeUndefined();
    for (const wrong of [{ NextToken }, { MetricDataQueries, NextToken: 'x' }]) {
      await expect(get(wrong)).rejects.toMatchObject({ name: 'InvalidNextToken' });
    }
  });

  test('forces the status of results', async () => {
    const MetricDataQueries = seedTwo();
    const messages = [{ Code: 'InternalError', Value: 'sorry' }];
    cloud.metrics.force('PartialData', { when: ({ Id }) => Id === 'told' });
    cloud.metrics.force('InternalError', { messages });
    expect((await get({ MetricDataQueries })).MetricDataResults).toMatchObject([
      { Id: 'owed', Values: [], StatusCode: 'InternalError', Messages: messages },
      { Id: 'told', Values: [2, 3], StatusCode: 'PartialData', Messages: [] },
    ]);
    cloud.metrics.unforce();
    cloud.metrics.force('Forbidden');
    expect(await onlyResult()).toMatchObject({ StatusCode: 'Forbidden', Values: [] });
    cloud.metrics.unforce();
    expect(await onlyResult()).toMatchObject({ StatusCode: 'Complete', Values: [1, 2, 3] });
  });

  test.each<Partial<GetMetricDataCommandInput>>([
    { ScanBy: 'TimestampAscending' },
    { MetricDataQueries: [{ Id: 'e', Expression: 'FILL(m, 0)' }] },
    { MetricDataQueries: [query('m', { Unit: 'Count' })] },
  ])('says so when asked for %j, which it does not serve', async (changes) => {
    await expect(get(changes)).rejects.toMatchObject({ name: 'InvalidAction' });
  });

  test.each<Partial<MetricDatum>>([{ Unit: 'Count' }, { Values: [1] }, { StorageResolution: 1 }])(
    'says so when given %j, which it does not serve',
    async (changes) => {
      await expect(put([datum(changes)])).rejects.toMatchObject({ name: 'InvalidAction' });
    },
  );

  test('refuses a period of 0, which would never end at moto', async () => {
    const MetricDataQueries = [query('m', { Period: 0 })];
    await expect(get({ MetricDataQueries })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
