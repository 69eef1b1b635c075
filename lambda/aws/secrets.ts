import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient, SecretValueEntry } from '@aws-sdk/client-secrets-manager';
import { setTimeout as sleep } from 'node:timers/promises';
import { chunks } from '../chunks';
import { parseCredentials } from '../binance/key';
import type { Credentials } from '../binance/key';
import type { Deadline } from '../deadline';
import { describe, SecretError } from '../errors';
import { limiter } from '../limit';
import { isSlowToOpen } from '../binance/pem';

/** AWS's limit for one BatchGetSecretValue. */
const BATCH = 20;
/** More connections at once than this cost time and memory. */
const SINGLY_AT_ONCE = 10;
const KEPT_MS = 15 * 60_000;
/** Before each key that takes long to open, and keeps everything else waiting. */
const OTHERS_FIRST_MS = 200;
const ADVICE =
  'Check that it exists in this region and that the role may read it, its KMS key included; in another AWS account, their own policies have to allow it too.';

export interface Secret {
  readonly credentials: Credentials;
  /** As stored; to tell whether it changed. */
  readonly text: string;
}

/** Either a secret or why there is none. */
type Read = Secret | SecretError;

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
    const reads = new Map<string, Promise<Read>>();
    const missing: string[] = [];
    for (const id of new Set(ids)) {
      const kept = this.#kept.get(id);
      const age = this.now() - (kept?.readAt ?? -Infinity);
      // A clock that was set back makes the age negative.
      if (kept !== undefined && age >= 0 && age < KEPT_MS) {
        reads.set(id, Promise.resolve(kept.secret));
      } else missing.push(id);
    }
    for (const batch of chunks(missing, BATCH)) {
      const batchRead = this.#readBatch(batch, deadline);
      for (const id of batch) {
        reads.set(
          id,
          batchRead.then((read) => read.get(id) ?? this.#readOne(id, deadline)),
        );
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
  async #readBatch(ids: string[], deadline: Deadline): Promise<Map<string, Promise<Read>>> {
    if (ids.length === 1) return new Map();
    try {
      const { SecretValues = [] } = await deadline.within((abortSignal) =>
        this.client.send(new BatchGetSecretValueCommand({ SecretIdList: ids }), { abortSignal }),
      );
      const reads = new Map<string, Promise<Read>>();
      for (const value of SecretValues) {
        const id = ids.find((each) => each === value.Name || each === value.ARN);
        if (id !== undefined) reads.set(id, this.#keep(id, value, deadline));
      }
      return reads;
    } catch (error) {
      // What AWS refuses of a batch may be the fault of one: each is asked for by itself.
      if (error instanceof SecretsManagerServiceException && error.$fault === 'client') {
        console.warn({ batch: ids, refused: reasonOf(error) });
        return new Map();
      }
      return new Map(ids.map((id) => [id, Promise.resolve(unread(id, error))]));
    }
  }

  async #readOne(id: string, deadline: Deadline): Promise<Read> {
    try {
      const value = await this.#singly(() =>
        deadline.within((abortSignal) =>
          this.client.send(new GetSecretValueCommand({ SecretId: id }), { abortSignal }),
        ),
      );
      return await this.#keep(id, value, deadline);
    } catch (error) {
      return unread(id, error);
    }
  }

  async #keep(
    id: string,
    { SecretString: text }: SecretValueEntry,
    deadline: Deadline,
  ): Promise<Read> {
    if (text === undefined) {
      return new SecretError(
        id,
        'has no SecretString',
        'Store it as a JSON string, not as binary.',
      );
    }
    try {
      const secret = { credentials: await this.#open(id, text, deadline), text };
      this.#kept.set(id, { secret, readAt: this.now() });
      return secret;
    } catch (error) {
      if (error instanceof SecretError) return error;
      throw error;
    }
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

function orThrow(read: Read): Secret {
  if (read instanceof SecretError) throw read;
  return read;
}

function unread(id: string, error: unknown): SecretError {
  const options = isTyped(error) ? { cause: withoutAnswer(error) } : {};
  return new SecretError(id, `cannot be read (${reasonOf(error)})`, ADVICE, options);
}

/** Any error but AWS's own may quote an answer, and with it a secret: of those, the kind alone. */
function reasonOf(error: unknown): string {
  if (isTyped(error)) return describe(error);
  if (error instanceof SecretsManagerServiceException) {
    return `HTTP ${error.$metadata.httpStatusCode ?? ''}, an error of no type`;
  }
  const { code, name, cause } = error as NodeJS.ErrnoException;
  const kind = [code, (cause as NodeJS.ErrnoException | undefined)?.code, name].find(
    (each) => typeof each === 'string',
  );
  return String(kind);
}

/** The SDK's name for an answer that is an error, but names no type. */
const NO_TYPE = 'Unknown';

function isTyped(error: unknown): error is SecretsManagerServiceException {
  return error instanceof SecretsManagerServiceException && error.name !== NO_TYPE;
}

/** The SDK leaves the whole answer in its errors, in fields and in `$response`. */
function withoutAnswer(error: SecretsManagerServiceException): Error {
  const { name, message, $fault, $metadata } = error;
  return Object.assign(new Error(message), { name, $fault, $metadata });
}
