import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type {
  CloudWatchClient,
  MetricDataQuery,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { chunks } from './chunks';
import { METRICS } from './contract';
import type { Deadline } from './deadline';
import { describe, printable, ToldUnreadableError } from './errors';
import { toMinute } from './notice/rule';
import type { Told } from './notice/rule';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** AWS's limit of queries in one GetMetricData. */
const QUERIES_A_CALL = 500;

/** What an account's subscribers were last told, if anything, or that this cannot be said. */
export type ToldOrNot = Told | undefined | ToldUnreadableError;

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
    EndTime: new Date(toMinute(Math.max(scheduledTime, now)) + MINUTE_MS),
  };
  const read = async (some: readonly string[]): Promise<[string, ToldOrNot][]> => {
    try {
      const queries = some.map((account, index) => lastTold(namespace, account, index));
      const results = await deadline.within((signal) => query(client, queries, window, signal));
      return some.map((account, index) => [
        account,
        newestPoint(results.filter(({ Id }) => Id === queryId(index))),
      ]);
    } catch (cause) {
      const unreadable = new ToldUnreadableError(describe(cause), { cause });
      return some.map((account) => [account, unreadable]);
    }
  };
  return new Map((await Promise.all(chunks(accounts, QUERIES_A_CALL).map(read))).flat());
}

function queryId(index: number): string {
  return `a${index}`;
}

function lastTold(namespace: string, account: string, index: number): MetricDataQuery {
  return {
    Id: queryId(index),
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: METRICS.notified,
        Dimensions: [{ Name: METRICS.dimension, Value: account }],
      },
      Period: MINUTE_MS / 1000,
      // Two runs that told different amounts in one minute make an average that is neither:
      // nobody can say which came last, so whatever is owed differs from it and is told.
      Stat: 'Average',
    },
  };
}

async function query(
  client: CloudWatchClient,
  MetricDataQueries: MetricDataQuery[],
  window: Window,
  abortSignal: AbortSignal,
): Promise<MetricDataResult[]> {
  const results: MetricDataResult[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetMetricDataCommand({ ...window, MetricDataQueries, NextToken }),
      { abortSignal },
    );
    results.push(...(page.MetricDataResults ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return results;
}

/** What the pages of one account's result say together. */
function newestPoint(pages: readonly MetricDataResult[]): ToldOrNot {
  const failed = pages.find(
    ({ StatusCode }) => StatusCode !== 'PartialData' && StatusCode !== 'Complete',
  );
  const { StatusCode, Messages = [] } = failed ?? pages.at(-1) ?? {};
  if (StatusCode !== 'Complete') {
    const why = [StatusCode ?? 'no result', ...Messages.map(({ Value }) => Value ?? '')];
    return new ToldUnreadableError(printable(why.join(' ')));
  }
  let newest: Told | undefined;
  for (const { Timestamps = [], Values = [] } of pages) {
    for (const [index, timestamp] of Timestamps.entries()) {
      const amount = Values[index] ?? NaN;
      if (!Number.isFinite(amount)) return new ToldUnreadableError('a point without a value');
      if (newest === undefined || timestamp.getTime() > newest.at) {
        newest = { at: timestamp.getTime(), amount };
      }
    }
  }
  return newest;
}
