import {
  CreateSecretCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccountSettings } from '../../settings/settings';
import { CREDENTIALS, DENIED, explained, OperatorError } from '../errors';

/** Long enough to be part of a key, and no word of AWS's own. */
const TELLING = 16;
const FIXES = [
  CREDENTIALS,
  [
    DENIED,
    'You need secretsmanager:PutSecretValue and, for a secret that is new, secretsmanager:CreateSecret; with a KMS key of its own also kms:GenerateDataKey and kms:Decrypt.',
  ],
] as const;

/** Who writes, and into which AWS account. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** The secrets of one region. */
export class Vault {
  constructor(readonly region: string) {}

  /** @throws {OperatorError} */
  async caller(): Promise<Caller> {
    try {
      const client = new STSClient({ region: this.region });
      const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand());
      return { account: Account, arn: Arn };
    } catch (error) {
      throw explained(error, FIXES);
    }
  }

  /** Gives the secret a new version, or creates it. @throws {OperatorError} */
  async store(account: AccountSettings, text: string): Promise<'created' | 'changed'> {
    const { secretId, kmsKeyArn } = account;
    const client = new SecretsManagerClient({ region: this.region });
    try {
      const put = new PutSecretValueCommand({ SecretId: secretId, SecretString: text });
      if (await isFound(client.send(put))) return 'changed';
      if (secretId.startsWith('arn:')) throw new OperatorError(missing(secretId));
      const key = kmsKeyArn === undefined ? {} : { KmsKeyId: kmsKeyArn };
      await client.send(new CreateSecretCommand({ Name: secretId, SecretString: text, ...key }));
      return 'created';
    } catch (error) {
      if (error instanceof InvalidRequestException && error.message.includes('deletion')) {
        throw new OperatorError(
          `The secret ${secretId} is scheduled for deletion. Restore it, then store the key again: aws secretsmanager restore-secret --region ${this.region} --secret-id ${secretId}`,
        );
      }
      throw explained(withoutParts(error, text), FIXES);
    }
  }
}

async function isFound(put: Promise<unknown>): Promise<boolean> {
  try {
    await put;
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

function missing(arn: string): string {
  return `There is no secret ${arn}. A secret that the settings name by its ARN has to exist: create it in its AWS account, or name it without an ARN.`;
}

/** The error, or its name alone where its message quotes a part of the secret. */
function withoutParts(error: unknown, text: string): unknown {
  const { name, message } = error as Error;
  const parts = text.split(/[^\w+/=-]/).filter(({ length }) => length >= TELLING);
  if (!parts.some((part) => message.includes(part))) return error;
  return Object.assign(new Error('its message is left out, as it quotes the key'), { name });
}
