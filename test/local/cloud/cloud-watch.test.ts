import { GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type {
  GetMetricDataCommandInput,
  MetricDataQuery,
  MetricDatum,
  MetricStat,
  StatisticSet,
} from '@aws-sdk/client-cloudwatch';
import { clientsOf, destroy } from './clients';
import type { Clients } from './clients';
import { Cloud } from './cloud';

const NOW = Date.parse('2026-11-22T06:30:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const Namespace = 'PmLoanMonitor/stack';
const account = (Value: string) => [{ Name: 'Account', Value }];
const at = (ago: number) => new Date(NOW - ago);

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

  const put = (data: Partial<MetricDatum>[] | undefined, namespace?: string) =>
    clients.metrics.send(
      new PutMetricDataCommand({
        Namespace: namespace ?? Namespace,
        MetricData: data as MetricDatum[] | undefined,
      }),
    );
  const datum = (changes: Partial<MetricDatum> = {}): Partial<MetricDatum> => ({
    MetricName: 'NotifiedLoan',
    Dimensions: account('main'),
    Value: 1,
    ...changes,
  });
  const query = (Id: string, stat: Partial<MetricStat> = {}): MetricDataQuery => ({
    Id,
    MetricStat: {
      Metric: { Namespace, MetricName: 'NotifiedLoan', Dimensions: account('main') },
      Period: 60,
      Stat: 'Maximum',
      ...stat,
    },
  });
  const get = (changes: Partial<GetMetricDataCommandInput> = {}) =>
    clients.metrics.send(
      new GetMetricDataCommand({
        StartTime: at(DAY),
        EndTime: new Date(NOW + MINUTE),
        MetricDataQueries: [query('m')],
        ...changes,
      }),
    );
  const onlyResult = async (changes: Partial<GetMetricDataCommandInput> = {}) =>
    (await get(changes)).MetricDataResults?.[0];

  describe('PutMetricData', () => {
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

    test('takes a thousand data at once, zipped by the SDK, and not one more', async () => {
      const data = Array.from({ length: 1000 }, () => datum());
      await put(data);
      expect(cloud.metrics.points(Namespace, 'NotifiedLoan', 'main')).toHaveLength(1000);
      await expect(put([...data, datum()])).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
        message: 'The collection MetricData must not have a size greater than 1000.',
      });
    });

    test.each(['a', 'PmLoanMonitor/my-stack_1', 'A.b#c:d e', 'n'.repeat(255), 'AWS'])(
      'accepts the namespace %s',
      async (namespace) => {
        expect(await put([datum()], namespace)).toHaveProperty('$metadata.httpStatusCode', 200);
      },
    );

    test.each(['AWS/Lambda', 'n'.repeat(256), ':a', 'a\nb', 'é', '   ', 'a$b'])(
      'refuses the namespace %j',
      async (namespace) => {
        await expect(put([datum()], namespace)).rejects.toMatchObject({
          name: 'InvalidParameterValueException',
          message: `The value ${namespace} for parameter Namespace is invalid.`,
        });
      },
    );

    test('demands a namespace, data, names and a value', async () => {
      const name = 'MissingRequiredParameterException';
      await expect(put([datum()], '')).rejects.toMatchObject({ name });
      for (const data of [
        undefined,
        [],
        [datum({ MetricName: undefined })],
        [datum({ MetricName: '' })],
        [datum({ Value: undefined })],
        [datum({ Dimensions: account('') })],
        [datum({ Dimensions: [{ Name: '', Value: 'main' }] })],
        [datum({ Value: undefined, Values: [] })],
        [datum({ Value: undefined, StatisticValues: { SampleCount: 1 } as StatisticSet })],
      ]) {
        await expect(put(data)).rejects.toMatchObject({
          name,
          Error: { Code: 'MissingParameter' },
        });
      }
    });

    const dimensions = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ Name: `N${index}`, Value: 'v' }));

    test.each<Partial<MetricDatum>>([
      { Timestamp: at(14 * DAY) },
      { Timestamp: at(-2 * HOUR) },
      { Value: 2 ** 360 },
      { Value: -(2 ** 360) },
      { Unit: 'Count' },
      { StorageResolution: 1 },
      { Dimensions: dimensions(30) },
      { Dimensions: account('v'.repeat(1024)) },
      { MetricName: 'm'.repeat(255) },
      { Value: undefined, Values: [1, 2], Counts: [3, 0] },
      { Value: undefined, Values: Array.from({ length: 150 }, (_, index) => index) },
      {
        Value: undefined,
        StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 },
      },
    ])('accepts %j', async (changes) => {
      expect(await put([datum(changes)])).toHaveProperty('$metadata.httpStatusCode', 200);
    });

    test.each<Partial<MetricDatum>>([
      { Timestamp: at(14 * DAY + 1) },
      { Timestamp: at(-2 * HOUR - 1) },
      { Value: 2 ** 361 },
      { Value: -(2 ** 361) },
      { Unit: 'USDT' as 'None' },
      { StorageResolution: 30 },
      { Dimensions: dimensions(31) },
      { Dimensions: account('é') },
      { Dimensions: account(' ') },
      { Dimensions: account('v'.repeat(1025)) },
      { Dimensions: [{ Name: ':Account', Value: 'main' }] },
      { MetricName: 'm'.repeat(256) },
      { Value: undefined, Values: [1, 2], Counts: [3] },
      { Value: undefined, Values: [1], Counts: [-1] },
      { Value: undefined, Values: [NaN] },
      { Value: undefined, Values: Array.from({ length: 151 }, (_, index) => index) },
      {
        Value: undefined,
        StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 2, Maximum: 1 },
      },
    ])('refuses %j, and all that came with it', async (changes) => {
      await expect(put([datum(), datum(changes)])).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
        message: expect.stringContaining('MetricData.member.2') as string,
        $metadata: { httpStatusCode: 400 },
        Error: { Code: 'InvalidParameterValue', Type: 'Sender' },
      });
      expect(cloud.metrics.points(Namespace, 'NotifiedLoan', 'main')).toEqual([]);
    });

    test.each([NaN, Infinity, -Infinity])('refuses the value %d', async (Value) => {
      await expect(put([datum({ Value })])).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
        message: `The value ${Value} for parameter MetricData.member.1.Value is invalid.`,
      });
    });

    test('refuses more than one kind of value', async () => {
      await expect(put([datum({ Values: [1] })])).rejects.toMatchObject({
        name: 'InvalidParameterCombinationException',
        message: expect.stringContaining('mutually exclusive') as string,
      });
    });

    test('says so when given entities', async () => {
      const command = new PutMetricDataCommand({ Namespace, EntityMetricData: [] });
      await expect(clients.metrics.send(command)).rejects.toMatchObject({ name: 'InvalidAction' });
    });
  });

  describe('GetMetricData', () => {
    test('answers the newest first, or the oldest, by the minute', async () => {
      await put([
        datum({ Timestamp: at(2 * MINUTE), Value: 1 }),
        datum({ Timestamp: at(2 * MINUTE - 30_000), Value: 3 }),
        datum({ Timestamp: at(0), Value: 2 }),
      ]);
      expect(await onlyResult()).toEqual({
        Id: 'm',
        Label: 'NotifiedLoan',
        Timestamps: [at(0), at(2 * MINUTE)],
        Values: [2, 3],
        StatusCode: 'Complete',
      });
      expect(await onlyResult({ ScanBy: 'TimestampAscending' })).toMatchObject({ Values: [3, 2] });
    });

    test('includes StartTime, rounded down to the minute, and excludes EndTime', async () => {
      await put([0, 1, 2].map((index) => datum({ Timestamp: at(index * MINUTE), Value: index })));
      const StartTime = at(2 * MINUTE - 59_000);
      expect(await onlyResult({ StartTime, EndTime: at(0) })).toMatchObject({ Values: [1, 2] });
      expect(await onlyResult({ StartTime, EndTime: at(-1) })).toMatchObject({ Values: [0, 1, 2] });
    });

    test.each([
      ['Average', 3],
      ['Sum', 12],
      ['Minimum', 1],
      ['Maximum', 6],
      ['SampleCount', 4],
    ])('aggregates to the %s', async (Stat, expected) => {
      await put([
        datum({ Value: undefined, Values: [1, 2], Counts: [1, 1], Timestamp: at(5 * MINUTE) }),
        datum({
          Value: undefined,
          StatisticValues: { SampleCount: 2, Sum: 9, Minimum: 3, Maximum: 6 },
          Timestamp: at(MINUTE),
        }),
      ]);
      const MetricDataQueries = [query('m', { Stat, Period: 300 })];
      expect(await onlyResult({ MetricDataQueries })).toMatchObject({
        Timestamps: [at(5 * MINUTE)],
        Values: [expected],
      });
    });

    test('finds a metric by exactly its dimensions, in any order, and its unit', async () => {
      const two = [...account('main'), { Name: 'Asset', Value: 'USDT' }];
      await put([datum({ Dimensions: two, Unit: 'Count', Value: 5 })]);
      const Metric = { Namespace, MetricName: 'NotifiedLoan', Dimensions: two.toReversed() };
      const { MetricDataResults } = await get({
        MetricDataQueries: [
          query('less'),
          query('same', { Metric }),
          query('unit', { Metric, Unit: 'Count' }),
          query('other', { Metric, Unit: 'Percent' }),
          { ...query('hidden', { Metric }), ReturnData: false },
          { ...query('named', { Metric }), Label: 'its label' },
        ],
      });
      expect(MetricDataResults).toMatchObject([
        { Id: 'named', Label: 'its label', Values: [5] },
        { Id: 'other', Values: [], StatusCode: 'Complete' },
        { Id: 'unit', Values: [5] },
        { Id: 'same', Values: [5] },
        { Id: 'less', Values: [] },
      ]);
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

    test('finds nothing below a minute once the range begins over three hours ago', async () => {
      await put([datum({ Timestamp: at(20_000), StorageResolution: 1 })]);
      const MetricDataQueries = [query('m', { Period: 10 })];
      const recent = await onlyResult({ MetricDataQueries, StartTime: at(3 * HOUR) });
      expect(recent).toMatchObject({ Timestamps: [at(20_000)] });
      const old = await onlyResult({ MetricDataQueries, StartTime: at(3 * HOUR + 1) });
      expect(old).toMatchObject({ Timestamps: [] });
    });

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

    test('pages by MaxDatapoints too', async () => {
      const MetricDataQueries = seedTwo();
      const values: number[] = [];
      let NextToken: string | undefined;
      do {
        const page = await get({ MetricDataQueries, MaxDatapoints: 1, NextToken });
        values.push(...(page.MetricDataResults ?? []).flatMap(({ Values = [] }) => Values));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      expect(values).toEqual([1, 2, 3, 1, 2, 3]);
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

    const many = (count: number) => Array.from({ length: count }, (_, index) => query(`q${index}`));

    test('takes 500 queries and the widest of parameters', async () => {
      expect((await get({ MetricDataQueries: many(500) })).MetricDataResults).toHaveLength(500);
      for (const Period of [1, 5, 10, 20, 30, 60, 86_400]) {
        expect(await onlyResult({ MetricDataQueries: [query('aB_1', { Period })] })).toBeDefined();
      }
      expect(await onlyResult({ MaxDatapoints: 100_800 })).toBeDefined();
    });

    type Case = [what: string, changes: Partial<GetMetricDataCommandInput>];
    const asking = (...MetricDataQueries: MetricDataQuery[]) => ({ MetricDataQueries });

    test.each<Case>([
      ['EndTime at StartTime', { EndTime: at(DAY) }],
      ['EndTime before StartTime', { EndTime: at(DAY + 1) }],
      ['501 queries', asking(...many(501))],
      ['an Id used twice', asking(query('same'), query('same'))],
      ...['M', '1', 'a-b', 'é', '_a'].map((id): Case => [`the Id ${id}`, asking(query(id))]),
      ...[0, -60, 2, 45, 90].map((Period): Case => [
        `a period of ${Period} s`,
        asking(query('m', { Period })),
      ]),
      ['a percentile', asking(query('m', { Stat: 'p99' }))],
      ['an unknown statistic', asking(query('m', { Stat: 'toString' }))],
      ['a metric and an expression', asking({ ...query('m'), Expression: 'm1' })],
      ['an unknown ScanBy', { ScanBy: 'Newest' as 'TimestampDescending' }],
      ['no datapoints', { MaxDatapoints: 0 }],
      ['too many datapoints', { MaxDatapoints: 100_801 }],
    ])('refuses %s', async (_what, changes) => {
      await expect(get(changes)).rejects.toMatchObject({
        name: 'ValidationException',
        Error: { Code: 'ValidationError' },
      });
    });

    test.each<Case>([
      ['StartTime', { StartTime: undefined }],
      ['EndTime', { EndTime: undefined }],
      ['MetricDataQueries', { MetricDataQueries: undefined }],
      ['MetricDataQueries', asking()],
      ['MetricDataQueries.member.1.Id', asking({ ...query('m'), Id: undefined })],
      ['MetricDataQueries.member.2.MetricStat', asking(query('m'), { Id: 'n' })],
      ...(['Metric', 'Period', 'Stat'] as const).map((name): Case => [
        `MetricDataQueries.member.1.MetricStat.${name}`,
        asking(query('m', { [name]: undefined })),
      ]),
      [
        'MetricDataQueries.member.1.MetricStat.Metric.Namespace',
        asking(query('m', { Metric: { MetricName: 'x' } })),
      ],
    ])('demands %s', async (where, changes) => {
      await expect(get(changes)).rejects.toMatchObject({
        name: 'MissingRequiredParameterException',
        message: `The parameter ${where} is required.`,
      });
    });

    test('says so when asked for metric math', async () => {
      const MetricDataQueries = [{ Id: 'e', Expression: 'FILL(m, 0)' }];
      await expect(get({ MetricDataQueries })).rejects.toMatchObject({ name: 'InvalidAction' });
    });
  });
});
