import type { Clients } from '../clients';
import type { FilterPolicy } from '../filter-policy';

/** A message as a queue behind a topic gets it. */
export interface Received {
  readonly text: string;
  readonly subject: string | undefined;
  readonly attributes: Readonly<Record<string, { Type: string; Value: string }>>;
}

type Maybe<Value> = Value | Promise<Value>;

/** What a case is run against, empty at first: our stand-in, or moto. */
export interface Backend {
  readonly clients: Clients;
  /** A full minute, by the backend's clock, in milliseconds since 1970. */
  readonly now: number;
  /** Creates the secret, or gives it a new value; returns its ARN. */
  readonly putSecret: (name: string, value: string | Uint8Array) => Maybe<string>;
  readonly deleteSecret: (name: string, how: 'at once' | 'with a recovery window') => Maybe<void>;
  readonly createTopic: (name: string) => Maybe<string>;
  readonly setTopic: (topicArn: string, attribute: string, value: string) => Maybe<void>;
  readonly deleteTopic: (topicArn: string) => Maybe<void>;
  readonly subscribeEmail: (topicArn: string, address: string) => Maybe<void>;
  /** Subscribes a queue; returns what is to be called for the messages that arrived in it. */
  readonly subscribeQueue: (
    topicArn: string,
    filter?: FilterPolicy,
  ) => Maybe<() => Maybe<Received[]>>;
  readonly stop: () => Maybe<void>;
}

/** One thing that AWS does, asked for by the SDK's own clients. */
export interface Case {
  readonly name: string;
  readonly run: (backend: Backend) => Promise<unknown>;
  /** What AWS answers, as far as it matters; `toMatchObject` compares. */
  readonly aws: unknown;
}

/** A refusal as the SDK hands it on. */
export interface Refusal {
  readonly name: string;
  readonly message?: unknown;
  readonly status: number;
  /** The Query protocol's code. */
  readonly code?: string | undefined;
}

export const ACCEPTED = 'accepted';

/** `accepted`, or how the call was refused. */
export async function verdict(call: Promise<unknown>): Promise<typeof ACCEPTED | Refusal> {
  try {
    await call;
    return ACCEPTED;
  } catch (error) {
    const { name, message, $metadata, Error: query } = error as RefusedCall;
    return { name, message, status: $metadata?.httpStatusCode ?? 0, code: query?.Code };
  }
}

interface RefusedCall extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly Error?: { readonly Code?: string };
}

/** The same thing asked with each of several values, which the names of the cases show. */
export function each<Value>(
  name: string,
  values: readonly Value[],
  run: (backend: Backend, value: Value) => Promise<unknown>,
  aws: unknown,
): Case[] {
  return values.map((value) => ({
    name: `${name} ${shown(value)}`,
    run: (backend) => run(backend, value),
    aws,
  }));
}

/** As JSON, with what JSON has no word for, and with runs of a letter shortened. */
function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) =>
    part === undefined || (typeof part === 'number' && !Number.isFinite(part)) ? `${part}` : part,
  );
  const short = text.replaceAll(/(.)\1{9,}/gu, (run, letter: string) => `${letter}×${run.length}`);
  return short.length <= 120 ? short : `${short.slice(0, 100)}… (${short.length})`;
}
