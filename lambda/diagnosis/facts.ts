import type { Credentials } from '../binance/key';
import type { Health } from '../binance/answer';
import type { ClockReading } from '../binance/endpoints';
import type { Owed } from '../contract';

/**
 * What `diagnose` answers: the facts that it found, which `npm run doctor` judges. It fails for no
 * broken set-up, and never holds a secret.
 */
export type Diagnosis = { readonly schema: 'pm-loan-monitor/diagnosis@2' } & (
  | (Facts & { readonly error?: never })
  /** The function's environment is malformed, so nothing could be asked. */
  | { readonly error: Failure }
);

/** What `drill` answers once SNS has taken the message. */
export interface DrillResult {
  readonly schema: 'pm-loan-monitor/drill@1';
  /** SNS's own, which queues, functions and web hooks receive as `MessageId`. */
  readonly messageId: string;
  /** Null where they cannot be listed. */
  readonly subscribers: SubscriberFacts | null;
}

/** What was found out about a set-up, from where the function runs. */
export interface Facts {
  /** By the function's clock, ISO 8601. */
  readonly at: string;
  /** Of the file that runs, in hexadecimal digits. */
  readonly codeSha256: string;
  readonly topicArn: string;
  readonly namespace: string;
  /** The setting, in milliseconds; Binance's default where absent. */
  readonly recvWindow?: string | undefined;
  /** The setting, a uniMMR; absent where accounts' margin is not watched. */
  readonly marginWarning?: string | undefined;
  /** The setting, in seconds. */
  readonly blindAfter: number;
  readonly clock: Asked<ClockReading>;
  readonly accounts: readonly AccountFacts[];
  /** How many points of what was told could be read. */
  readonly told: Asked<number>;
  readonly topic: Asked<TopicFacts>;
  readonly heartbeat: HeartbeatFacts;
  readonly subscribers: Asked<SubscriberFacts>;
}

/** Its address is nobody's business. */
export interface HeartbeatFacts {
  readonly isSet: boolean;
  /** Whether its service took one; absent where none is set, or none was wanted. */
  readonly ping?: Asked<true>;
}

/** Something that was asked for: the answer, or why there is none. */
export type Asked<T> = { readonly durationMs: number } & (
  | { readonly answer: T; readonly error?: never }
  | { readonly error: Failure; readonly answer?: never }
);

/** An error, as far as it may be shown. */
export interface Failure {
  readonly name: string;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** The name of the error behind it, such as ResourceNotFoundException. */
  readonly cause?: string | undefined;
  /** What an operator should do; errors that are not the monitor's own have none. */
  readonly fix?: string | undefined;
  /** Binance's, where it refuses the key. */
  readonly code?: number | undefined;
  /** ISO 8601; Binance must not be asked before. */
  readonly askAgainAt?: string | undefined;
}

/** What was not asked is absent: Binance is not asked without a key, or where it does not answer. */
export interface AccountFacts {
  readonly name: string;
  readonly secretId: string;
  readonly secret: Asked<{ readonly kind: Credentials['kind'] }>;
  readonly key?: Asked<KeyFacts>;
  readonly loan?: Asked<Owed>;
  readonly health?: Asked<Health>;
  /** ISO 8601; null where it was not in the last 24 hours, or in `blindAfter` if that is longer. */
  readonly lastAnswered: Asked<string | null>;
  /** What the account has used of its weight in this minute. */
  readonly usedWeight?: string | undefined;
}

export interface KeyFacts {
  /** What is enabled for the key, by Binance's names, such as `enableReading`. */
  readonly enabled: readonly string[];
  /** Whether the key is bound to a list of addresses. */
  readonly ipRestrict: boolean;
  /** What the function's address has used of its weight in this minute. */
  readonly usedWeight?: string | undefined;
}

/** As SNS answers them. */
export interface TopicFacts {
  /** JSON. */
  readonly policy: string;
  readonly kmsMasterKeyId?: string | undefined;
  /** How many subscriptions are confirmed. */
  readonly confirmed: number;
}

export interface SubscriberFacts {
  readonly confirmed: readonly Subscription[];
  readonly pending: readonly Subscriber[];
}

/** A subscription of the topic, its endpoint masked: it may be a person's address. */
export interface Subscriber {
  readonly protocol: string;
  readonly endpoint: string;
}

/** A confirmed subscription, with its filter or the reason why that cannot be read. */
export interface Subscription extends Subscriber {
  readonly arn: string;
  /** Null where everything is let through. */
  readonly filter: FilterPolicy | { readonly unreadable: string } | null;
}

/** As SNS answers it. */
export interface FilterPolicy {
  /** JSON. */
  readonly policy: string;
  readonly scope: 'MessageAttributes' | 'MessageBody';
}
