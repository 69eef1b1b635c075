import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { CreateAlarmOptions, IAlarmAction, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { MonitorFunction } from './function';
import type { MonitorMetrics } from './metrics';
import { DAY, HOUR, MINUTE, spell } from './settings/types';
import type { Settings } from './settings/settings';
import type { NoticeTopic } from './topic';

const FIVE_MINUTES = Duration.minutes(5);

export interface AlarmsProps {
  readonly settings: Settings;
  readonly metrics: MonitorMetrics;
  readonly monitor: MonitorFunction;
  readonly scheduleGroup: ScheduleGroup;
  readonly notices: NoticeTopic;
}

type AlarmOptions = Omit<CreateAlarmOptions, 'alarmName' | 'alarmDescription'> & {
  readonly metric: IMetric;
  /** What the alarm means and what to do first. */
  readonly description: string;
  /** Whether the topic gets a message when the alarm recovers, too. */
  readonly notifyOnOk?: boolean;
};

/** The alarms of the stack. Operators and other programs rely on their names. */
export class Alarms extends Construct {
  readonly all: Alarm[] = [];
  readonly #props: AlarmsProps;
  readonly #actions: IAlarmAction[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#props = props;
    const others = props.settings.alarmActionArns.map((alarmActionArn) => ({
      bind: () => ({ alarmActionArn }),
    }));
    this.#actions = [new SnsAction(props.notices.topic), ...others];
    for (const { name } of props.settings.accounts) {
      this.#debt(name);
      this.#blind(name);
    }
    this.#errors();
    this.#throttles();
    this.#scheduleUndelivered();
    this.#noticesUndelivered();
  }

  #debt(account: string): void {
    const { settings, metrics } = this.#props;
    this.#add(`debt-${account}`, {
      description: `The Binance account ${account} owes a bankruptcy loan. Repay it on binance.com, in the Portfolio Margin Pro account. This alarm sends nothing when the debt is repaid: the notice debt.cleared does.`,
      // A point has the scheduled time and may arrive minutes later: a period of five minutes still
      // includes it. The window slides with each evaluation (CloudWatch User Guide, "Alarm
      // evaluation windows"), so the alarm fires no later than with a shorter period.
      metric: metrics.owed(account, FIVE_MINUTES),
      threshold: settings.debtThreshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      // A debt must not look repaid because checks are no longer answered.
      treatMissingData: TreatMissingData.IGNORE,
    });
  }

  /** Fires when nothing is published: whether Binance, the secret, the function or CloudWatch failed. */
  #blind(account: string): void {
    const { settings, metrics } = this.#props;
    const { period, evaluationPeriods } = lookBack(settings.blindAfter);
    this.#add(`blind-${account}`, {
      description: `For ${spell(settings.blindAfter)}, no check of the Binance account ${account} was answered: whether it owes anything is unknown. While the function runs, a notice blind.detected says the same. Look the loan up on binance.com. Then read on the dashboard why checks failed.`,
      metric: new MathExpression({
        // Without FILL, CloudWatch waits extra periods before it treats data as missing.
        expression: 'FILL(answered, 0)',
        usingMetrics: { answered: metrics.answered(account, Duration.seconds(period)) },
        period: Duration.seconds(period),
        label: `answered checks of ${account}`,
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods,
      treatMissingData: TreatMissingData.BREACHING,
      notifyOnOk: true,
    });
  }

  #errors(): void {
    const period = Duration.seconds(this.#props.settings.interval);
    this.#add('errors', {
      description:
        'In three intervals in a row, some account could not be checked, or its notice could not be sent. Read on the dashboard, or in the log of the function, which accounts failed and why.',
      metric: this.#props.monitor.function.metricErrors({ period }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 3,
      // A period without a run proves nothing. Where nothing runs at all, the blind alarms fire.
      treatMissingData: TreatMissingData.IGNORE,
    });
  }

  #throttles(): void {
    this.#count(
      'throttles',
      this.#props.monitor.function.metricThrottles({ period: FIVE_MINUTES }),
      'Lambda could not run the function: the concurrency of the AWS account is used up, so checks are late or missing. Ask AWS for a higher quota, or find what uses it up.',
    );
  }

  #scheduleUndelivered(): void {
    this.#count(
      'schedule-undelivered',
      this.#props.scheduleGroup.metricDropped({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      "EventBridge Scheduler could not start a run and gave up. Look at the message in the stack's dead-letter queue: its attributes name the error.",
    );
  }

  /**
   * For a queue, a function or a mailbox, SNS counts a message once, when it gives up. For a web
   * hook it counts every failed attempt, even if a retry succeeds (SNS Developer Guide, "Available
   * Amazon SNS metrics"). The metric does not tell these apart, and a deleted queue may miss only
   * one message in weeks, so the alarm fires at a single failure.
   */
  #noticesUndelivered(): void {
    this.#count(
      'notices-undelivered',
      this.#props.notices.topic.metricNumberOfNotificationsFailed({ period: FIVE_MINUTES }),
      'SNS could not deliver a message to a subscriber, or a web hook took it only after a retry. Look at the subscriptions of the topic for a deleted endpoint or a missing permission. The dashboard shows what is owed and the state of every alarm.',
    );
  }

  /**
   * Fires at the first occurrence of something that should never occur, and recovers after an hour
   * without one, so that it fires at most once an hour.
   */
  #count(name: string, metric: IMetric, description: string): void {
    this.#add(name, {
      description,
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 12,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  #add(name: string, { description, notifyOnOk = false, ...options }: AlarmOptions): void {
    const { runbookUrl } = this.#props.settings;
    const alarm = new Alarm(this, name, {
      ...options,
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription:
        runbookUrl === undefined ? description : `${description} Runbook: ${runbookUrl}`,
      // The default, written out, since drift detection compares only what the template has.
      actionsEnabled: true,
    });
    alarm.addAlarmAction(...this.#actions);
    if (notifyOnOk) alarm.addOkAction(...this.#actions);
    this.all.push(alarm);
  }
}

/**
 * The period, and how many of them, by which a blind alarm covers so many seconds: the shortest
 * period of which a hundred are enough. CloudWatch allows a day in total for periods below an hour,
 * and seven days for longer ones (CloudWatch API Reference, PutMetricAlarm, EvaluationPeriods).
 */
export function lookBack(seconds: number): { period: number; evaluationPeriods: number } {
  const fine = seconds <= HOUR ? MINUTE : seconds <= 6 * HOUR ? 5 * MINUTE : 15 * MINUTE;
  const period = seconds <= DAY ? fine : seconds <= 4 * DAY ? HOUR : 2 * HOUR;
  return { period, evaluationPeriods: Math.ceil(seconds / period) };
}
