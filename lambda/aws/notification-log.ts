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
import type { Deadline } from '../deadline';
import { describe, printable, ToldUnreadableError } from '../errors';
import { toMinute } from '../notice/rule';
import type { Told } from '../notice/rule';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Of several notices in one minute, each counts as told a minute after the one before. */
const AHEAD_MS = 15 * MINUTE_MS;
/** Of two values told in one minute these show both; a mean could hide one. */
const STATISTICS = ['Minimum', 'Maximum'] as const;
/** AWS takes 500 queries in one GetMetricData. */
const MAX_ACCOUNTS_PER_CALL = 500 / STATISTICS.length;
/**
 * Each account has at most 1,455 points by each statistic, and a page holds 100,800 (GetMetricData,
 * API reference): 8 pages a call. More is an answer that never ends.
 */
const MAX_PAGES = 20;

export type GetMetricData = (
  input: GetMetricDataCommandInput,
) => Promise<Pick<GetMetricDataCommandOutput, 'MetricDataResults' | 'NextToken'>>;

export function metricReader(client: CloudWatchClient, deadline: Deadline): GetMetricData {
  return (input) =>
    deadline.within((abortSignal) => client.send(new GetMetricDataCommand(input), { abortSignal }));
}

/** What an account's subscribers were told, the extremes of each minute; or why it is unknown. */
export type ToldOrNot = readonly Told[] | ToldUnreadableError;

/** The pages of each result, by its id. */
type Results = ReadonlyMap<string, readonly MetricDataResult[]>;

/**
 * Reads each account's `NotifiedLoan` back from CloudWatch. Never rejects.
 * @param scheduledTime In milliseconds since 1970: the 24 hours before it are read, its own
 *   minute, and what came after, where a later run was faster.
 * @param now The clock's time, likewise.
 */
export async function readNotificationLog(
  getMetricData: GetMetricData,
  namespace: string,
  accounts: readonly string[],
  { scheduledTime, now }: { readonly scheduledTime: number; readonly now: number },
): Promise<ReadonlyMap<string, ToldOrNot>> {
  const window = {
    StartTime: new Date(toMinute(scheduledTime) - DAY_MS),
    EndTime: new Date(toMinute(Math.max(scheduledTime, now)) + AHEAD_MS),
  };
  const read = async (some: readonly string[]): Promise<[string, ToldOrNot][]> => {
    try {
      const MetricDataQueries = some.flatMap((account, index) =>
        STATISTICS.map((statistic) => toldQuery(namespace, account, index, statistic)),
      );
      const results = await readPages(getMetricData, { ...window, MetricDataQueries });
      return some.map((account, index) => [account, readExtremes(results, index)]);
    } catch (cause) {
      const unreadable = new ToldUnreadableError(describe(cause), { cause });
      return some.map((account) => [account, unreadable]);
    }
  };
  const parts = chunks(accounts, MAX_ACCOUNTS_PER_CALL).map(read);
  return new Map((await Promise.all(parts)).flat());
}

function queryId(index: number, statistic: string): string {
  return `${statistic.toLowerCase()}${index}`;
}

function toldQuery(
  Namespace: string,
  account: string,
  index: number,
  Stat: string,
): MetricDataQuery {
  const Dimensions = [{ Name: METRICS.dimension, Value: account }];
  const Metric = { Namespace, MetricName: METRICS.notifiedLoan, Dimensions };
  const Period = MINUTE_MS / 1000;
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

function readExtremes(results: Results, index: number): ToldOrNot {
  const points: Told[] = [];
  for (const statistic of STATISTICS) {
    const read = readPoints(results.get(queryId(index, statistic)) ?? []);
    if (read instanceof ToldUnreadableError) return read;
    points.push(...read);
  }
  return points;
}

/** The points of all pages of one result. */
function readPoints(pages: readonly MetricDataResult[]): ToldOrNot {
  const failed = pages.find(
    ({ StatusCode }) => StatusCode !== 'PartialData' && StatusCode !== 'Complete',
  );
  const { StatusCode, Messages = [] } = failed ?? pages.at(-1) ?? {};
  if (StatusCode !== 'Complete') {
    const why = [StatusCode ?? 'no result', ...Messages.map(({ Value }) => Value ?? '')];
    return new ToldUnreadableError(printable(why.join(' ')));
  }
  const points = pages.flatMap(({ Timestamps = [], Values = [] }) =>
    Timestamps.map((time, index) => ({ at: time.getTime(), value: Values[index] ?? NaN })),
  );
  return points.every(({ value }) => Number.isFinite(value))
    ? points
    : new ToldUnreadableError('a point without a value');
}
