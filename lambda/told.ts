import { readNewestPoints } from './aws/newest-points';
import type { AccountMetric, GetMetricData, PointsOrNot } from './aws/newest-points';
import { batches } from './batches';
import { METRICS } from './contract';
import type { Condition } from './contract';
import type { Memory } from './memory';
import type { ReadTold, Run } from './run';

const DAY_MS = 24 * 3_600_000;
const CONDITIONS = Object.keys(METRICS.told) as Condition[];

/** What reading back from CloudWatch takes. */
export interface Reading {
  readonly getMetricData: GetMetricData;
  readonly namespace: string;
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
  const { now, everyoneAsked } = reading;
  const read = async (some: readonly string[]): Promise<ReadonlyMap<string, ReadTold>> => {
    const metrics = some.flatMap((account) =>
      CONDITIONS.map((condition) => ({ account, metric: METRICS.told[condition] })),
    );
    const points = await readBack(metrics, DAY_MS, reading);
    const told = some.map((account, index) => {
      const own = CONDITIONS.map(
        (condition, at) => [condition, points[index * CONDITIONS.length + at] ?? []] as const,
      );
      return [account, Object.fromEntries(own) as ReadTold] as const;
    });
    return new Map(told);
  };
  const atOnce = new Set(accounts.filter((account) => !memory.isNothingTold(account, now)));
  const begun = read([...atOnce]);
  const readLater = batches(everyoneAsked, read);
  return async (account, isWell) => {
    if (atOnce.has(account)) return (await begun).get(account);
    return isWell ? undefined : (await readLater(account)).get(account);
  };
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
