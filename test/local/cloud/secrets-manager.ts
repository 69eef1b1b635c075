import { createHash, randomUUID } from 'node:crypto';
import { REGION } from './credentials';
import { accessDenied, ACCOUNT_ID, AwsError, notServed } from './errors';
import type { Input, Operation } from './wire';

interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly value: string | Uint8Array;
  readonly versionId: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly markedForDeletion: boolean;
}

const ARN_PREFIX = `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:`;
const SUFFIX = /-[A-Za-z0-9]{6}$/;
const LARGEST_BATCH = 20;

/**
 * Secrets Manager: GetSecretValue, BatchGetSecretValue by a list of ids, CreateSecret, and
 * PutSecretValue of a text. Sources: their API references, and the answers of AWS that LocalStack recorded in
 * tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json, cited by its tests.
 */
export class SecretsManager {
  readonly #secrets = new Map<string, Secret>();
  readonly #denied = new Set<string>();

  constructor(private readonly clock: () => number) {}

  /**
   * Creates the secret, or gives it a new version; returns its full ARN. By the full ARN of
   * another AWS account it is a secret there, which lets this account read it.
   */
  put(nameOrArn: string, value: string | Uint8Array): string {
    const name = nameOf(nameOrArn);
    const arn = isArn(nameOrArn) && SUFFIX.test(nameOrArn) ? nameOrArn : arnOf(name);
    const version = { versionId: randomUUID(), createdAt: this.clock(), markedForDeletion: false };
    this.#secrets.set(isForeign(arn) ? arn : name, { arn, name, value, ...version });
    return arn;
  }

  remove(nameOrArn: string): void {
    this.#secrets.delete(nameOf(nameOrArn));
  }

  /** As DeleteSecret does, until the recovery window ends; `put` restores it. */
  markForDeletion(nameOrArn: string): void {
    const secret = this.#secrets.get(nameOf(nameOrArn));
    if (secret !== undefined)
      this.#secrets.set(secret.name, { ...secret, markedForDeletion: true });
  }

  /** No policy allows reading or writing this one secret, whether or not it exists. */
  deny(nameOrArn: string): void {
    this.#denied.add(nameOf(nameOrArn));
  }

  allow(nameOrArn: string): void {
    this.#denied.delete(nameOf(nameOrArn));
  }

  getSecretValue({ SecretId, VersionId, VersionStage }: Input): object {
    if (VersionId !== undefined || VersionStage !== undefined) {
      throw notServed('secretsmanager', 'versions other than the current one');
    }
    return this.#read(checkedId(SecretId));
  }

  batchGetSecretValue({ SecretIdList, Filters }: Input): object {
    if (Filters !== undefined) throw notServed('secretsmanager', 'Filters');
    const values: object[] = [];
    const errors: object[] = [];
    for (const id of checkedList(SecretIdList)) {
      try {
        if (isForeign(id)) throw beyondAccount(id);
        values.push(this.#read(checkedId(id)));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        errors.push({ SecretId: id, ErrorCode: error.code, Message: error.message });
      }
    }
    // AWS promises no order: let nobody rely on one. Errors as quoted in getmoto/moto#7592.
    return { SecretValues: values.reverse(), Errors: errors.reverse() };
  }

  createSecret({ Name, SecretString }: Input): object {
    const name = checkedId(Name);
    const secret = this.#secrets.get(name);
    if (secret?.markedForDeletion === true) {
      // Quoted in hashicorp/terraform-provider-aws#8219.
      const reason = 'because a secret with this name is already scheduled for deletion.';
      throw invalidRequest(`You can't create this secret ${reason}`);
    }
    if (secret !== undefined) {
      // Recorded: test_resource_policy, test_create_multi_secrets.
      const message = `The operation failed because the secret ${name} already exists.`;
      throw new AwsError('ResourceExistsException', message);
    }
    return this.#write(name, SecretString);
  }

  putSecretValue({ SecretId, SecretString }: Input): object {
    return this.#write(this.#find(checkedId(SecretId), 'PutSecretValue').name, SecretString);
  }

  #write(name: string, text: unknown): object {
    if (typeof text !== 'string') throw notServed('secretsmanager', 'other than SecretString');
    const { ARN, Name, VersionId } = answerFor(this.#find(this.put(name, text), 'PutSecretValue'));
    return { ARN, Name, VersionId };
  }

  #read(id: string): object {
    return answerFor(this.#find(id, 'GetSecretValue'));
  }

  /** The secret of that name or ARN, where the operation may be done with it. */
  #find(id: string, operation: Operation): Secret {
    const secret = [...this.#secrets.values()].find((candidate) => isNamedBy(candidate, id));
    if (this.#denied.has(secret?.name ?? nameOf(id))) {
      throw accessDenied('secretsmanager', `secretsmanager:${operation}`, id);
    }
    if (secret === undefined) {
      // Recorded: test_create_and_update_secret.
      const message = "Secrets Manager can't find the specified secret.";
      throw new AwsError('ResourceNotFoundException', message);
    }
    if (secret.markedForDeletion) {
      // Quoted in external-secrets/external-secrets#4560.
      const reason = 'because it was marked for deletion.';
      throw invalidRequest(`You can't perform this operation on the secret ${reason}`);
    }
    return secret;
  }
}

function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequestException', message);
}

