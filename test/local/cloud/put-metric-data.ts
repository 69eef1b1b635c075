import { AwsError, notServed } from './errors';
import { checkDimensions, checkNamespace, checkText, checkUnit } from './metrics';
import { invalid, invalidValue, missing, tooMany } from './metrics';
import type { Dimension } from './metrics';
import { summarise } from './statistics';
import type { StatisticSet } from './statistics';

export interface MetricDatum {
  readonly MetricName?: string;
  readonly Dimensions?: readonly Dimension[];
  /** Seconds since 1970, with fractions; absent, it is the time of the call. */
  readonly Timestamp?: number;
  readonly Value?: Double;
  readonly Values?: readonly Double[];
  readonly Counts?: readonly Double[];
  readonly StatisticValues?: Readonly<Partial<Record<StatisticName, Double>>>;
  readonly Unit?: string;
  readonly StorageResolution?: number;
}

/** JSON has no word for NaN and the infinities: they come as strings. */
type Double = number | string;
type StatisticName = 'SampleCount' | 'Sum' | 'Minimum' | 'Maximum';

export interface PutMetricDataInput {
  readonly Namespace?: string;
  readonly MetricData?: readonly MetricDatum[];
  readonly EntityMetricData?: unknown;
}

/* Limits: API reference of PutMetricData and MetricDatum. */
const MOST_DATA = 1000;
const MOST_VALUES = 150;
const LARGEST = 2 ** 360;
const OLDEST_MS = 14 * 24 * 3_600_000;
const NEWEST_MS = 2 * 3_600_000;

/** Refuses the whole call for one bad datum, as CloudWatch does; `now` is in milliseconds. */
export function checkPutMetricData(input: PutMetricDataInput, now: number): void {
  const { Namespace, MetricData } = input;
  if (input.EntityMetricData !== undefined) throw notServed('monitoring', 'EntityMetricData');
  checkNamespace('Namespace', Namespace);
  if (Namespace?.startsWith('AWS/')) throw invalidValue('Namespace', Namespace);
  if (MetricData === undefined || MetricData.length === 0) throw missing('MetricData');
  if (MetricData.length > MOST_DATA) throw tooMany('MetricData', MOST_DATA);
  MetricData.forEach((datum, index) => {
    checkDatum(`MetricData.member.${index + 1}`, datum, now);
  });
}

function checkDatum(where: string, datum: MetricDatum, now: number): void {
  checkText(`${where}.MetricName`, datum.MetricName);
  checkDimensions(`${where}.Dimensions`, datum.Dimensions);
  checkTimestamp(`${where}.Timestamp`, datum.Timestamp, now);
  checkUnit(`${where}.Unit`, datum.Unit);
  const { StorageResolution = 60 } = datum;
  if (StorageResolution !== 1 && StorageResolution !== 60) {
    throw invalidValue(`${where}.StorageResolution`, StorageResolution);
  }
  checkKindOfValue(where, datum);
  if (datum.Value !== undefined) checkNumber(`${where}.Value`, datum.Value);
  if (datum.Values !== undefined) checkValues(where, datum.Values, datum.Counts);
  if (datum.StatisticValues !== undefined) {
    checkStatisticValues(`${where}.StatisticValues`, datum.StatisticValues);
  }
}

function checkTimestamp(where: string, timestamp: number | undefined, now: number): void {
  if (timestamp === undefined) return;
  const age = now - timestamp * 1000;
  if (age <= OLDEST_MS && age >= -NEWEST_MS) return;
  // CloudWatch words it so for times too far ahead as well.
  throw invalid(`The parameter ${where} must specify a time within the past two weeks.`);
}

function checkKindOfValue(where: string, datum: MetricDatum): void {
  const kinds = (['Value', 'Values', 'StatisticValues'] as const)
    .filter((kind) => datum[kind] !== undefined)
    .map((kind) => `${where}.${kind}`);
  if (kinds.length === 0) throw missing(`${where}.Value`);
  if (kinds.length === 1) return;
  const message = `The parameters ${kinds.join(' and ')} are mutually exclusive and you have specified both.`;
  const shape = 'InvalidParameterCombinationException';
  throw new AwsError('InvalidParameterCombination', message, 400, shape);
}

function checkNumber(where: string, value: Double): void {
  if (typeof value !== 'number' || !(Math.abs(value) <= LARGEST)) throw invalidValue(where, value);
}

function checkValues(where: string, values: readonly Double[], counts?: readonly Double[]): void {
  if (values.length === 0) throw missing(`${where}.Values`);
  if (values.length > MOST_VALUES) throw tooMany(`${where}.Values`, MOST_VALUES);
  values.forEach((value, index) => {
    checkNumber(`${where}.Values.member.${index + 1}`, value);
  });
  if (counts === undefined) return;
  if (counts.length !== values.length) {
    throw invalid(`The parameters ${where}.Values and ${where}.Counts must be of the same size.`);
  }
  counts.forEach((count, index) => {
    const member = `${where}.Counts.member.${index + 1}`;
    checkNumber(member, count);
    if (Number(count) < 0) throw invalidValue(member, count);
  });
}

function checkStatisticValues(
  where: string,
  values: NonNullable<MetricDatum['StatisticValues']>,
): void {
  for (const name of ['SampleCount', 'Sum', 'Minimum', 'Maximum'] as const) {
    const value = values[name];
    if (value === undefined) throw missing(`${where}.${name}`);
    checkNumber(`${where}.${name}`, value);
  }
  if (Number(values.Maximum) < Number(values.Minimum)) {
    throw invalid(`The parameter ${where}.Maximum must be greater than ${where}.Minimum.`);
  }
}

/** What CloudWatch keeps of a datum that it accepted. */
export function statisticSet({
  Value,
  Values,
  Counts,
  StatisticValues,
}: MetricDatum): StatisticSet {
  if (StatisticValues === undefined) {
    return summarise((Values ?? [Value]).map(Number), Counts?.map(Number));
  }
  return {
    sampleCount: Number(StatisticValues.SampleCount),
    sum: Number(StatisticValues.Sum),
    minimum: Number(StatisticValues.Minimum),
    maximum: Number(StatisticValues.Maximum),
  };
}
