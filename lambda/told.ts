import { readNewestPoints } from './aws/newest-points';
import type { AccountMetric, GetMetricData, PointsOrNot } from './aws/newest-points';
import { batches } from './batches';
import { METRICS } from './contract';
import type { Condition } from './contract';
import type { Memory } from './memory';
import type { ReadTold, Run } from './run';

const DAY_MS = 24 * 3_600_000;

/** What reading back from CloudWatch takes. */
export interface Reading {
  readonly getMetricData: GetMetricData;
  readonly namespace: string;
  readonly conditions: readonly Condition[];
  /** Milliseconds since 1970, likewise `now`. */
  readonly scheduledTime: number;
  readonly now: number;
  /** Until then, or for a second, what turns out to be needed waits for what others need. */
  readonly everyoneAsked: Promise<unknown>;
}

/**
 * Begins to read what subscribers were told of the accounts, but for those of which it is
 * remembered that it was nothing: they are read if anything is wrong after all.
 */
export function toldReader(
  accounts: readonly string[],
  memory: Memory,
  reading: Reading,
): Run['readTold'] {
  const { conditions, now, everyoneAsked } = reading;
  const read = async (some: readonly string[]): Promise<ReadonlyMap<string, ReadTold>> => {
    const metrics = some.flatMap((account) =>
      conditions.map((condition) => ({ account, metric: METRICS.told[condition] })),
    );
    const points = await readBack(metrics, DAY_MS, reading);
    const told = some.map((account, index) => {
      const own = conditions.map(
        (condition, at) => [condition, points[index * conditions.length + at] ?? []] as const,
      );
      return [account, Object.fromEntries(own)] as const;
    });
    return new Map(told);
  };
  const reads = new Map<string, Promise<ReadTold>>();
  const begin = (account: string, begun: Promise<ReadonlyMap<string, ReadTold>>) => {
    const own = begun.then((told) => told.get(account) ?? {});
    reads.set(account, own);
    return own;
  };
  const atOnce = accounts.filter((account) => !memory.isNothingTold(account, now));
  const begun = read(atOnce);
  for (const account of atOnce) void begin(account, begun);
  const readLater = batches(everyoneAsked, read);
  return async (account, isWell) => {
    const known = reads.get(account);
    if (known !== undefined || isWell) return known;
    return begin(account, readLater(account));
  };
}

/** The margin is watched where a warning is set; the others always. */
export function conditionsOf(marginWarning: string | undefined): Condition[] {
  return marginWarning === undefined ? ['debt', 'blind'] : ['debt', 'blind', 'margin'];
}

/** Reads when accounts were last answered: over a day, or longer where `blindAfter` is longer. */
export function answeredReader(blindAfter: number, reading: Reading): Run['readAnswered'] {
  const ageMs = Math.max(DAY_MS, blindAfter * 1_000);
  const read = batches(reading.everyoneAsked, async (accounts: readonly string[]) => {
    const metrics = accounts.map((account) => ({ account, metric: METRICS.loan }));
    const points = await readBack(metrics, ageMs, reading);
    return new Map(accounts.map((account, index) => [account, points[index] ?? []] as const));
  });
  return async (account) => (await read(account)).get(account) ?? [];
}

function readBack(
  metrics: readonly AccountMetric[],
  ageMs: number,
  { getMetricData, namespace, scheduledTime, now }: Reading,
): Promise<PointsOrNot[]> {
  const window = { from: scheduledTime - ageMs, to: Math.max(scheduledTime, now) };
  return readNewestPoints(getMetricData, namespace, metrics, window);
}
