import type { GetMetricDataCommandInput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Backend, Case } from './backend';
import { account, asking, at, datum, get, MINUTE, Namespace, only, put, query } from './metrics';

/** One point a minute, the newest first, the last of them now. */
const putMinutes = (backend: Backend, ...values: number[]) =>
  put(
    backend,
    values.map((Value, ago) => datum({ Value, Timestamp: at(backend, ago * MINUTE) })),
  );

/** The values of each query by its id: AWS promises no order. */
async function values(backend: Backend, changes: Partial<GetMetricDataCommandInput>) {
  const { MetricDataResults = [] } = await get(backend, changes);
  return Object.fromEntries(MetricDataResults.map(({ Id = '', Values }) => [Id, Values]));
}

async function labels(backend: Backend, ...queries: MetricDataQuery[]) {
  const { MetricDataResults = [] } = await get(backend, asking(...queries));
  return Object.fromEntries(MetricDataResults.map(({ Id = '', Label }) => [Id, Label]));
}

export const getMetricDataCases: readonly Case[] = [
  {
    name: 'GetMetricData answers by the minute, the newest first',
    run: async (backend) => {
      const times = [2 * MINUTE, 2 * MINUTE - 30_000, 0];
      await put(
        backend,
        times.map((ago, index) => datum({ Timestamp: at(backend, ago), Value: [1, 3, 2][index] })),
      );
      return only(backend);
    },
    aws: { ago: [0, 2], Values: [2, 3], StatusCode: 'Complete' },
  },
  {
    name: 'GetMetricData finds a point put without a time at the time of the call',
    run: async (backend) => {
      await put(backend, [datum()]);
      const { Values } = await only(backend, { StartTime: at(backend, MINUTE) });
      return Values;
    },
    aws: [1],
  },
  {
    name: 'GetMetricData includes StartTime and excludes EndTime',
    run: async (backend) => {
      await putMinutes(backend, 0, 1, 2);
      const [StartTime, EndTime] = [at(backend, 2 * MINUTE), at(backend, 0)];
      return (await only(backend, { StartTime, EndTime })).Values;
    },
    aws: [1, 2],
  },
  {
    name: 'GetMetricData rounds StartTime down to the minute',
    run: async (backend) => {
      await putMinutes(backend, 0, 1, 2);
      return only(backend, { StartTime: at(backend, 2 * MINUTE - 59_000) });
    },
    aws: { ago: [0, 1, 2], Values: [0, 1, 2] },
  },
  {
    name: 'GetMetricData aggregates the values of a minute',
    run: async (backend) => {
      const Timestamp = at(backend, MINUTE);
      const data = [1, 2, 6].map((Value) => datum({ Value, Timestamp }));
      await put(backend, data);
      const stats = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'];
      const queries = stats.map((Stat) => query(Stat.toLowerCase(), { Stat }));
      return values(backend, asking(...queries));
    },
    aws: { average: [3], sum: [9], minimum: [1], maximum: [6], samplecount: [3] },
  },
  {
    name: 'GetMetricData finds a metric by exactly its dimensions, in any order',
    run: async (backend) => {
      const two = [...account('main'), { Name: 'Asset', Value: 'USDT' }];
      await put(backend, [datum({ Dimensions: two, Value: 5 })]);
      const Metric = { Namespace, MetricName: 'NotifiedLoan', Dimensions: two.toReversed() };
      const none = query('none', { Metric: { ...Metric, Dimensions: [] } });
      return values(backend, asking(query('less'), none, query('same', { Metric })));
    },
    aws: { less: [], none: [], same: [5] },
  },
  {
    name: 'GetMetricData finds a metric in its namespace alone',
    run: async (backend) => {
      await put(backend, [datum()], 'Other');
      return (await only(backend)).Values;
    },
    aws: [],
  },
  {
    name: 'GetMetricData labels a result with its metric',
    run: (backend) => labels(backend, query('a')),
    aws: { a: 'NotifiedLoan' },
  },
  {
    name: 'GetMetricData adds the statistic to the labels where statistics differ',
    run: (backend) => labels(backend, query('a'), query('b', { Stat: 'Minimum' })),
    aws: { a: 'NotifiedLoan Maximum', b: 'NotifiedLoan Minimum' },
  },
  {
    name: 'GetMetricData pages by MaxDatapoints',
    run: async (backend) => {
      await putMinutes(backend, 1, 2, 3);
      const pages: unknown[] = [];
      let NextToken: string | undefined;
      do {
        const page = await get(backend, { MaxDatapoints: 2, NextToken });
        const [{ Values, StatusCode } = {}] = page.MetricDataResults ?? [];
        pages.push([Values, StatusCode]);
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return pages;
    },
    aws: [
      [[1, 2], 'PartialData'],
      [[3], 'Complete'],
    ],
  },
];
