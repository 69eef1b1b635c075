import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { batches } from '../batches';
import { METRICS } from '../contract';
import type { Metric } from '../contract';
import type { Deadline } from '../deadline';
import { MetricPublishError } from '../errors';

/** AWS's limit for one PutMetricData. */
const MAX_METRICS_PER_CALL = 1_000;

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
  const putAll = (points: readonly MetricDatum[]) => put(client, namespace, [...points], deadline);
  const publish = batches(everyoneAsked, putAll, MAX_METRICS_PER_CALL);
  return async (metric, account, value, at) => {
    try {
      await publish({
        MetricName: metric,
        Dimensions: [{ Name: METRICS.dimension, Value: account }],
        Timestamp: new Date(at),
        Value: value,
      });
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
