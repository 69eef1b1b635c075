import { AwsError, notServed } from './errors';
import { checkDimensions, checkNamespace, checkText, checkUnit, missing } from './metrics';
import type { Dimension } from './metrics';
import { isStatistic } from './statistics';

export interface MetricStat {
  readonly Metric?: {
    readonly Namespace?: string;
    readonly MetricName?: string;
    readonly Dimensions?: readonly Dimension[];
  };
  /** Seconds. */
  readonly Period?: number;
  readonly Stat?: string;
  readonly Unit?: string;
}

export interface MetricDataQuery {
  readonly Id?: string;
  readonly MetricStat?: MetricStat;
  readonly Expression?: string;
  readonly Label?: string;
  readonly ReturnData?: boolean;
}

export interface GetMetricDataInput {
  readonly MetricDataQueries?: readonly MetricDataQuery[];
  /** Seconds since 1970, as is EndTime. */
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly ScanBy?: string;
  readonly MaxDatapoints?: number;
  readonly NextToken?: string;
}

/* Limits: API reference of GetMetricData and MetricStat. */
const MOST_QUERIES = 500;
export const MOST_DATAPOINTS = 100_800;
const PERIODS_BELOW_A_MINUTE = [1, 5, 10, 20, 30];

export function checkGetMetricData(input: GetMetricDataInput): void {
  checkTimes(input.StartTime, input.EndTime);
  const { MetricDataQueries, ScanBy = 'TimestampDescending', MaxDatapoints = 1 } = input;
  if (MetricDataQueries === undefined || MetricDataQueries.length === 0) {
    throw missing('MetricDataQueries');
  }
  if (MetricDataQueries.length > MOST_QUERIES) {
    const most = `must not have a size greater than ${MOST_QUERIES}.`;
    throw validation(`The collection MetricDataQueries ${most}`);
  }
  if (ScanBy !== 'TimestampDescending' && ScanBy !== 'TimestampAscending') {
    throw validationValue('ScanBy', ScanBy);
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

function checkQuery(where: string, { Id, MetricStat, Expression }: MetricDataQuery): void {
  if (Id === undefined || Id === '') throw missing(`${where}.Id`);
  if (!/^[a-z]\w{0,254}$/.test(Id)) throw validationValue(`${where}.Id`, Id);
  if (MetricStat !== undefined && Expression !== undefined) {
    throw validation(`${where} must have either Expression or MetricStat, but not both.`);
  }
  if (Expression !== undefined) throw notServed('monitoring', 'metric math');
  if (MetricStat === undefined) throw missing(`${where}.MetricStat`);
  checkMetricStat(`${where}.MetricStat`, MetricStat);
}

function checkMetricStat(where: string, { Metric, Period, Stat, Unit }: MetricStat): void {
  if (Metric === undefined) throw missing(`${where}.Metric`);
  checkNamespace(`${where}.Metric.Namespace`, Metric.Namespace);
  checkText(`${where}.Metric.MetricName`, Metric.MetricName);
  checkDimensions(`${where}.Metric.Dimensions`, Metric.Dimensions);
  if (Period === undefined) throw missing(`${where}.Period`);
  if (Stat === undefined || Stat === '') throw missing(`${where}.Stat`);
  const minutes = Period > 0 && Period % 60 === 0;
  if (!minutes && !PERIODS_BELOW_A_MINUTE.includes(Period)) {
    throw validationValue(`${where}.Period`, Period);
  }
  // Percentiles and their like exist at AWS; the cloud keeps only statistic sets.
  if (!isStatistic(Stat)) throw validationValue(`${where}.Stat`, Stat);
  checkUnit(`${where}.Unit`, Unit);
}

function validation(message: string): AwsError {
  return new AwsError('ValidationError', message, 400, 'ValidationException');
}

function validationValue(where: string, value: string | number): AwsError {
  return validation(`The value ${value} for parameter ${where} is not supported.`);
}

/**
 * The finest period, in seconds, that still finds data in a range beginning `ageMs` ago; StartTime
 * is rounded down to the same. (API reference; within three hours, a minute's rounding stays.)
 */
export function finestPeriod(ageMs: number): number {
  const hours = ageMs / 3_600_000;
  if (hours > 63 * 24) return 3600;
  if (hours > 15 * 24) return 300;
  return hours > 3 ? 60 : 1;
}
