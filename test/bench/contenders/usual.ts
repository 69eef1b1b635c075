/** What most people would write with the AWS SDK, whoever asks Binance: all but that question. */
import {
  CloudWatchClient,
  GetMetricDataCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { CheckEvent } from '../../../lambda/contract';
import { toldQueries } from './told-queries';

export interface Key {
  readonly apiKey: string;
  readonly privateKey: string;
}

type Ask = () => Promise<string>;

const NAMESPACE = 'Bench';
const DAY_MS = 24 * 3_600_000;
/** AWS takes 500 queries in one GetMetricData: four for each account. */
const ACCOUNTS_A_READ = 125;
const secretsManager = new SecretsManagerClient();
const cloudWatch = new CloudWatchClient();
const sns = new SNSClient();
const kept = new Map<string, Ask>();
/** Read once: the monitor remembers it for 15 minutes, and no process here lives as long. */
let told: Promise<unknown> | undefined;

/** @param client makes the question of an account's key; it is kept, as the secret is. */
export function usual(client: (key: Key) => Ask): (event: CheckEvent) => Promise<void> {
  return async ({ accounts }) => {
    told ??= readTold(accounts.map(({ name }) => name));
    const loans = accounts.map(async ({ name, secretId }) => {
      const amount = Number(await (await asked(secretId, client))());
      await told;
      if (amount > 0) await publishNotice(`${name} owes ${amount}`);
      return { name, amount };
    });
    await publishMetrics(await Promise.all(loans));
  };
}

async function asked(secretId: string, client: (key: Key) => Ask): Promise<Ask> {
  const known = kept.get(secretId);
  if (known !== undefined) return known;
  const secret = await secretsManager.send(new GetSecretValueCommand({ SecretId: secretId }));
  const ask = client(JSON.parse(secret.SecretString ?? '') as Key);
  kept.set(secretId, ask);
  return ask;
}

async function readTold(accounts: readonly string[]): Promise<void> {
  for (let from = 0; from < accounts.length; from += ACCOUNTS_A_READ) {
    const some = accounts.slice(from, from + ACCOUNTS_A_READ);
    await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(Date.now() - DAY_MS),
        EndTime: new Date(),
        MetricDataQueries: toldQueries(some, NAMESPACE),
      }),
    );
  }
}

async function publishMetrics(
  loans: readonly { readonly name: string; readonly amount: number }[],
): Promise<void> {
  const MetricData = loans.map(({ name, amount }) => ({
    MetricName: 'BankruptcyLoan',
    Dimensions: [{ Name: 'Account', Value: name }],
    Timestamp: new Date(),
    Value: amount,
  }));
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }));
}

async function publishNotice(message: string): Promise<void> {
  await sns.send(new PublishCommand({ TopicArn: process.env['TOPIC_ARN'], Message: message }));
}
