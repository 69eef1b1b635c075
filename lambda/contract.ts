/** The names and shapes that the function, the stack and their users share. */

/** The function's environment, as the stack writes it and the function reads it. */
export const ENVIRONMENT = {
  topicArn: 'TOPIC_ARN',
  namespace: 'METRIC_NAMESPACE',
  remindEvery: 'REMIND_EVERY_SECONDS',
  blindAfter: 'BLIND_AFTER_SECONDS',
  marginWarning: 'MARGIN_WARNING',
  heartbeatUrl: 'HEARTBEAT_URL',
  baseUrls: 'BINANCE_BASE_URL',
  recvWindow: 'RECV_WINDOW_MS',
  runbookUrl: 'RUNBOOK_URL',
  dashboardUrl: 'DASHBOARD_URL',
} as const;

/** In the metadata of the function's resource, what a diagnosis answers of the code that runs. */
export const CODE_SHA256 = 'codeSha256';

export const DEFAULTS = {
  namespace: 'PmLoanMonitor',
  /** Seconds. */
  remindEvery: 3600,
  /** Seconds. */
  blindAfter: 900,
  baseUrl: 'https://api.binance.com',
} as const;

/** Twelve hours in seconds: what lasts is told again twice in the 24 hours that are read back. */
export const MAX_REMIND_EVERY = 43_200;
/** Seconds: a minute to seven days. */
export const MIN_BLIND_AFTER = 60;
export const MAX_BLIND_AFTER = 604_800;

export const MARGIN_WARNING_RULE =
  'must be a uniMMR above 1 and up to 10, such as 1.5, with at most eight decimals';

/** Binance sends a uniMMR with eight decimals. */
export function isMarginWarning(value: string): boolean {
  return /^\d{1,2}(\.\d{1,8})?$/.test(value) && Number(value) > 1 && Number(value) <= 10;
}

/** Binance's own limit, in milliseconds. */
const MAX_RECV_WINDOW = 60_000;
export const RECV_WINDOW_RULE = `must be above 0 and up to ${MAX_RECV_WINDOW} milliseconds, with at most three decimals`;

/** Whether Binance would take it; it reads up to three decimals: microseconds. */
export function isRecvWindow(value: string): boolean {
  return (
    /^\d{1,5}(\.\d{1,3})?$/.test(value) && Number(value) > 0 && Number(value) <= MAX_RECV_WINDOW
  );
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
export const BASE_URL_RULE =
  'must be one or more origins such as https://api.binance.com, separated by commas; plain http is for loopback alone';

/** The origin that Binance may be asked at; undefined for anything but https, loopback aside. */
export function originOf(value: string): string | undefined {
  if (!isSecureUrl(value)) return undefined;
  const { origin, href } = new URL(value);
  return href === `${origin}/` ? origin : undefined;
}

export const HEARTBEAT_RULE = 'must be an https address; plain http is for loopback alone';

export function isSecureUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

export const METRICS = {
  /** The amount owed, one point for every check that Binance answered. */
  loan: 'BankruptcyLoan',
  /** At most 100: see {@link MAX_UNI_MMR}. Only with `MARGIN_WARNING`. */
  uniMmr: 'UniMMR',
  /** By condition, what subscribers were last told: one point for every notice that SNS took. */
  told: { debt: 'NotifiedLoan', blind: 'NotifiedBlind', margin: 'NotifiedMargin' },
  /** The only dimension of all. */
  dimension: 'Account',
} as const;

/** Without positions Binance says 99999999, beside which no graph would show anything else. */
export const MAX_UNI_MMR = 100;

/**
 * What is watched about an account: what it owes, whether that is known at all, and how close it is
 * to a liquidation.
 */
export type Condition = keyof typeof METRICS.told;

export type Metric = typeof METRICS.loan | typeof METRICS.uniMmr | (typeof METRICS.told)[Condition];

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
  /** Whether the heartbeat is tried too, which its service takes for a sign of life. */
  readonly heartbeat?: true;
  readonly accounts: readonly Account[];
}

/** Asks for a notice that is plainly no more than a drill, to all who are subscribed. */
export interface DrillEvent {
  readonly drill: true;
}

/** What has become of a condition since subscribers were last told. */
export type Change = 'detected' | 'changed' | 'reminder' | 'cleared';

export type DebtEvent = `debt.${Change}`;
export type BlindEvent = `blind.${Exclude<Change, 'changed'>}`;
export type MarginEvent = `margin.${Change}`;
export type NoticeEvent = DebtEvent | BlindEvent | MarginEvent | 'drill';

/** What the JSON of every notice has, as queues and functions receive it. */
interface Document<Event extends NoticeEvent> {
  readonly schema: 'pm-loan-monitor/notice@2';
  /** The same for the same accounts, scheduled time and event. */
  readonly id: string;
  readonly event: Event;
  readonly scheduledTime: string;
  /** When it was seen: of a debt, when Binance answered. */
  readonly observedAt: string;
  readonly runbookUrl?: string | undefined;
  readonly dashboardUrl?: string | undefined;
}

/** What is owed. */
export interface Owed {
  /** Null where Binance says that no loan is outstanding: it names no asset then. */
  readonly asset: string | null;
  /** The exact digits of Binance's answer; "0" where no loan is outstanding. */
  readonly amount: string;
}

export interface DebtDocument extends Document<DebtEvent>, Owed {
  readonly account: string;
  /** What subscribers were last told, "0" if nothing; null where that could not be read. */
  readonly previousAmount: string | null;
}

interface BlindAccount {
  readonly account: string;
  /** Null where no answer is known of. */
  readonly lastAnswered: string | null;
}

export interface BlindDocument extends Document<'blind.detected' | 'blind.reminder'> {
  readonly accounts: readonly (BlindAccount & { readonly reason: string })[];
}

export interface BlindClearedDocument extends Document<'blind.cleared'> {
  readonly accounts: readonly (BlindAccount & Owed)[];
}

/** How an account stands, by Binance's own words. */
export interface Standing {
  /** Such as NORMAL or MARGIN_CALL; also one that is new to the monitor. */
  readonly status: string;
  /** The unified maintenance margin ratio, digit for digit as Binance sent it. */
  readonly uniMmr: string;
}

/** The ranks go from 0, where all is well, to 6, which is bankrupt. */
export interface MarginDocument extends Document<MarginEvent>, Standing {
  readonly account: string;
  /** What subscribers were last told, 0 if nothing; null where that could not be read. */
  readonly previousRank: number | null;
  readonly rank: number;
}

/** The account is none: no machine may take a drill for a debt of one. */
export interface DrillDocument extends Document<'drill'> {
  readonly account: string;
}

export type NoticeDocument =
  DebtDocument | BlindDocument | BlindClearedDocument | MarginDocument | DrillDocument;

/** What a run returns in which every account was checked. */
export interface CheckResult {
  readonly accounts: readonly {
    readonly name: string;
    readonly asset: string | null;
    readonly amount: string;
    readonly notice: DebtEvent | null;
    /** Only with `MARGIN_WARNING`. */
    readonly margin?: Standing & { readonly rank: number; readonly notice: MarginEvent | null };
  }[];
}
