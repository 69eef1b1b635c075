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
  /** Whether its end is told too. */
  readonly tellsEnd?: boolean;
};

/** The alarms that stand watch, under the names that operators know. */
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
      description: `The Binance account ${account} owes a bankruptcy loan. Repay it in Portfolio Margin Pro on binance.com; the notice debt.cleared is the all-clear.`,
      // A point carries its scheduled time and may arrive minutes later; within five it is still
      // seen. The window slides with each evaluation ("Alarm evaluation windows"), so the alarm
      // fires no later than with a shorter one.
      metric: metrics.owed(account, FIVE_MINUTES),
      threshold: settings.debtThreshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      // Going blind during a debt must not look like its end.
      treatMissingData: TreatMissingData.IGNORE,
    });
  }

  /** The dead man's switch: it covers Binance, the secret and the publishing at once. */
  #blind(account: string): void {
    const { settings, metrics } = this.#props;
    const { period, evaluationPeriods } = lookBack(settings.blindAfter);
    this.#add(`blind-${account}`, {
      description: `No check of the Binance account ${account} was answered for ${spell(settings.blindAfter)}: whether it owes anything is unknown. Look the loan up on binance.com, then read the function's last errors on the dashboard.`,
      metric: new MathExpression({
        // Filled, it sounds on time; missing data alone would be waited for.
        expression: 'FILL(answered, 0)',
        usingMetrics: { answered: metrics.answered(account, Duration.seconds(period)) },
        period: Duration.seconds(period),
        label: `answered checks of ${account}`,
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods,
      treatMissingData: TreatMissingData.BREACHING,
      tellsEnd: true,
    });
  }

  #errors(): void {
    const period = Duration.seconds(this.#props.settings.interval);
    this.#add('errors', {
      description:
        'Three runs in a row had an account that could not be checked or told of. Each account that failed is named, with the reason, on the dashboard and in the log of the function.',
      metric: this.#props.monitor.function.metricErrors({ period }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 3,
      // A period into which no run falls says nothing; that none ran at all is the blind alarms'.
      treatMissingData: TreatMissingData.IGNORE,
    });
  }

  #throttles(): void {
    this.#count(
      'throttles',
      this.#props.monitor.function.metricThrottles({ period: FIVE_MINUTES }),
      "Lambda could not run the function: the account's concurrency is used up, so checks come late or not at all. Ask AWS for a higher quota, or find what uses it.",
    );
  }

  #scheduleUndelivered(): void {
    this.#count(
      'schedule-undelivered',
      this.#props.scheduleGroup.metricDropped({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      "EventBridge Scheduler gave up a run before Lambda took it. Look at the message in the stack's queue of undelivered events: it names the error.",
    );
  }

  /**
   * A message that a queue, a function or a mailbox does not get counts once, when SNS gives up;
   * for a web hook every failed attempt counts, even if a retry succeeds (SNS Developer Guide,
   * "Available Amazon SNS metrics"). The number does not tell these apart, and a dead queue may
   * get one message in weeks: so a single failure fires.
   */
  #noticesUndelivered(): void {
    this.#count(
      'notices-undelivered',
      this.#props.notices.topic.metricNumberOfNotificationsFailed({ period: FIVE_MINUTES }),
      'SNS could not deliver a message to a subscriber, or a web hook took it only after a retry. Look at the subscriptions of the topic for a deleted endpoint or a missing permission; the dashboard shows what a subscriber missed.',
    );
  }

  /**
   * Fires at the first occurrence of something that should not occur, and recovers after an hour
   * without one: what comes and goes fires once an hour at most.
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

  #add(name: string, { description, tellsEnd = false, ...options }: AlarmOptions): void {
    const { runbookUrl } = this.#props.settings;
    const alarm = new Alarm(this, name, {
      ...options,
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription:
        runbookUrl === undefined ? description : `${description} Runbook: ${runbookUrl}`,
      // The default, written out: drift detection compares only what the template names.
      actionsEnabled: true,
    });
    alarm.addAlarmAction(...this.#actions);
    if (tellsEnd) alarm.addOkAction(...this.#actions);
    this.all.push(alarm);
  }
}

/**
 * How a blind alarm looks back over so many seconds: by the finest period that takes at most a
 * hundred evaluations. CloudWatch allows a day in all with periods below an hour, seven days from
 * there on.
 */
export function lookBack(seconds: number): { period: number; evaluationPeriods: number } {
  const fine = seconds <= HOUR ? MINUTE : seconds <= 6 * HOUR ? 5 * MINUTE : 15 * MINUTE;
  const period = seconds <= DAY ? fine : seconds <= 4 * DAY ? HOUR : 2 * HOUR;
  return { period, evaluationPeriods: Math.ceil(seconds / period) };
}
