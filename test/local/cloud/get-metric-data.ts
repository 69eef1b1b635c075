import type {
  GetMetricDataCommandInput,
  MetricDataQuery,
  MetricStat,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from './errors';
import { checkDimensions, checkNamespace, checkServed, checkText, missing } from './metrics';
import { isStatistic } from './statistics';

/** As on the wire: times in seconds since 1970. */
export interface GetMetricDataInput extends Partial<
  Omit<GetMetricDataCommandInput, 'StartTime' | 'EndTime'>
> {
  readonly StartTime?: number;
  readonly EndTime?: number;
}

/*
 * Limits: API reference of GetMetricData, MetricDataQuery and MetricStat. `ValidationError` for a
 * wrong query: prometheus-community/yet-another-cloudwatch-exporter#385 (statistic), moto's
 * cloudwatch/responses.py (no metric; "AWS also returns the empty line"). Not verified: its words
 * for the others, and `MissingParameter` for StartTime, EndTime and MetricDataQueries.
 */
const MOST_QUERIES = 500;
export const MOST_DATAPOINTS = 100_800;

export function checkGetMetricData(input: GetMetricDataInput): void {
  checkServed(input, ['MetricDataQueries', 'StartTime', 'EndTime', 'MaxDatapoints', 'NextToken']);
  checkTimes(input.StartTime, input.EndTime);
  const { MetricDataQueries, MaxDatapoints = 1 } = input;
  if (MetricDataQueries === undefined || MetricDataQueries.length === 0) {
    throw missing('MetricDataQueries');
  }
  if (MetricDataQueries.length > MOST_QUERIES) {
    const most = `must not have a size greater than ${MOST_QUERIES}.`;
    throw validation(`The collection MetricDataQueries ${most}`);
  }
  if (!(MaxDatapoints >= 1 && MaxDatapoints <= MOST_DATAPOINTS)) {
    throw validationValue('MaxDatapoints', MaxDatapoints);
  }
  MetricDataQueries.forEach((query, index) => {
    checkQuery(`MetricDataQueries.member.${index + 1}`, query);
  });
  if (new Set(MetricDataQueries.map(({ Id }) => Id)).size < MetricDataQueries.length) {
    throw validation('The values for parameter id in MetricDataQueries are not unique.');
  }
}

function checkTimes(start: number | undefined, end: number | undefined): void {
  if (start === undefined) throw missing('StartTime');
  if (end === undefined) throw missing('EndTime');
  if (start > end) throw validation('The parameter EndTime must be greater than StartTime.');
  if (start === end) throw validation('The parameter StartTime must not equal parameter EndTime.');
}

function checkQuery(where: string, query: MetricDataQuery): void {
  checkServed(query, ['Id', 'MetricStat']);
  const { Id = '', MetricStat } = query;
  if (Id === '') throw required(`${where}.Id`);
  if (!/^[a-z]\w{0,254}$/.test(Id)) throw validationValue(`${where}.Id`, Id);
  if (MetricStat === undefined) throw required(`${where}.MetricStat`);
  checkMetricStat(`${where}.MetricStat`, MetricStat);
}

function checkMetricStat(where: string, stat: MetricStat): void {
  checkServed(stat, ['Metric', 'Period', 'Stat']);
  const { Metric, Period, Stat } = stat;
  if (Metric === undefined) throw required(`${where}.Metric`);
  checkNamespace(`${where}.Metric.Namespace`, Metric.Namespace);
  checkText(`${where}.Metric.MetricName`, Metric.MetricName);
  checkDimensions(`${where}.Metric.Dimensions`, Metric.Dimensions);
  if (Period === undefined) throw required(`${where}.Period`);
  if (Stat === undefined || Stat === '') throw required(`${where}.Stat`);
  // Below a minute there are metrics of high resolution alone (API reference of MetricStat).
  if (!(Period > 0 && Period % 60 === 0)) throw validationValue(`${where}.Period`, Period);
  // Percentiles and their like exist at AWS; the cloud keeps only statistic sets.
  if (!isStatistic(Stat)) {
    throw validation(`The value ${Stat} for parameter ${where}.Stat is not a valid statistic.`);
  }
}

function validation(message: string): AwsError {
  return new AwsError('ValidationError', message, 400, 'ValidationException');
}

function required(where: string): AwsError {
  return validation(`The parameter ${where} is required.\n`);
}

function validationValue(where: string, value: string | number): AwsError {
  return validation(`The value ${value} for parameter ${where} is not supported.`);
}

/**
 * The finest period, in seconds, that still finds data in a range beginning `ageMs` ago; StartTime
 * is rounded down to the same (API references of MetricStat and GetMetricData).
 */
export function finestPeriod(ageMs: number): number {
  const hours = ageMs / 3_600_000;
  if (hours > 63 * 24) return 3600;
  return hours > 15 * 24 ? 300 : 60;
}

/**
 * Recorded by LocalStack (test_cloudwatch.snapshot.json, test_label_generation): what differs among
 * the queries is added to the name of the metric.
 */
export function defaultLabel(
  { MetricStat }: MetricDataQuery,
  queries: readonly MetricDataQuery[],
): string {
  const differing = (['Stat', 'Period'] as const).filter(
    (field) => new Set(queries.map((each) => each.MetricStat?.[field])).size > 1,
  );
  const parts = differing.map((field) => MetricStat?.[field]);
  return [MetricStat?.Metric?.MetricName, ...parts].join(' ');
}
