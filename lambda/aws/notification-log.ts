import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type {
  CloudWatchClient,
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
/** Two amounts told in one minute show themselves by these; by a mean they could hide. */
const STATISTICS = ['Minimum', 'Maximum'] as const;
/** AWS takes 500 queries in one GetMetricData. */
const ACCOUNTS_A_CALL = 500 / STATISTICS.length;
/**
 * Each account has at most 1,455 points by each statistic, and a page holds 100,800 (GetMetricData,
 * API reference): 8 pages a call. More is an answer that never ends.
 */
const MAX_PAGES = 20;

/**
 * The points of what an account's subscribers were told, the extremes of each minute; or that
 * this cannot be said.
 */
export type ToldOrNot = readonly Told[] | ToldUnreadableError;

/** The pages of each result, by its id. */
type Results = ReadonlyMap<string, readonly MetricDataResult[]>;

interface Window {
  readonly StartTime: Date;
  /** Exclusive. */
  readonly EndTime: Date;
}

/**
 * Reads each account's newest `NotifiedLoan` back from CloudWatch. Never rejects.
 * @param scheduledTime In milliseconds since 1970: the 24 hours before it are read, its own
 *   minute, and what came after, where a later run was faster.
 * @param now The clock's time, likewise.
 */
export async function readTold(
  client: CloudWatchClient,
  namespace: string,
  accounts: readonly string[],
  { scheduledTime, now }: { readonly scheduledTime: number; readonly now: number },
  deadline: Deadline,
): Promise<ReadonlyMap<string, ToldOrNot>> {
  const window = {
    StartTime: new Date(toMinute(scheduledTime) - DAY_MS),
    EndTime: new Date(toMinute(Math.max(scheduledTime, now)) + AHEAD_MS),
  };
  const read = async (some: readonly string[]): Promise<[string, ToldOrNot][]> => {
    try {
      const queries = some.flatMap((account, index) =>
        STATISTICS.map((statistic) => toldQuery(namespace, account, index, statistic)),
      );
      const results = await deadline.within((signal) => query(client, queries, window, signal));
      return some.map((account, index) => [account, readExtremes(results, index)]);
    } catch (cause) {
      const unreadable = new ToldUnreadableError(describe(cause), { cause });
      return some.map((account) => [account, unreadable]);
    }
  };
  return new Map((await Promise.all(chunks(accounts, ACCOUNTS_A_CALL).map(read))).flat());
}

function queryId(index: number, statistic: string): string {
  return `${statistic.toLowerCase()}${index}`;
}

function toldQuery(
  namespace: string,
  account: string,
  index: number,
  statistic: string,
): MetricDataQuery {
  return {
    Id: queryId(index, statistic),
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: METRICS.notified,
        Dimensions: [{ Name: METRICS.dimension, Value: account }],
      },
      Period: MINUTE_MS / 1000,
      Stat: statistic,
    },
  };
}

async function query(
  client: CloudWatchClient,
  MetricDataQueries: MetricDataQuery[],
  window: Window,
  abortSignal: AbortSignal,
): Promise<Results> {
  const results = new Map<string, MetricDataResult[]>();
  let NextToken: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await client.send(
      new GetMetricDataCommand({ ...window, MetricDataQueries, NextToken }),
      { abortSignal },
    );
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
  const extremes = STATISTICS.map((statistic) =>
    readPoints(results.get(queryId(index, statistic)) ?? []),
  );
  const unreadable = extremes.find((points) => points instanceof ToldUnreadableError);
  return unreadable ?? (extremes as Told[][]).flat();
}

/** What the pages of one result say together. */
function readPoints(pages: readonly MetricDataResult[]): Told[] | ToldUnreadableError {
  const failed = pages.find(
    ({ StatusCode }) => StatusCode !== 'PartialData' && StatusCode !== 'Complete',
  );
  const { StatusCode, Messages = [] } = failed ?? pages.at(-1) ?? {};
  if (StatusCode !== 'Complete') {
    const why = [StatusCode ?? 'no result', ...Messages.map(({ Value }) => Value ?? '')];
    return new ToldUnreadableError(printable(why.join(' ')));
  }
  const points = pages.flatMap(({ Timestamps = [], Values = [] }) =>
    Timestamps.map((timestamp, index) => ({
      at: timestamp.getTime(),
      amount: Values[index] ?? NaN,
    })),
  );
  return points.every(({ amount }) => Number.isFinite(amount))
    ? points
    : new ToldUnreadableError('a point without a value');
}
