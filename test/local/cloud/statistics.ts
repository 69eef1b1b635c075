/** A StatisticSet: what CloudWatch keeps of the values put at one time. */
export interface StatisticSet {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly set: StatisticSet;
}

export interface Datapoint {
  /** The beginning of its period, in milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

const STATISTICS = {
  Average: ({ sum, sampleCount }: StatisticSet) => sum / sampleCount,
  Sum: ({ sum }: StatisticSet) => sum,
  Minimum: ({ minimum }: StatisticSet) => minimum,
  Maximum: ({ maximum }: StatisticSet) => maximum,
  SampleCount: ({ sampleCount }: StatisticSet) => sampleCount,
} as const;

export type Statistic = keyof typeof STATISTICS;

export function isStatistic(stat: string | undefined): stat is Statistic {
  return stat !== undefined && Object.hasOwn(STATISTICS, stat);
}

/** `counts[i]` says how often `values[i]` occurred; without it, once. */
export function summarise(values: readonly number[], counts?: readonly number[]): StatisticSet {
  const occurrences = values.map((value, index) => ({ value, count: counts?.[index] ?? 1 }));
  return {
    sampleCount: occurrences.reduce((total, { count }) => total + count, 0),
    sum: occurrences.reduce((total, { value, count }) => total + value * count, 0),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  };
}

/** One datapoint for every period with samples, oldest first; periods are counted from 1970. */
export function aggregate(
  samples: readonly Sample[],
  periodMs: number,
  statistic: Statistic,
): Datapoint[] {
  const periods = new Map<number, StatisticSet>();
  for (const { at, set } of samples) {
    const start = Math.floor(at / periodMs) * periodMs;
    const before = periods.get(start);
    periods.set(start, before === undefined ? set : merge(before, set));
  }
  return [...periods]
    .map(([at, set]) => ({ at, value: STATISTICS[statistic](set) }))
    .sort((one, other) => one.at - other.at);
}

function merge(one: StatisticSet, other: StatisticSet): StatisticSet {
  return {
    sampleCount: one.sampleCount + other.sampleCount,
    sum: one.sum + other.sum,
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
  };
}
