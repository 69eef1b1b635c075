import { METRICS } from '../../lambda/contract';
import type { CheckEvent } from '../../lambda/contract';
import type { Synthesis } from '../infra/synthesis';

/** The kinds of resources that the picture of the architecture has a box for. */
export const DRAWN = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
] as const;

/** What the stack says of itself, in the words of the picture. */
export interface StackFacts {
  /** Such as `every 5 minutes`. */
  readonly schedule: string;
  readonly deliveryRetries: number;
  /** Such as `Node.js 24, arm64, 256 MB`. */
  readonly runtime: string;
  readonly metrics: readonly string[];
  /** The names of the alarms without the stack's. */
  readonly alarms: readonly string[];
  readonly binance: string;
  readonly secretId: string;
  readonly queueDays: number;
  readonly logDays: number;
}

const SECONDS_A_DAY = 86_400;

export function factsOf(synthesis: Synthesis): StackFacts {
  const schedule = synthesis.one('AWS::Scheduler::Schedule') as unknown as ScheduleProperties;
  const checker = synthesis.one('AWS::Lambda::Function') as unknown as FunctionProperties;
  const queue = synthesis.one('AWS::SQS::Queue') as { MessageRetentionPeriod: number };
  const log = synthesis.one('AWS::Logs::LogGroup') as { RetentionInDays: number };
  const { BINANCE_BASE_URL: binance } = checker.Environment.Variables;
  const event = JSON.parse(schedule.Target.Input) as CheckEvent;
  const node = checker.Runtime.replace(/^nodejs(\d+)\.x$/, 'Node.js $1');
  return {
    schedule: schedule.ScheduleExpression.replace(/^rate\((.*)\)$/, 'every $1'),
    deliveryRetries: schedule.Target.RetryPolicy.MaximumRetryAttempts,
    runtime: [node, ...checker.Architectures, `${checker.MemorySize} MB`].join(', '),
    metrics: [METRICS.loan, METRICS.notifiedLoan],
    alarms: synthesis.alarms.map(({ AlarmName }) =>
      (AlarmName as string).replace('PmLoanMonitor-', ''),
    ),
    binance: new URL(binance).host,
    secretId: event.accounts[0]?.secretId ?? '',
    queueDays: queue.MessageRetentionPeriod / SECONDS_A_DAY,
    logDays: log.RetentionInDays,
  };
}

interface ScheduleProperties {
  readonly ScheduleExpression: string;
  readonly Target: {
    readonly Input: string;
    readonly RetryPolicy: { readonly MaximumRetryAttempts: number };
  };
}

interface FunctionProperties {
  readonly Runtime: string;
  readonly Architectures: readonly string[];
  readonly MemorySize: number;
  readonly Environment: {
    readonly Variables: { readonly BINANCE_BASE_URL: string };
  };
}
