import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { CfnElement } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { chunks } from '../lambda/chunks';
import type { CheckEvent } from '../lambda/contract';
import type { EventPolicy } from './function';
import type { Settings } from './settings/settings';

/** Few enough for a run to end in time, whatever Binance does. */
const ACCOUNTS_PER_RUN = 50;
/** Of handing an event to Lambda. Retries of the function itself follow the EventPolicy. */
const DELIVERY_RETRIES = 2;

export interface SchedulesProps {
  readonly settings: Pick<Settings, 'accounts' | 'interval'>;
  readonly function: IFunction;
  readonly eventPolicy: EventPolicy;
  readonly key: IKey | undefined;
}

/** The schedules, in a group of their own so that its metrics count nothing else. */
export class Schedules extends Construct {
  readonly group: ScheduleGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: SchedulesProps) {
    super(scope, id);
    this.group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    // LambdaInvoke grants the use of the queue, but not of the key that encrypts it.
    props.key?.grant(this.role, 'kms:Decrypt', 'kms:GenerateDataKey');
    const undelivered = new Queue(this, 'Undelivered', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      ...(props.key === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: props.key }),
    });
    this.#acknowledge(undelivered, props.function);
    const { stackName } = Stack.of(this);
    for (const [index, accounts] of chunks(props.settings.accounts, ACCOUNTS_PER_RUN).entries()) {
      const schedule = new Schedule(this, `Schedule${index + 1}`, {
        description: `Runs the checks of ${stackName}, part ${index + 1}`,
        schedule: ScheduleExpression.rate(Duration.seconds(props.settings.interval)),
        timeWindow: TimeWindow.off(),
        scheduleGroup: this.group,
        target: new LambdaInvoke(props.function, {
          role: this.role,
          deadLetterQueue: undelivered,
          maxEventAge: props.eventPolicy.maxEventAge,
          retryAttempts: DELIVERY_RETRIES,
          input: ScheduleTargetInput.fromObject({
            scheduledTime: ContextAttribute.scheduledTime,
            accounts: accounts.map(({ name, secretId }) => ({ name, secretId })),
          } satisfies CheckEvent),
        }),
      });
      // A rate schedule without a start date runs as soon as it is created (EventBridge Scheduler
      // User Guide, "Schedule types"). Before the role has its policy, that run would be dropped.
      schedule.node.addDependency(this.role);
    }
  }

  #acknowledge(undelivered: Queue, target: IFunction): void {
    Validations.of(undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of the schedules, which this rule does not recognise.',
    });
    const { logicalId } = target.node.defaultChild as CfnElement;
    Validations.of(this.role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${String(Stack.of(this).resolve(logicalId))}.Arn>:*]`,
      reason: 'The wildcard only stands for the versions of this function.',
    });
  }
}
