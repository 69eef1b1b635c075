import { Duration } from 'aws-cdk-lib';
import type { CreateAlarmOptions, IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** What an alarm is made from. */
export interface AlarmSpec extends Omit<CreateAlarmOptions, 'alarmName' | 'alarmDescription'> {
  /** Follows the name of the stack in the alarm's own. */
  readonly name: string;
  /** What the alarm means and what to do first. */
  readonly description: string;
  readonly metric: IMetric;
  /** Whether the topic gets a message when the alarm recovers, too. */
  readonly notifyOnOk?: boolean;
}

export const FIVE_MINUTES = Duration.minutes(5);
