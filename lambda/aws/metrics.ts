import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { METRICS } from '../contract';
import type { Metric } from '../contract';
import type { Deadline } from '../deadline';
import { MetricPublishError } from '../errors';

/** AWS's limit for one PutMetricData. */
const MAX_METRICS_PER_CALL = 1_000;
/** No point waits longer for those of other accounts. */
const LONGEST_WAIT_MS = 1_000;

/**
 * Publishes a point.
 * @param at Milliseconds since 1970.
 * @throws {MetricPublishError}
 */
export type PublishMetric = (
  metric: Metric,
  account: string,
  value: number,
  at: number,
) => Promise<void>;

interface Batch {
  readonly points: MetricDatum[];
  readonly published: Promise<void>;
}

/**
 * The way of a run's points into CloudWatch, as few calls as possible.
 * @param everyoneAsked Until then, or for a second, points wait for those of other accounts.
 */
export function metricPublisher(
  client: CloudWatchClient,
  namespace: string,
  everyoneAsked: Promise<unknown>,
  deadline: Deadline,
): PublishMetric {
  let batch: Batch | undefined;
  const openBatch = (): Batch => {
    const points: MetricDatum[] = [];
    const longEnough = sleep(LONGEST_WAIT_MS, undefined, { ref: false });
    const published = Promise.race([everyoneAsked, longEnough])
      .then(() => nextTurn())
      .then(() => {
        if (batch?.points === points) batch = undefined;
        return put(client, namespace, points, deadline);
      });
    return { points, published };
  };
  return async (metric, account, value, at) => {
    batch ??= openBatch();
    const { points, published } = batch;
    points.push({
      MetricName: metric,
      Dimensions: [{ Name: METRICS.dimension, Value: account }],
      Timestamp: new Date(at),
      Value: value,
    });
    if (points.length === MAX_METRICS_PER_CALL) batch = undefined;
    try {
      await published;
    } catch (cause) {
      throw new MetricPublishError(metric, cause);
    }
  };
}

async function put(
  client: CloudWatchClient,
  Namespace: string,
  MetricData: MetricDatum[],
  deadline: Deadline,
): Promise<void> {
  const command = new PutMetricDataCommand({ Namespace, MetricData });
  const { $metadata } = await deadline.within((abortSignal) =>
    client.send(command, { abortSignal }),
  );
  // A proxy's empty 200 looks like success; only AWS sends a request id.
  if ($metadata.requestId === undefined) throw new Error('its answer has no request id');
}
