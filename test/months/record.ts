/** What a month leaves behind: facts alone, for the invariants to judge. */

import type { NoticeEvent } from '../../lambda/contract';

/** One account in one run. */
export interface Check {
  readonly account: string;
  /** The container that ran it, from its cold start to its end. */
  readonly life: number;
  /** When it began by the world's clock, in milliseconds since 1970, as are all times here. */
  readonly clock: number;
  readonly scheduledTime: number;
  /** Every amount that was owed while it ran. */
  readonly owing: readonly number[];
  /** The hops that were out of order. */
  readonly broken: readonly string[];
  /** How many notices had been taken, of all accounts, when it began. */
  readonly noticesBefore: number;
  /** Likewise when it ended. */
  noticesAfter: number;
  /** What it was answered, if it was. */
  owed: number | undefined;
  /** Whether the run threw for this account. */
  failed: boolean;
}

/** A notice that SNS took. */
export interface Told {
  readonly account: string;
  readonly event: NoticeEvent;
  readonly amount: number;
  readonly clock: number;
  readonly check: Check;
  /** Whether the function learned that SNS took it. */
  heard: boolean;
  /** The first time of its NotifiedLoan: the scheduled one, but never one to come. */
  readonly firstAt: number;
  /** The newest time of its NotifiedLoan; the first where that was never put. */
  at: number;
  /** From when CloudWatch shows its NotifiedLoan; Infinity where that was never put. */
  shownFrom: number;
}

export interface MonthRecord {
  readonly remindEveryMs: number;
  readonly runs: number;
  readonly checks: readonly Check[];
  /** In the order in which SNS took them. */
  readonly notices: readonly Told[];
}
