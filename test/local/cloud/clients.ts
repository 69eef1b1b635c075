import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SNSClientConfig } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import type { Cloud } from './cloud';
import { CREDENTIALS, REGION } from './credentials';

export interface Clients {
  readonly secrets: SecretsManagerClient;
  readonly metrics: CloudWatchClient;
  readonly topics: SNSClient;
  readonly identity: STSClient;
}

/** The SDK's own clients, pointed at the cloud; one attempt each unless told otherwise. */
export function clientsOf(
  cloud: Pick<Cloud, 'url'>,
  overrides: Pick<SNSClientConfig, 'region' | 'credentials' | 'maxAttempts'> = {},
): Clients {
  const config = {
    endpoint: cloud.url,
    region: REGION,
    credentials: CREDENTIALS,
    maxAttempts: 1,
    ...overrides,
  };
  return {
    secrets: new SecretsManagerClient(config),
    metrics: new CloudWatchClient(config),
    topics: new SNSClient(config),
    identity: new STSClient(config),
  };
}

export function destroy({ secrets, metrics, topics, identity }: Clients): void {
  for (const client of [secrets, metrics, topics, identity]) client.destroy();
}
