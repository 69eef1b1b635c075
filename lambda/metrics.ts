import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { chunks } from './chunks';
import { METRICS } from './contract';
import type { Deadline } from './deadline';
import { MetricPublishError } from './errors';

/** AWS's limit of metrics in one PutMetricData. */
const METRICS_A_CALL = 1_000;

interface Point {
  readonly datum: MetricDatum;
  readonly settle: (error?: MetricPublishError) => void;
}

/** The way of the function's two metrics into CloudWatch. */
export class Metrics {
  #waiting: Point[] = [];

  constructor(
    private readonly client: CloudWatchClient,
    private readonly namespace: string,
  ) {}

  /**
   * Publishes a point; those of one turn of the event loop travel in one call.
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
    if (this.#waiting.length === 0) setImmediate(() => void this.#flush(deadline));
    return new Promise((resolve, reject) => {
      this.#waiting.push({
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

  async #flush(deadline: Deadline): Promise<void> {
    const points = this.#waiting;
    this.#waiting = [];
    await Promise.all(chunks(points, METRICS_A_CALL).map((some) => this.#put(some, deadline)));
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
