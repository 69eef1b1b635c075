/** The names and shapes that the function, the stack and their users share. */

/** The function's environment, as the stack writes it and the function reads it. */
export const ENVIRONMENT = {
  topicArn: 'TOPIC_ARN',
  namespace: 'METRIC_NAMESPACE',
  remindEverySeconds: 'REMIND_EVERY_SECONDS',
  baseUrls: 'BINANCE_BASE_URL',
  recvWindowMs: 'RECV_WINDOW_MS',
  runbookUrl: 'RUNBOOK_URL',
  dashboardUrl: 'DASHBOARD_URL',
} as const;

export const DEFAULTS = {
  namespace: 'PmLoanMonitor',
  remindEverySeconds: 3600,
  baseUrl: 'https://api.binance.com',
} as const;

/** Twelve hours: a standing debt is told again at least twice in the 24 hours that are read back. */
export const MAX_REMIND_EVERY_SECONDS = 43_200;

/** Binance's own limit. */
export const MAX_RECV_WINDOW_MS = 60_000;

export const METRICS = {
  /** The amount owed, one point for every check that Binance answered. */
  loan: 'BankruptcyLoan',
  /** The amount that subscribers were last told, one point for every notice that SNS took. */
  notified: 'NotifiedLoan',
  /** The only dimension of both. */
  dimension: 'Account',
} as const;

export const ACCOUNT_NAME = /^[A-Za-z0-9._-]{1,64}$/;

export interface Account {
  /** Unique within an event, matching {@link ACCOUNT_NAME}. */
  readonly name: string;
  /** Name or ARN of the account's secret in Secrets Manager. */
  readonly secretId: string;
}

/** What the schedule sends, and whoever runs a check by hand. */
export interface CheckEvent {
  /** ISO 8601; without it the clock's time counts. */
  readonly scheduledTime?: string;
  readonly accounts: readonly Account[];
}

/** Asks for the facts of the set-up, from where the function really runs; nobody is told. */
export interface DiagnoseEvent {
  readonly diagnose: true;
  readonly accounts: readonly Account[];
}

/** Asks for a notice that is plainly no more than a drill, to all who are subscribed. */
export interface DrillEvent {
  readonly drill: true;
}

export type NoticeEvent = 'debt.detected' | 'debt.changed' | 'debt.reminder' | 'debt.cleared';

/** The JSON that queues, functions and web hooks receive. */
export interface NoticeDocument {
  readonly schema: 'pm-loan-monitor/notice@1';
  /** The same for the same account, scheduled time and event. */
  readonly id: string;
  readonly event: NoticeEvent;
  readonly account: string;
  /** Null where Binance says that no loan is outstanding: it names no asset then. */
  readonly asset: string | null;
  /** The exact digits of Binance's answer; "0" where no loan is outstanding. */
  readonly amount: string;
  /** What subscribers were last told, "0" if nothing; null where that could not be read. */
  readonly previousAmount: string | null;
  readonly scheduledTime: string;
  /** When Binance answered. */
  readonly observedAt: string;
  readonly runbookUrl?: string | undefined;
  readonly dashboardUrl?: string | undefined;
}

/** The JSON of a drill: it names no account, and nothing that is owed. */
export interface DrillDocument extends Omit<NoticeDocument, 'event'> {
  readonly event: 'drill';
}

/** What a run returns in which every account was checked. */
export interface CheckResult {
  readonly accounts: readonly {
    readonly name: string;
    readonly asset: string | null;
    readonly amount: string;
    readonly notice: NoticeEvent | null;
  }[];
}

/**
 * What `diagnose` answers: the facts that it found, which `npm run doctor` judges. It fails for no
 * broken set-up, and never holds a secret.
 */
export type Diagnosis = { readonly schema: 'pm-loan-monitor/diagnosis@2' } & (
  | (Facts & { readonly error?: never })
  /** The function's environment is malformed, so nothing could be asked. */
  | { readonly error: Failure }
);

/** What was found out about a set-up, from where the function runs. */
export interface Facts {
  readonly topicArn: string;
  readonly namespace: string;
  /** The setting; Binance's default where absent. */
  readonly recvWindowMs?: string | undefined;
  readonly clock: Asked<ClockFacts>;
  readonly accounts: readonly AccountFacts[];
  /** How many points of `NotifiedLoan` could be read. */
  readonly told: Asked<number>;
  readonly topic: Asked<TopicFacts>;
  readonly subscribers: Asked<SubscriberFacts>;
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
  /** What an operator should do; errors that are not the monitor's own have none. */
  readonly fix?: string | undefined;
  /** Binance's, where it refuses the key. */
  readonly code?: number | undefined;
  /** ISO 8601; Binance must not be asked before. */
  readonly askAgainAt?: string | undefined;
}

/** In milliseconds. */
export interface ClockFacts {
  /** How far Binance's clock is ahead of the function's. */
  readonly offset: number;
  /** By how much that may be wrong. */
  readonly uncertainty: number;
}

/** What was not asked is absent: Binance is not asked without a key, or where it does not answer. */
export interface AccountFacts {
  readonly name: string;
  readonly secretId: string;
  readonly secret: Asked<{ readonly kind: 'HMAC' | 'Ed25519' | 'RSA' }>;
  readonly key?: Asked<KeyFacts>;
  readonly loan?: Asked<{ readonly asset: string | null; readonly amount: string }>;
  readonly accountType?: Asked<string>;
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

/** What `drill` answers once SNS has taken the message. */
export interface DrillResult {
  readonly schema: 'pm-loan-monitor/drill@1';
  /** SNS's own, which queues, functions and web hooks receive as `MessageId`. */
  readonly messageId: string;
  /** Null where they cannot be listed. */
  readonly subscribers: readonly (Subscriber & { readonly confirmed: boolean })[] | null;
}
