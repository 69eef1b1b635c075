import { randomUUID } from 'node:crypto';
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { AwsError } from './errors';
import { checkGetMetricData, defaultLabel, finestPeriod, MOST_DATAPOINTS } from './get-metric-data';
import type { GetMetricDataInput } from './get-metric-data';
import { metricKey } from './metrics';
import { checkPutMetricData } from './put-metric-data';
import type { PutMetricDataInput } from './put-metric-data';
import { paged } from './metric-pages';
import type { ForcedStatus, Series } from './metric-pages';
import { aggregate, isStatistic } from './statistics';
import type { Datapoint } from './statistics';

/** As put; its time in milliseconds since 1970. */
interface Point extends Datapoint {
  readonly key: string;
  readonly putAt: number;
}

interface Force extends ForcedStatus {
  readonly when: (query: MetricDataQuery) => boolean;
}

interface Page {
  readonly request: string;
  readonly series: readonly Series[];
  readonly from: number;
}

/**
 * CloudWatch: PutMetricData of single values, GetMetricData without metric math. Sources: API
 * references, and the answers of AWS that LocalStack recorded in
 * tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json, cited by its tests.
 */
export class CloudWatch {
  /** How many datapoints GetMetricData answers at once, whatever MaxDatapoints allows. */
  pageSize = MOST_DATAPOINTS;
  readonly #points: Point[] = [];
  readonly #pages = new Map<string, Page>();
  #forces: Force[] = [];

  constructor(
    private readonly clock: () => number,
    /**
     * How long a point stays invisible to GetMetricData, in milliseconds. Of points with a time of
     * the last three hours AWS says nothing; older ones take "as much as 2 hours" (API reference).
     */
    public delayMs: number,
  ) {}

  /** The points of the metric with the one dimension `Account`, as put, visible or not. */
  points(namespace: string, metric: string, account: string): Datapoint[] {
    const key = accountKey(namespace, metric, account);
    return this.#points
      .filter((point) => point.key === key)
      .map(({ at, value }) => ({ at, value }));
  }

  /** Puts a point of the past, visible at once; `at` in milliseconds since 1970. */
  seed(namespace: string, metric: string, account: string, { at, value }: Datapoint): void {
    const key = accountKey(namespace, metric, account);
    this.#points.push({ key, at, value, putAt: -Infinity });
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
    for (const { MetricName = '', Dimensions, Timestamp, Value } of input.MetricData ?? []) {
      const key = metricKey(input.Namespace ?? '', MetricName, Dimensions);
      const at = Timestamp === undefined ? now : Math.round(Timestamp * 1000);
      this.#points.push({ key, at, value: Number(Value), putAt: now });
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
      // Not verified: the words, and that a token serves no other request.
      throw new AwsError('InvalidNextToken', 'The specified NextToken is invalid.');
    }
    const size = Math.min(this.pageSize, input.MaxDatapoints ?? MOST_DATAPOINTS);
    const { results, next } = paged(page.series, page.from, size);
    const token = randomUUID();
    if (next !== undefined) this.#pages.set(token, { ...page, from: next });
    const more = next === undefined ? {} : { NextToken: token };
    return { MetricDataResults: results, Messages: [], ...more };
  }

  #firstPage(input: GetMetricDataInput, request: string): Page {
    const { MetricDataQueries: queries = [] } = input;
    const series = queries.map((query) => ({
      id: query.Id ?? '',
      label: defaultLabel(query, queries),
      datapoints: this.#datapoints(query, input),
      forced: this.#forces.find(({ when }) => when(query)),
    }));
    return { request, series, from: 0 };
  }

  #datapoints({ MetricStat }: MetricDataQuery, input: GetMetricDataInput): Datapoint[] {
    const { Metric, Period = 60, Stat } = MetricStat ?? {};
    const { StartTime = 0, EndTime = 0 } = input;
    const now = this.clock();
    const finest = finestPeriod(now - StartTime * 1000);
    if (Period % finest !== 0 || !isStatistic(Stat)) return [];
    const start = Math.floor(StartTime / finest) * finest * 1000;
    const key = metricKey(Metric?.Namespace ?? '', Metric?.MetricName ?? '', Metric?.Dimensions);
    const found = this.#points
      .filter((point) => point.key === key && point.putAt + this.delayMs <= now)
      // "Stores at 1-minute resolution" (API reference of MetricDatum, StorageResolution).
      .map(({ at, value }) => ({ at: Math.floor(at / 60_000) * 60_000, value }))
      .filter(({ at }) => at >= start && at < EndTime * 1000);
    return aggregate(found, Period * 1000, Stat);
  }
}

function accountKey(namespace: string, metric: string, account: string): string {
  return metricKey(namespace, metric, [{ Name: 'Account', Value: account }]);
}
