export interface Datapoint {
  /** Milliseconds since 1970; of a statistic, the beginning of its period. */
  readonly at: number;
  readonly value: number;
}

/** Recorded by LocalStack: test_get_metric_data_stats. */
const STATISTICS = {
  Average: (values: readonly number[]) => sum(values) / values.length,
  Sum: sum,
  Minimum: (values: readonly number[]) => Math.min(...values),
  Maximum: (values: readonly number[]) => Math.max(...values),
  SampleCount: (values: readonly number[]) => values.length,
} as const;

export type Statistic = keyof typeof STATISTICS;

export function isStatistic(stat: string | undefined): stat is Statistic {
  return stat !== undefined && Object.hasOwn(STATISTICS, stat);
}

/** One datapoint for every period with points, oldest first; periods are counted from 1970. */
export function aggregate(
  points: readonly Datapoint[],
  periodMs: number,
  statistic: Statistic,
): Datapoint[] {
  const periods = new Map<number, number[]>();
  for (const { at, value } of points) {
    const start = Math.floor(at / periodMs) * periodMs;
    periods.set(start, [...(periods.get(start) ?? []), value]);
  }
  return [...periods]
    .map(([at, values]) => ({ at, value: STATISTICS[statistic](values) }))
    .sort((one, other) => one.at - other.at);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
