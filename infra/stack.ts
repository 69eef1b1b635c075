import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { DEFAULTS, ENVIRONMENT } from '../lambda/contract';
import type { CheckEvent } from '../lambda/contract';
import { bundle, BUNDLE_DIRECTORY } from './bundle';

const INTERVAL = Duration.minutes(5);
const ACCOUNT = { name: 'main', secretId: 'pm-loan-monitor/main' };

/** The monitor at its smallest: a schedule, the function and what it needs, and the topic. */
export class MonitorStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const topic = new Topic(this, 'Topic');
    const checker = this.#checker(topic);
    new Schedule(this, 'Schedule', {
      schedule: ScheduleExpression.rate(INTERVAL),
      target: new LambdaInvoke(checker, {
        input: ScheduleTargetInput.fromObject({
          scheduledTime: ContextAttribute.scheduledTime,
          accounts: [ACCOUNT],
        } satisfies CheckEvent),
        maxEventAge: INTERVAL,
        retryAttempts: 2,
      }),
    });
    new CfnOutput(this, 'TopicArn', { value: topic.topicArn });
    new CfnOutput(this, 'FunctionName', { value: checker.functionName });
  }

  #checker(topic: Topic): Function {
    const namespace = `${DEFAULTS.namespace}/${this.stackName}`;
    bundle();
    const checker = new Function(this, 'Checker', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(BUNDLE_DIRECTORY),
      memorySize: 256,
      timeout: Duration.seconds(50),
      maxEventAge: INTERVAL,
      retryAttempts: 0,
      loggingFormat: LoggingFormat.JSON,
      logGroup: new LogGroup(this, 'Logs', {
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      environment: {
        [ENVIRONMENT.topicArn]: topic.topicArn,
        [ENVIRONMENT.namespace]: namespace,
      },
    });
    topic.grantPublish(checker);
    Secret.fromSecretNameV2(this, 'Secret', ACCOUNT.secretId).grantRead(checker);
    checker.addToRolePolicy(
      new PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': namespace } },
      }),
    );
    checker.addToRolePolicy(
      new PolicyStatement({
        // Neither knows resources.
        actions: ['cloudwatch:GetMetricData', 'secretsmanager:BatchGetSecretValue'],
        resources: ['*'],
      }),
    );
    return checker;
  }
}
