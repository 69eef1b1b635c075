import { Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { MonitorFunction } from '../function';
import type { MonitorMetrics } from '../metrics';
import type { Settings } from '../settings/settings';
import type { NoticeTopic } from '../topic';
import { accountAlarms } from './account';
import { monitorAlarms } from './monitor';
import type { AlarmSpec } from './spec';

export interface AlarmsProps {
  readonly settings: Settings;
  readonly metrics: MonitorMetrics;
  readonly monitor: MonitorFunction;
  readonly scheduleGroup: ScheduleGroup;
  readonly notices: NoticeTopic;
  readonly dashboardUrl: string;
}

/** The alarms of the stack. Operators and other programs rely on their names. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];
  readonly #links: string;
  readonly #actions: IAlarmAction[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { settings, monitor, scheduleGroup, notices, dashboardUrl } = props;
    const { accounts, alarmActionArns, interval, runbookUrl } = settings;
    const { topic } = notices;
    const others = alarmActionArns.map((alarmActionArn) => ({ bind: () => ({ alarmActionArn }) }));
    this.#actions = [new SnsAction(topic), ...others];
    const runbook = runbookUrl === undefined ? '' : ` Runbook: ${runbookUrl}`;
    this.#links = ` Dashboard: ${dashboardUrl}${runbook}`;
    this.all = [
      ...accounts.flatMap(({ name }) => accountAlarms(name, props)),
      ...monitorAlarms({ interval, function: monitor.function, scheduleGroup, topic }),
    ].map((spec) => this.#make(spec));
  }

  #make({ name, description, notifyOnOk = false, ...options }: AlarmSpec): Alarm {
    const alarm = new Alarm(this, name, {
      ...options,
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: `${description}${this.#links}`,
      // The default, written out, since drift detection compares only what the template has.
      actionsEnabled: true,
    });
    alarm.addAlarmAction(...this.#actions);
    if (notifyOnOk) alarm.addOkAction(...this.#actions);
    return alarm;
  }
}