function answerFor({ arn, name, versionId, value, createdAt }: Secret) {
  return {
    ARN: arn,
    Name: name,
    VersionId: versionId,
    ...(typeof value === 'string'
      ? { SecretString: value }
      : { SecretBinary: Buffer.from(value).toString('base64') }),
    VersionStages: ['AWSCURRENT'],
    CreatedDate: createdAt / 1000,
  };
}

function isArn(id: string): boolean {
  return id.startsWith('arn:');
}

function isForeign(id: string): boolean {
  return isArn(id) && id.split(':')[4] !== ACCOUNT_ID;
}

/**
 * "Cross-account permission is effective only for the following operations", of which
 * BatchGetSecretValue is none (user guide, "Access AWS Secrets Manager secrets from a different
 * account", auth-and-access_examples_cross). Not verified: the code that `Errors` then names.
 */
function beyondAccount(id: string): AwsError {
  return accessDenied('secretsmanager', 'secretsmanager:BatchGetSecretValue', id);
}

function arnOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return `${ARN_PREFIX}${name}-${hash.slice(0, 6)}`;
}

function nameOf(id: string): string {
  return isArn(id) ? id.split(':').slice(6).join(':').replace(SUFFIX, '') : id;
}

/**
 * "If the name ends in a hyphen and six characters, Secrets Manager takes the partial ARN for a
 * complete one" and does not find the secret (user guide, troubleshooting).
 */
function isNamedBy({ arn, name }: Secret, id: string): boolean {
  if (!isArn(id)) return id === name && !isForeign(arn);
  return id === arn || (!SUFFIX.test(id) && id === arn.replace(SUFFIX, ''));
}

/** Recorded: test_invalid_secret_name. Lengths: the reference; their words are not verified. */
function checkedId(id: unknown): string {
  if (typeof id !== 'string') throw constraint('secretId', 'not be null', 'null ');
  if (id === '') throw constraint('secretId', 'have length greater than or equal to 1');
  if (id.length > 2048) throw constraint('secretId', 'have length less than or equal to 2048');
  if (!isArn(id) && !/^[\w/+=.@!-]+$/.test(id)) {
    const allowed = 'alphanumeric characters, or any of the following: -/_+=.@!';
    throw new AwsError(
      'ValidationException',
      `Invalid name. Must be a valid name containing ${allowed}`,
    );
  }
  return id;
}

/** 1 to 20 ids: the reference. Not verified: the words, and that an id may not occur twice. */
function checkedList(list: unknown): string[] {
  if (!Array.isArray(list)) {
    const message = 'You must include either SecretIdList or Filters, but not both.';
    throw new AwsError('InvalidParameterException', message);
  }
  if (list.length === 0) throw constraint('secretIdList', 'have length greater than or equal to 1');
  if (list.length > LARGEST_BATCH) {
    throw constraint('secretIdList', `have length less than or equal to ${LARGEST_BATCH}`);
  }
  if (new Set(list).size < list.length) {
    throw new AwsError('InvalidParameterException', 'SecretIdList contains duplicate values.');
  }
  return list as string[];
}

function constraint(member: string, must: string, value = ''): AwsError {
  const failed = `Value ${value}at '${member}' failed to satisfy constraint: Member must ${must}`;
  return new AwsError('ValidationException', `1 validation error detected: ${failed}`);
}
