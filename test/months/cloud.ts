/** CloudWatch, simulated: a statistic of each period, of the points shown so far. */
import type { GetMetricDataCommandInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { GetMetricData } from '../../lambda/aws/newest-points';
import type { Metric } from '../../lambda/contract';
import { toMinute } from '../../lambda/notice/rule';

interface Point {
  readonly at: number;
  readonly value: number;
  readonly shownFrom: number;
}

const STATISTICS: Readonly<Record<string, (...values: number[]) => number>> = {
  Minimum: Math.min,
  Maximum: Math.max,
};

export class SimulatedCloudWatch {
  readonly #points = new Map<string, Point[]>();

  put(metric: Metric, account: string, point: Point): void {
    const points = this.#pointsOf(metric, account);
    this.#points.set(`${metric}/${account}`, points);
    points.push({ ...point, at: toMinute(point.at) });
  }

  /** What reads at this time; it refuses where it is broken. */
  readerAt(now: number, broken: boolean): GetMetricData {
    return (input) =>
      broken
        ? Promise.reject(new Error('out of order'))
        : Promise.resolve({ MetricDataResults: this.#read(input, now), NextToken: undefined });
  }

  #pointsOf(metric = '', account = ''): Point[] {
    return this.#points.get(`${metric}/${account}`) ?? [];
  }

  #read(input: GetMetricDataCommandInput, now: number): MetricDataResult[] {
    const { StartTime, EndTime, MetricDataQueries = [] } = input;
    const [start, end] = [toMinute(StartTime?.getTime() ?? 0), EndTime?.getTime() ?? 0];
    return MetricDataQueries.map(({ Id, MetricStat }) => {
      const { Metric, Period = 60, Stat = '' } = MetricStat ?? {};
      const statistic = STATISTICS[Stat];
      if (statistic === undefined) throw new Error(`There is no statistic ${Stat}.`);
      const periods = new Map<number, number>();
      const points = this.#pointsOf(Metric?.MetricName, Metric?.Dimensions?.[0]?.Value);
      for (const { at, value, shownFrom } of points) {
        if (shownFrom > now || at < start || at >= end) continue;
        // Periods are counted from 1970, whenever the range begins.
        const period = at - (at % (Period * 1000));
        periods.set(period, statistic(periods.get(period) ?? value, value));
      }
      return {
        Id,
        StatusCode: 'Complete',
        Timestamps: [...periods.keys()].map((period) => new Date(period)),
        Values: [...periods.values()],
      };
    });
  }
}
