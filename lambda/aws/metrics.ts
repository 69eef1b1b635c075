import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { chunks } from '../chunks';
import { METRICS } from '../contract';
import type { Deadline } from '../deadline';
import { MetricPublishError } from '../errors';

/** AWS's limit of metrics in one PutMetricData. */
const METRICS_A_CALL = 1_000;
/** No account's point waits longer for those of others. */
const LONGEST_WAIT_MS = 1_000;

interface Point {
  readonly deadline: Deadline;
  readonly datum: MetricDatum;
  readonly settle: (error?: MetricPublishError) => void;
}

/** The way of the function's two metrics into CloudWatch. */
export class Metrics {
  #waiting: Point[] = [];
  #expected = 0;
  #waitedLong: NodeJS.Timeout | undefined;

  constructor(
    private readonly client: CloudWatchClient,
    private readonly namespace: string,
  ) {}

  /**
   * Announces a point that may come: others wait for it, so that all travel in one call.
   * @returns to be called once the point is handed in, or will not come
   */
  expect(): () => void {
    this.#expected += 1;
    return () => {
      this.#expected -= 1;
      if (this.#expected === 0) this.#flushSoon();
    };
  }

  /**
   * Publishes a point, together with those that wait or are expected within a second.
   * @param at Milliseconds since 1970.
   * @throws {MetricPublishError}
   */
  publish(
    metric: typeof METRICS.loan | typeof METRICS.notified,
    account: string,
    value: number,
    at: number,
    deadline: Deadline,
  ): Promise<void> {
    if (this.#waiting.length === 0) {
      this.#waitedLong = setTimeout(() => void this.#flush(), LONGEST_WAIT_MS);
    }
    if (this.#expected === 0) this.#flushSoon();
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        deadline,
        datum: {
          MetricName: metric,
          Dimensions: [{ Name: METRICS.dimension, Value: account }],
          Timestamp: new Date(at),
          Value: value,
        },
        settle: (error) => {
          if (error === undefined) resolve();
          else reject(error);
        },
      });
    });
  }

  #flushSoon(): void {
    setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#waitedLong);
    const points = this.#waiting;
    const [first] = points;
    if (first === undefined) return;
    this.#waiting = [];
    await Promise.all(
      chunks(points, METRICS_A_CALL).map((some) => this.#put(some, first.deadline)),
    );
  }

  async #put(points: readonly Point[], deadline: Deadline): Promise<void> {
    const MetricData = points.map(({ datum }) => datum);
    try {
      const { $metadata } = await deadline.within((abortSignal) =>
        this.client.send(new PutMetricDataCommand({ Namespace: this.namespace, MetricData }), {
          abortSignal,
        }),
      );
      // A success has no body, but who gave it says which request it answers.
      if ($metadata.requestId === undefined) throw new Error('its answer names no request');
      for (const { settle } of points) settle();
    } catch (cause) {
      for (const { datum, settle } of points) {
        settle(new MetricPublishError(datum.MetricName ?? '', cause));
      }
    }
  }
}
