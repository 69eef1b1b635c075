import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import type {
  APIErrorType,
  SecretsManagerClient,
  SecretValueEntry,
} from '@aws-sdk/client-secrets-manager';
import { chunks } from './chunks';
import { parseCredentials } from './credentials';
import type { Credentials } from './credentials';
import type { Deadline } from './deadline';
import { describe, printable, SecretError } from './errors';

/** AWS's limit for one BatchGetSecretValue. */
const BATCH = 20;
const KEPT_MS = 15 * 60_000;
const ADVICE =
  'Check that it exists in this account and region and that the role may read it, its KMS key included.';

export interface Secret {
  readonly credentials: Credentials;
  /** As stored; to tell whether it changed. */
  readonly text: string;
}

/** Either a secret or why there is none. */
type Read = Secret | SecretError;

/** The accounts' secrets, kept in memory for 15 minutes at most. */
export class Secrets {
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
   * What one batch holds; a batch that fails is the failure of each secret in it. A single
   * secret is left out, and so is one of a partial ARN: they are read by themselves.
   */
  async #readBatch(ids: string[], deadline: Deadline): Promise<Map<string, Read>> {
    if (ids.length === 1) return new Map();
    try {
      const { SecretValues = [], Errors = [] } = await deadline.within((abortSignal) =>
        this.client.send(new BatchGetSecretValueCommand({ SecretIdList: ids }), { abortSignal }),
      );
      const reads = new Map<string, Read>();
      for (const error of Errors) reads.set(error.SecretId ?? '', refused(error));
      for (const value of SecretValues) {
        const id = ids.find((each) => each === value.Name || each === value.ARN);
        if (id !== undefined) reads.set(id, this.#keep(id, value));
      }
      return reads;
    } catch (error) {
      // What AWS refuses of a batch may be the fault of one: each is asked for by itself.
      if (error instanceof SecretsManagerServiceException && error.$fault === 'client') {
        console.warn({ batch: ids, refused: describe(error) });
        return new Map();
      }
      return new Map(ids.map((id) => [id, unread(id, error)]));
    }
  }

  async #readOne(id: string, deadline: Deadline): Promise<Read> {
    try {
      return this.#keep(
        id,
        await deadline.within((abortSignal) =>
          this.client.send(new GetSecretValueCommand({ SecretId: id }), { abortSignal }),
        ),
      );
    } catch (error) {
      return unread(id, error);
    }
  }

  #keep(id: string, { SecretString: text }: SecretValueEntry): Read {
    if (text === undefined) {
      return new SecretError(
        id,
        'has no SecretString',
        'Store it as a JSON string, not as binary.',
      );
    }
    try {
      const secret = { credentials: parseCredentials(id, text), text };
      this.#kept.set(id, { secret, readAt: this.now() });
      return secret;
    } catch (error) {
      if (error instanceof SecretError) return error;
      throw error;
    }
  }
}

function orThrow(read: Read): Secret {
  if (read instanceof SecretError) throw read;
  return read;
}

function refused({ SecretId = '', ErrorCode, Message }: APIErrorType): SecretError {
  const why = printable(`${ErrorCode ?? ''}: ${Message ?? ''}`);
  return new SecretError(SecretId, `cannot be read (${why})`, ADVICE);
}

/** Any error but AWS's own may quote an answer, and with it a secret: of those, the kind alone. */
function unread(id: string, error: unknown): SecretError {
  if (error instanceof SecretsManagerServiceException) {
    return new SecretError(id, `cannot be read (${describe(error)})`, ADVICE, { cause: error });
  }
  const { code, name, cause } = error as NodeJS.ErrnoException;
  const kind = [code, (cause as NodeJS.ErrnoException | undefined)?.code, name].find(
    (each) => typeof each === 'string',
  );
  return new SecretError(id, `cannot be read (${String(kind)})`, ADVICE);
}
