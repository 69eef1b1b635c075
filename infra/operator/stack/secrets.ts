import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/**
 * The regions that every AWS account has: those launched before March 20, 2019 (AWS Account
 * Management, "Enable or disable AWS Regions in your account").
 */
const REGIONS = [
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1'],
  ...['ap-southeast-2', 'ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2'],
  ...['eu-west-3', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
];

/** In which other regions secrets of these names exist. Never rejects: it only helps to search. */
export async function findSecrets(
  names: readonly string[],
  region: string,
): Promise<ReadonlyMap<string, string[]>> {
  const found = new Map<string, string[]>();
  const others = REGIONS.filter((each) => each !== region);
  const look = async (other: string): Promise<void> => {
    const client = new SecretsManagerClient({ region: other, maxAttempts: 1 });
    for (const SecretId of names) {
      const exists = await client.send(new DescribeSecretCommand({ SecretId })).then(
        () => true,
        () => false,
      );
      if (exists) found.set(SecretId, [...(found.get(SecretId) ?? []), other]);
    }
  };
  await Promise.all(others.map(look));
  return found;
}
