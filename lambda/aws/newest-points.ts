import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type {
  CloudWatchClient,
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataQuery,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { chunks } from '../chunks';
import { METRICS } from '../contract';
import type { Metric } from '../contract';
import type { Deadline } from '../deadline';
import { describe, MetricUnreadableError, printable } from '../errors';
import { SECOND_POINT_WITHIN_MS, toMinute } from '../notice/rule';
import type { Told } from '../notice/rule';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Of several notices in one minute, each counts as told a minute after the one before. */
const AHEAD_MS = 15 * MINUTE_MS;
/** Of two values in one minute these show both; a mean could hide one. */
const STATISTICS = ['Minimum', 'Maximum'] as const;
/** AWS takes 500 queries in one GetMetricData. */
const MAX_METRICS_PER_CALL = 500 / STATISTICS.length;
/** A page holds 100,800 points (GetMetricData, API reference), more than is asked for in a call. */
const MAX_PAGES = 20;

export type GetMetricData = (
  input: GetMetricDataCommandInput,
) => Promise<Pick<GetMetricDataCommandOutput, 'MetricDataResults' | 'NextToken'>>;

export function metricReader(client: CloudWatchClient, deadline: Deadline): GetMetricData {
  return (input) =>
    deadline.within((abortSignal) => client.send(new GetMetricDataCommand(input), { abortSignal }));
}

/** An account's metric. */
export interface AccountMetric {
  readonly metric: Metric;
  readonly account: string;
}

/** The extremes of each minute, in any order; or why they are unknown. */
export type PointsOrNot = readonly Told[] | MetricUnreadableError;

/** The pages of each result, by its id. */
type Results = ReadonlyMap<string, readonly MetricDataResult[]>;

/**
 * Reads the newest points of metrics back from CloudWatch: first the hours that have any, then the
 * minutes of the newest one. AWS bounds how many points an account may read in a second, and counts
 * those that could be there: for a day by the minute it would refuse what 150 accounts need
 * (CloudWatch quotas, GetMetricData). Never rejects.
 * @param from In milliseconds since 1970, likewise `to`; points are read up to 15 minutes after it.
 * @returns For each metric all points of its newest minute, and those 18 minutes before it at least.
 */
export async function readNewestPoints(
  getMetricData: GetMetricData,
  namespace: string,
  metrics: readonly AccountMetric[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<PointsOrNot[]> {
  const read = reader(getMetricData, namespace);
  const [start, end] = [toMinute(from), toMinute(to) + AHEAD_MS];
  const byHour = await read(metrics, Math.floor(start / HOUR_MS) * HOUR_MS, end, HOUR_MS);
  const newestHours = byHour.map((points) =>
    points instanceof MetricUnreadableError || points.length === 0
      ? undefined
      : Math.max(...points.map(({ at }) => at)),
  );
  const found = [...byHour];
  const readHour = async (hour: number): Promise<void> => {
    const indexes = metrics.flatMap((_, index) => (newestHours[index] === hour ? [index] : []));
    const some = metrics.filter((_, index) => newestHours[index] === hour);
    const first = Math.max(start, hour - SECOND_POINT_WITHIN_MS);
    const points = await read(some, first, Math.min(end, hour + HOUR_MS), MINUTE_MS);
    for (const [index, each] of points.entries()) found[indexes[index] ?? 0] = each;
  };
  const hours = new Set(newestHours.filter((hour) => hour !== undefined));
  await Promise.all([...hours].map(readHour));
  return found;
}

function reader(getMetricData: GetMetricData, namespace: string) {
  return async (
    metrics: readonly AccountMetric[],
    start: number,
    end: number,
    periodMs: number,
  ): Promise<PointsOrNot[]> => {
    const window = { StartTime: new Date(start), EndTime: new Date(end) };
    const readSome = async (some: readonly AccountMetric[]): Promise<PointsOrNot[]> => {
      try {
        const MetricDataQueries = some.flatMap((metric, index) =>
          STATISTICS.map((statistic) => query(namespace, metric, index, statistic, periodMs)),
        );
        const results = await readPages(getMetricData, { ...window, MetricDataQueries });
        return some.map(({ metric }, index) => readExtremes(results, metric, index));
      } catch (cause) {
        return some.map(
          ({ metric }) => new MetricUnreadableError(metric, describe(cause), { cause }),
        );
      }
    };
    return (await Promise.all(chunks(metrics, MAX_METRICS_PER_CALL).map(readSome))).flat();
  };
}

/** A query's id; it begins with a lower-case letter. */
function queryId(index: number, statistic: (typeof STATISTICS)[number]): string {
  return `${statistic.toLowerCase()}${index}`;
}

function query(
  Namespace: string,
  { metric: MetricName, account }: AccountMetric,
  index: number,
  Stat: (typeof STATISTICS)[number],
  periodMs: number,
): MetricDataQuery {
  const Dimensions = [{ Name: METRICS.dimension, Value: account }];
  const Metric = { Namespace, MetricName, Dimensions };
  const Period = periodMs / 1000;
  return { Id: queryId(index, Stat), MetricStat: { Metric, Period, Stat } };
}

async function readPages(
  getMetricData: GetMetricData,
  input: GetMetricDataCommandInput,
): Promise<Results> {
  const results = new Map<string, MetricDataResult[]>();
  let NextToken: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await getMetricData({ ...input, NextToken });
    for (const result of page.MetricDataResults ?? []) {
      const { Id = '' } = result;
      results.set(Id, [...(results.get(Id) ?? []), result]);
    }
    NextToken = page.NextToken;
    if (NextToken === undefined) return results;
  }
  throw new Error(`its answer has more than ${MAX_PAGES} pages`);
}

function readExtremes(results: Results, metric: Metric, index: number): PointsOrNot {
  const points: Told[] = [];
  for (const statistic of STATISTICS) {
    const read = readPoints(metric, results.get(queryId(index, statistic)) ?? []);
    if (read instanceof MetricUnreadableError) return read;
    points.push(...read);
  }
  return points;
}

/** The points of all pages of one result. */
function readPoints(metric: Metric, pages: readonly MetricDataResult[]): PointsOrNot {
  const failed = pages.find(
    ({ StatusCode }) => StatusCode !== 'PartialData' && StatusCode !== 'Complete',
  );
  const { StatusCode, Messages = [] } = failed ?? pages.at(-1) ?? {};
  if (StatusCode !== 'Complete') {
    const why = [StatusCode ?? 'no result', ...Messages.map(({ Value }) => Value ?? '')];
    return new MetricUnreadableError(metric, printable(why.join(' ')));
  }
  const points = pages.flatMap(({ Timestamps = [], Values = [] }) =>
    Timestamps.map((time, index) => ({ at: time.getTime(), value: Values[index] ?? NaN })),
  );
  return points.every(({ value }) => Number.isFinite(value))
    ? points
    : new MetricUnreadableError(metric, 'a point without a value');
}
