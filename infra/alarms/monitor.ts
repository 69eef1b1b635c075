import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { FIVE_MINUTES } from './spec';
import type { AlarmSpec } from './spec';

export interface MonitorAlarmsProps {
  /** In seconds. */
  readonly interval: number;
  readonly function: IFunction;
  readonly scheduleGroup: ScheduleGroup;
  readonly topic: ITopic;
}

/** The alarms of what all accounts share: function, schedules and topic. */
export function monitorAlarms(props: MonitorAlarmsProps): AlarmSpec[] {
  const { function: monitor, scheduleGroup, topic } = props;
  return [
    errors(props),
    atOnce(
      'throttles',
      monitor.metricThrottles({ period: FIVE_MINUTES }),
      'Lambda could not run the function: the concurrency of the AWS account is used up, so checks are late or missing. Ask AWS for a higher quota, or find what uses it up.',
    ),
    atOnce(
      'schedule-undelivered',
      scheduleGroup.metricDropped({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      "EventBridge Scheduler could not start a run and gave up. Look at the message in the stack's dead-letter queue: its attributes name the error.",
    ),
    // For a queue, a function or a mailbox, SNS counts a message once, when it gives up. For a web
    // hook it counts every failed attempt, even if a retry succeeds (SNS Developer Guide, "Available
    // Amazon SNS metrics"). The metric does not tell these apart, and a deleted queue may miss only
    // one message in weeks, so the alarm fires at a single failure.
    atOnce(
      'notices-undelivered',
      topic.metricNumberOfNotificationsFailed({ period: FIVE_MINUTES }),
      'SNS could not deliver a message to a subscriber, or a web hook took it only after a retry. Look at the subscriptions of the topic for a deleted endpoint or a missing permission. The dashboard shows what is owed and the state of every alarm.',
    ),
  ];
}

function errors({ interval, function: monitor }: MonitorAlarmsProps): AlarmSpec {
  return {
    name: 'errors',
    description:
      'In three intervals in a row, some account could not be checked, or its notice could not be sent. Read on the dashboard, or in the log of the function, which accounts failed and why.',
    metric: monitor.metricErrors({ period: Duration.seconds(interval) }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 3,
    // A period without a run proves nothing. Where nothing runs at all, the blind alarms fire.
    treatMissingData: TreatMissingData.IGNORE,
  };
}

/**
 * Fires at the first occurrence of something that should never occur, and recovers after an hour
 * without one, so that it fires at most once an hour.
 */
function atOnce(name: string, metric: IMetric, description: string): AlarmSpec {
  return {
    name,
    description,
    metric,
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 12,
    datapointsToAlarm: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}
