import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient, SecretValueEntry } from '@aws-sdk/client-secrets-manager';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseCredentials } from '../binance/key';
import type { Credentials } from '../binance/key';
import { isSlowToOpen } from '../binance/pem';
import { chunks } from '../chunks';
import type { Deadline } from '../deadline';
import { SecretError } from '../errors';
import { limiter } from '../limit';
import { settled } from '../settled';
import { reasonOf, causeOf } from './secret-reason';

/** AWS's limit for one BatchGetSecretValue. */
const MAX_SECRETS_PER_CALL = 20;
/** More connections at once than this cost time and memory. */
const SINGLY_AT_ONCE = 10;
const KEPT_MS = 15 * 60_000;
/**
 * What AWS answers for a secret that is scheduled for deletion. Only the text tells it from other
 * states that do not allow the request: "marked for deletion", by which the AWS provider of
 * Terraform goes too; moto has "marked deleted".
 */
const DELETED = /^InvalidRequestException: .*marked (for deletion|deleted)/;
/** Before each key that takes long to open, and keeps everything else waiting. */
const OTHERS_FIRST_MS = 200;

export interface Secret {
  readonly credentials: Credentials;
  /** As stored; to tell whether it changed. */
  readonly text: string;
}

/** Resolves to a secret, or to why there is none. */
type Read = Promise<Secret | SecretError>;

/** The accounts' secrets, kept in memory for 15 minutes at most. */
export class Secrets {
  readonly #singly = limiter(SINGLY_AT_ONCE);
  readonly #slowly = limiter(1);
  readonly #kept = new Map<string, { readonly secret: Secret; readonly readAt: number }>();

  /** @param now Milliseconds since 1970. */
  constructor(
    private readonly client: SecretsManagerClient,
    private readonly now: () => number,
  ) {}

  /**
   * Begins to read the secrets that are not in memory, by twenties where there are several, and
   * returns the way to each; that throws a {@link SecretError} of its own for each that fails.
   */
  load(ids: readonly string[], deadline: Deadline): (id: string) => Promise<Secret> {
    const reads = new Map<string, Read>();
    const missing: string[] = [];
    for (const id of new Set(ids)) {
      const kept = this.#kept.get(id);
      const age = this.now() - (kept?.readAt ?? -Infinity);
      // A clock that was set back makes the age negative.
      if (kept !== undefined && age >= 0 && age < KEPT_MS) {
        reads.set(id, Promise.resolve(kept.secret));
      } else missing.push(id);
    }
    for (const batch of chunks(missing, MAX_SECRETS_PER_CALL)) {
      const batchRead = this.#readBatch(batch, deadline);
      for (const id of batch) {
        const read = batchRead.then((found) => found.get(id) ?? this.#readOne(id, deadline));
        reads.set(id, read);
      }
    }
    return async (id) => orThrow(await (reads.get(id) ?? this.#readOne(id, deadline)));
  }

  /** Reads a secret anew, whatever is in memory. @throws {SecretError} */
  async reload(id: string, deadline: Deadline): Promise<Secret> {
    return orThrow(await this.#readOne(id, deadline));
  }

  /**
   * What one batch holds; a batch that gets no answer is the failure of each secret in it. What is
   * left out is read by itself: a single secret, one of a partial ARN, and whatever the batch
   * refuses, since it refuses secrets of other AWS accounts, which GetSecretValue reads (Secrets
   * Manager user guide, "Access AWS Secrets Manager secrets from a different account").
   */
  async #readBatch(SecretIdList: string[], deadline: Deadline): Promise<Map<string, Read>> {
    if (SecretIdList.length === 1) return new Map();
    const command = new BatchGetSecretValueCommand({ SecretIdList });
    const answer = await settled(
      deadline.within((abortSignal) => this.client.send(command, { abortSignal })),
    );
    if (!(answer instanceof Error)) {
      const found = (answer.SecretValues ?? []).map((value) => {
        const id = SecretIdList.find((each) => each === value.Name || each === value.ARN);
        return id === undefined ? [] : [[id, this.#keep(id, value, deadline)] as const];
      });
      return new Map(found.flat());
    }
    // What AWS refuses of a batch may be the fault of one: each is asked for by itself.
    if (answer instanceof SecretsManagerServiceException && answer.$fault === 'client') {
      console.warn({ batch: SecretIdList, refused: reasonOf(answer) });
      return new Map();
    }
    return new Map(SecretIdList.map((id) => [id, Promise.resolve(unread(id, answer))]));
  }

  async #readOne(SecretId: string, deadline: Deadline): Read {
    const command = new GetSecretValueCommand({ SecretId });
    const answer = await settled(
      this.#singly(() =>
        deadline.within((abortSignal) => this.client.send(command, { abortSignal })),
      ),
    );
    return answer instanceof Error
      ? unread(SecretId, answer)
      : this.#keep(SecretId, answer, deadline);
  }

  async #keep(id: string, { SecretString: text }: SecretValueEntry, deadline: Deadline): Read {
    if (text === undefined) {
      const fix = 'Store it as a JSON string, not as binary.';
      return new SecretError(id, 'has no SecretString', fix);
    }
    const credentials = await settled(this.#open(id, text, deadline));
    if (credentials instanceof SecretError) return credentials;
    if (credentials instanceof Error) throw credentials;
    const secret = { credentials, text };
    this.#kept.set(id, { secret, readAt: this.now() });
    return secret;
  }

  /** Opens a key once for each text, and one that takes long after those that do not. */
  async #open(id: string, text: string, deadline: Deadline): Promise<Credentials> {
    const kept = this.#kept.get(id)?.secret;
    if (kept?.text === text) return kept.credentials;
    if (!isSlowToOpen(text)) return parseCredentials(id, text);
    return this.#slowly(async () => {
      await sleep(OTHERS_FIRST_MS);
      if (deadline.left > 0) return parseCredentials(id, text);
      throw new SecretError(
        id,
        'holds a private key whose encryption takes too long to open, beside those of others',
        'Store the key again, encrypted with 2,048 rounds of PBKDF2; the next run goes on with it.',
      );
    });
  }
}

function orThrow(read: Secret | SecretError): Secret {
  if (read instanceof SecretError) throw read;
  return read;
}

function unread(id: string, error: Error): SecretError {
  const reason = reasonOf(error);
  const fix = DELETED.test(reason)
    ? `Restore it in this region: aws secretsmanager restore-secret --secret-id ${id}`
    : 'Check that it exists in this region and that the role may read it, its KMS key included; in another AWS account, their own policies have to allow it too.';
  return new SecretError(id, `cannot be read (${reason})`, fix, causeOf(error));
}
