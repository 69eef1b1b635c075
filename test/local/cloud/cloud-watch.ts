import { randomUUID } from 'node:crypto';
import { AwsError } from './errors';
import { checkGetMetricData, finestPeriod, MOST_DATAPOINTS } from './get-metric-data';
import type { GetMetricDataInput, MetricDataQuery } from './get-metric-data';
import { metricKey } from './metrics';
import { checkPutMetricData, statisticSet } from './put-metric-data';
import type { PutMetricDataInput } from './put-metric-data';
import { paged } from './metric-pages';
import type { ForcedStatus, Series } from './metric-pages';
import { aggregate, isStatistic } from './statistics';
import type { Datapoint, StatisticSet } from './statistics';

interface Point {
  readonly key: string;
  /** As put, in milliseconds since 1970. */
  readonly at: number;
  /** As stored: at its resolution of a minute or a second. */
  readonly storedAt: number;
  readonly putAt: number;
  readonly set: StatisticSet;
  readonly unit: string;
}

interface Force extends ForcedStatus {
  readonly when: (query: MetricDataQuery) => boolean;
}

interface Page {
  readonly request: string;
  readonly series: readonly Series[];
  readonly from: number;
}

/** CloudWatch: PutMetricData, and GetMetricData without metric math. */
export class CloudWatch {
  /** How many datapoints GetMetricData answers at once, whatever MaxDatapoints allows. */
  pageSize = MOST_DATAPOINTS;
  readonly #points: Point[] = [];
  readonly #pages = new Map<string, Page>();
  #forces: Force[] = [];

  constructor(
    private readonly clock: () => number,
    /** How long a point stays invisible to GetMetricData, in milliseconds. */
    public delayMs: number,
  ) {}

  /** The points of the metric with the one dimension `Account`, as put, visible or not. */
  points(namespace: string, metric: string, account: string): Datapoint[] {
    const key = accountKey(namespace, metric, account);
    return this.#points
      .filter((point) => point.key === key)
      .map(({ at, set }) => ({ at, value: set.sum / set.sampleCount }));
  }

  /** Puts a point of the past, visible at once; `at` in milliseconds since 1970. */
  seed(namespace: string, metric: string, account: string, { at, value }: Datapoint): void {
    const key = accountKey(namespace, metric, account);
    const set = { sampleCount: 1, sum: value, minimum: value, maximum: value };
    const storedAt = Math.floor(at / 60_000) * 60_000;
    this.#points.push({ key, at, storedAt, putAt: -Infinity, set, unit: 'None' });
  }

  /**
   * Gives results this status until `unforce`: `PartialData` lacks the newest datapoint, the
   * others have none.
   */
  force(
    status: ForcedStatus['status'],
    options: Partial<Pick<Force, 'messages' | 'when'>> = {},
  ): void {
    this.#forces.push({ status, messages: [], when: () => true, ...options });
  }

  unforce(): void {
    this.#forces = [];
  }

  putMetricData(input: PutMetricDataInput): object {
    const now = this.clock();
    checkPutMetricData(input, now);
    for (const datum of input.MetricData ?? []) {
      const { MetricName = '', Dimensions, Unit = 'None', StorageResolution = 60 } = datum;
      const at = datum.Timestamp === undefined ? now : Math.round(datum.Timestamp * 1000);
      const grain = StorageResolution * 1000;
      this.#points.push({
        key: metricKey(input.Namespace ?? '', MetricName, Dimensions),
        at,
        storedAt: Math.floor(at / grain) * grain,
        putAt: now,
        set: statisticSet(datum),
        unit: Unit,
      });
    }
    return {};
  }

  getMetricData(input: GetMetricDataInput): object {
    checkGetMetricData(input);
    const { NextToken, ...rest } = input;
    const request = JSON.stringify(rest);
    const page =
      NextToken === undefined ? this.#firstPage(input, request) : this.#pages.get(NextToken);
    if (page?.request !== request) {
      throw new AwsError('InvalidNextToken', 'The specified NextToken is invalid.');
    }
    const size = Math.min(this.pageSize, input.MaxDatapoints ?? MOST_DATAPOINTS);
    const { results, next } = paged(page.series, page.from, size);
    const token = randomUUID();
    if (next !== undefined) this.#pages.set(token, { ...page, from: next });
    return { MetricDataResults: results, ...(next === undefined ? {} : { NextToken: token }) };
  }

  #firstPage(input: GetMetricDataInput, request: string): Page {
    const series = (input.MetricDataQueries ?? [])
      .filter(({ ReturnData }) => ReturnData !== false)
      .map((query) => ({
        id: query.Id ?? '',
        label: query.Label ?? query.MetricStat?.Metric?.MetricName ?? '',
        datapoints: this.#datapoints(query, input),
        newestFirst: input.ScanBy !== 'TimestampAscending',
        forced: this.#forces.find(({ when }) => when(query)),
      }));
    return { request, series, from: 0 };
  }

  #datapoints({ MetricStat }: MetricDataQuery, input: GetMetricDataInput): Datapoint[] {
    const { Metric, Period = 60, Stat, Unit } = MetricStat ?? {};
    const { StartTime = 0, EndTime = 0 } = input;
    const now = this.clock();
    const finest = finestPeriod(now - StartTime * 1000);
    if (Period % finest !== 0 || !isStatistic(Stat)) return [];
    const grain = Math.max(finest, Math.min(Period, 60)) * 1000;
    const start = Math.floor((StartTime * 1000) / grain) * grain;
    const key = metricKey(Metric?.Namespace ?? '', Metric?.MetricName ?? '', Metric?.Dimensions);
    const found = this.#points
      .filter((point) => point.key === key && (Unit ?? point.unit) === point.unit)
      .filter(({ storedAt }) => storedAt >= start && storedAt < EndTime * 1000)
      .filter(({ putAt }) => putAt + this.delayMs <= now);
    return aggregate(
      found.map(({ storedAt, set }) => ({ at: storedAt, set })),
      Period * 1000,
      Stat,
    );
  }
}

function accountKey(namespace: string, metric: string, account: string): string {
  return metricKey(namespace, metric, [{ Name: 'Account', Value: account }]);
}
