/** CloudWatch's `NotifiedLoan`, simulated: the mean of each minute, of the points shown so far. */
import type { GetMetricDataCommandInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { GetMetricData } from '../../lambda/aws/newest-points';
import { toMinute } from '../../lambda/notice/rule';

interface Point {
  readonly account: string;
  readonly at: number;
  readonly value: number;
  readonly shownFrom: number;
}

export class SimulatedCloudWatch {
  readonly #points: Point[] = [];

  put(point: Point): void {
    this.#points.push(point);
  }

  /** What reads at this time; it refuses where it is broken. */
  readerAt(now: number, broken: boolean): GetMetricData {
    return (input) =>
      broken
        ? Promise.reject(new Error('out of order'))
        : Promise.resolve({ MetricDataResults: this.#read(input, now), NextToken: undefined });
  }

  #read(input: GetMetricDataCommandInput, now: number): MetricDataResult[] {
    const { StartTime, EndTime, MetricDataQueries = [] } = input;
    const [start, end] = [toMinute(StartTime?.getTime() ?? 0), EndTime?.getTime() ?? 0];
    return MetricDataQueries.map(({ Id, MetricStat }) => {
      const account = MetricStat?.Metric?.Dimensions?.[0]?.Value;
      const minutes = new Map<number, number[]>();
      for (const point of this.#points) {
        const minute = toMinute(point.at);
        if (point.account !== account || point.shownFrom > now) continue;
        if (minute < start || minute >= end) continue;
        minutes.set(minute, [...(minutes.get(minute) ?? []), point.value]);
      }
      return {
        Id,
        StatusCode: 'Complete',
        Timestamps: [...minutes.keys()].map((minute) => new Date(minute)),
        Values: [...minutes.values()].map((values) => statistic(MetricStat?.Stat, values)),
      };
    });
  }
}

function statistic(name: string | undefined, values: readonly number[]): number {
  if (name === 'Minimum') return Math.min(...values);
  if (name === 'Maximum') return Math.max(...values);
  if (name === 'SampleCount') return values.length;
  const sum = values.reduce((total, value) => total + value, 0);
  if (name === 'Sum') return sum;
  if (name === 'Average') return sum / values.length;
  throw new Error(`The simulated CloudWatch knows no statistic ${String(name)}.`);
}
