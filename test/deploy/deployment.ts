import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import {
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LocalFunction } from '../local/function';
import { ACCOUNT, REGION } from './moto';
import type { Moto } from './moto';

/** No more than the record that ends an archive. */
const EMPTY_ZIP = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]);

/** A message as a queue gets it from SNS. */
export interface Received {
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { Type: string; Value: string }>>;
}

/** What stands in the cloud after a deployment, looked at by the SDK's own clients. */
export class Deployment {
  readonly #cloudWatch;
  readonly #lambda;
  readonly #scheduler;
  readonly #secrets;
  readonly #sns;
  readonly #sqs;

  constructor(private readonly moto: Moto) {
    this.#cloudWatch = new CloudWatchClient(moto.clientOptions);
    this.#lambda = new LambdaClient(moto.clientOptions);
    this.#scheduler = new SchedulerClient(moto.clientOptions);
    this.#secrets = new SecretsManagerClient(moto.clientOptions);
    this.#sns = new SNSClient(moto.clientOptions);
    this.#sqs = new SQSClient(moto.clientOptions);
  }

  async createSecret(Name: string, SecretString: string): Promise<void> {
    await this.#secrets.send(new CreateSecretCommand({ Name, SecretString }));
  }

  async secrets(): Promise<string[]> {
    const { SecretList = [] } = await this.#secrets.send(new ListSecretsCommand());
    return SecretList.map(({ Name = '' }) => Name);
  }

  /** Fetches the deployed code back, and makes it ready to run with the environment it has. */
  async function(name: string, folder: string): Promise<LocalFunction> {
    const get = new GetFunctionCommand({ FunctionName: name });
    const { Configuration } = await this.#lambda.send(get);
    const zip = await this.#asset(Configuration?.CodeSha256 ?? '');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'code.zip');
    writeFileSync(file, zip);
    execFileSync('python3', ['-m', 'zipfile', '-e', file, folder]);
    return new LocalFunction(join(folder, 'index.js'), {
      ...this.moto.environment(),
      ...Configuration?.Environment?.Variables,
    });
  }

  /** The published file whose SHA-256, in base64, is that of the function's code. */
  async #asset(sha256: string): Promise<Buffer> {
    const bucket = `${this.moto.url}/cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;
    // moto lets nobody in who does not say who it is, and does not check it.
    const authorization = `AWS4-HMAC-SHA256 Credential=testing/20261122/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=none`;
    const listing = await fetch(bucket).then((response) => response.text());
    for (const [, key = ''] of listing.matchAll(/<Key>([^<]*\.zip)<\/Key>/g)) {
      const response = await fetch(`${bucket}/${key}`, { headers: { authorization } });
      const zip = Buffer.from(new Uint8Array(await response.arrayBuffer()));
      if (createHash('sha256').update(zip).digest('base64') === sha256) return zip;
    }
    throw new Error('No published file is the code of the function.');
  }

  /** Makes a function that does nothing, in the role of another. */
  async createFunction(FunctionName: string): Promise<void> {
    const { Functions: [{ Role } = {}] = [] } = await this.#lambda.send(new ListFunctionsCommand());
    const code = { Handler: 'index.handler', Code: { ZipFile: EMPTY_ZIP } };
    const input = { FunctionName, Role, Runtime: 'nodejs24.x', ...code } as const;
    await this.#lambda.send(new CreateFunctionCommand(input));
  }

  async functions(): Promise<string[]> {
    const { Functions = [] } = await this.#lambda.send(new ListFunctionsCommand());
    return Functions.map(({ FunctionName = '' }) => FunctionName);
  }

  /** The events of the schedules, as they would be sent at a time. */
  async scheduledEvents(time: Date): Promise<unknown[]> {
    const { Schedules = [] } = await this.#scheduler.send(new ListSchedulesCommand({}));
    const scheduledTime = time.toISOString().replace(/\.\d{3}Z$/, 'Z');
    const schedules = Schedules.map(({ Name, GroupName }) =>
      this.#scheduler.send(new GetScheduleCommand({ Name, GroupName })),
    );
    return (await Promise.all(schedules)).map(({ Target }): unknown =>
      JSON.parse((Target?.Input ?? '').replace('<aws.scheduler.scheduled-time>', scheduledTime)),
    );
  }

  async alarms(): Promise<string[]> {
    const { MetricAlarms = [] } = await this.#cloudWatch.send(new DescribeAlarmsCommand());
    return MetricAlarms.map(({ AlarmName = '' }) => AlarmName).sort();
  }

  /** The values of a metric of the last half hour, newest first. */
  async metric(name: string, account: string): Promise<number[]> {
    const Metric = metricOf(name, account);
    const { MetricDataResults = [] } = await this.#cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(Date.now() - 30 * 60_000),
        EndTime: new Date(Date.now() + 60_000),
        MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }],
      }),
    );
    return MetricDataResults[0]?.Values ?? [];
  }

  async putMetric(metric: string, account: string, Value: number, Timestamp: Date): Promise<void> {
    const { Namespace, ...name } = metricOf(metric, account);
    const MetricData = [{ ...name, Value, Timestamp }];
    await this.#cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
  }

  async #subscriptions(TopicArn: string) {
    const list = new ListSubscriptionsByTopicCommand({ TopicArn });
    return (await this.#sns.send(list)).Subscriptions ?? [];
  }

  async subscriptions(topicArn: string): Promise<string[]> {
    const subscriptions = await this.#subscriptions(topicArn);
    return subscriptions.map(({ Protocol = '', Endpoint = '' }) => `${Protocol}:${Endpoint}`);
  }

  /** Ends the subscriptions of these protocols. */
  async unsubscribe(topicArn: string, ...protocols: string[]): Promise<void> {
    for (const { Protocol = '', SubscriptionArn } of await this.#subscriptions(topicArn)) {
      if (!protocols.includes(Protocol)) continue;
      await this.#sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    }
  }

  /** Makes a queue that hears what the topic is told with an `event`, which alarms do not have. */
  async subscribeQueue(TopicArn: string): Promise<string> {
    const { QueueUrl = '' } = await this.#sqs.send(new CreateQueueCommand({ QueueName: 'risk' }));
    await this.#sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT}:risk`,
        Attributes: { FilterPolicy: '{"event":[{"exists":true}]}' },
      }),
    );
    return QueueUrl;
  }

  async receive(QueueUrl: string): Promise<Received[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 3600 }),
    );
    return Messages.map(({ Body = '' }) => JSON.parse(Body) as Received);
  }
}

function metricOf(MetricName: string, account: string) {
  const Dimensions = [{ Name: 'Account', Value: account }];
  return { Namespace: 'PmLoanMonitor/PmLoanMonitor', MetricName, Dimensions };
}
