import type { MetricDatum as SdkDatum } from '@aws-sdk/client-cloudwatch';
import { AwsError } from './errors';
import { checkDimensions, checkNamespace, checkServed, checkText } from './metrics';
import { invalid, invalidValue, missing, tooMany } from './metrics';

/** As on the wire: seconds since 1970; JSON has no word for NaN and the infinities. */
interface MetricDatum extends Omit<SdkDatum, 'Timestamp' | 'Value'> {
  readonly Timestamp?: number;
  readonly Value?: number | string;
}

export interface PutMetricDataInput {
  readonly Namespace?: string;
  readonly MetricData?: readonly MetricDatum[];
}

/*
 * Limits: API references of PutMetricData, MetricDatum and Dimension. Not verified: whether a time
 * exactly two weeks ago, or exactly in two hours, is still accepted.
 */
const MOST_DATA = 1000;
const LARGEST = 2 ** 360;
const OLDEST_MS = 14 * 24 * 3_600_000;
const NEWEST_MS = 2 * 3_600_000;

/**
 * Refuses the whole call for one bad datum ("validation errors in the metric data will fail the
 * entire request", API reference of StrictEntityValidation); `now` is in milliseconds. CloudWatch
 * names every fault, one a line (aws-robotics/cloudwatchmetrics-ros1#46); this names the first.
 * `MissingParameter` for empty data: awslabs/cloudwatch-fluent-metrics#19. Not verified: the same
 * for anything else that is missing.
 */
export function checkPutMetricData(input: PutMetricDataInput, now: number): void {
  const { Namespace, MetricData } = input;
  checkServed(input, ['Namespace', 'MetricData']);
  checkNamespace('Namespace', Namespace);
  if (Namespace?.startsWith('AWS/')) throw invalidValue('Namespace', Namespace);
  if (MetricData === undefined || MetricData.length === 0) throw missing('MetricData');
  if (MetricData.length > MOST_DATA) throw tooMany('MetricData', MOST_DATA);
  MetricData.forEach((datum, index) => {
    checkDatum(`MetricData.member.${index + 1}`, datum, now);
  });
}

function checkDatum(where: string, datum: MetricDatum, now: number): void {
  checkServed(datum, ['MetricName', 'Dimensions', 'Timestamp', 'Value']);
  checkText(`${where}.MetricName`, datum.MetricName);
  checkDimensions(`${where}.Dimensions`, datum.Dimensions);
  checkTimestamp(`${where}.Timestamp`, datum.Timestamp, now);
  checkValue(where, datum.Value);
}

function checkTimestamp(where: string, timestamp: number | undefined, now: number): void {
  if (timestamp === undefined) return;
  const age = now - timestamp * 1000;
  if (age <= OLDEST_MS && age >= -NEWEST_MS) return;
  // Quoted in cloud-custodian/cloud-custodian#2559. Not verified: the same words for the future.
  throw invalid(`The parameter ${where} must specify a time within the past two weeks.`);
}

/**
 * "Values must be in the range of -2^360 to 2^360", no NaN and no Infinity (API reference of
 * MetricDatum). No value at all: AdRoll/goamz#301.
 */
function checkValue(where: string, value: MetricDatum['Value']): void {
  if (value === undefined) {
    const either = `${where}.Value and ${where}.StatisticValues`;
    const message = `At least one of the parameters ${either} must be specified.`;
    const shape = 'InvalidParameterCombinationException';
    throw new AwsError('InvalidParameterCombination', message, 400, shape);
  }
  if (typeof value !== 'number' || !(Math.abs(value) <= LARGEST)) {
    throw invalidValue(`${where}.Value`, value);
  }
}
