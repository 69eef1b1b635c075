/** What a month leaves behind: facts alone, for the invariants to judge. */
import { METRICS } from '../../lambda/contract';
import type { Condition, NoticeDocument, NoticeEvent } from '../../lambda/contract';

export const CONDITIONS = Object.keys(METRICS.told) as Condition[];

/** One account in one run. */
export interface Check {
  readonly account: string;
  /** The run's number. */
  readonly run: number;
  /** The container that ran it, from its cold start to its end. */
  readonly life: number;
  /** When it began by the world's clock, in milliseconds since 1970, as are all times here. */
  readonly clock: number;
  readonly scheduledTime: number;
  /** Every amount that was owed while it ran. */
  readonly owing: readonly number[];
  /** The rank of every standing that it had meanwhile. */
  readonly standing: readonly number[];
  /** The hops that were out of order. */
  readonly broken: readonly string[];
  /** How many notices had been taken, of all accounts, when it began. */
  readonly noticesBefore: number;
  /** Likewise when its run ended. */
  noticesAfter: number;
  /** When its run ended. */
  ended: number;
  /** From when CloudWatch shows its BankruptcyLoan, if that was put. */
  shownFrom: number;
  /** What it was answered, if it was. */
  owed: number | undefined;
  /** The rank of how it was answered that the account stands, if it was. */
  rank: number | undefined;
  /** Whether the run threw for this account. */
  failed: boolean;
}

/** What a message says of one account. */
export interface Statement {
  readonly account: string;
  readonly condition: Condition;
  readonly event: NoticeEvent;
  /** Of a debt, the amount; of blindness, 1 or 0; of the margin, the rank. */
  readonly value: number;
}

/** What a message that SNS took says of one account. */
export interface Told extends Statement {
  /** The message's number: one may tell of several accounts. */
  readonly message: number;
  readonly clock: number;
  readonly check: Check;
  /** Whether the function learned that SNS took it. */
  heard: boolean;
  /** The first time that its metric has: the scheduled one, but never one to come. */
  readonly firstAt: number;
  /** The newest time that its metric has; the first where it was never put. */
  at: number;
  /** From when CloudWatch shows its metric; Infinity where it was never put. */
  shownFrom: number;
}

export interface MonthRecord {
  readonly remindEveryMs: number;
  readonly blindAfterMs: number;
  /** Whether the function has a margin warning. */
  readonly warned: boolean;
  readonly runs: number;
  readonly checks: readonly Check[];
  /** In the order in which SNS took them. */
  readonly notices: readonly Told[];
}

/** A line of the function's log: of the check of one account, or of a notice of several. */
export interface Line {
  readonly account?: string;
  readonly accounts?: readonly string[];
  readonly amount?: string;
  readonly status?: string;
  readonly uniMmr?: string;
  readonly notice?: string | null;
}

/** What a message says, account by account. */
export function statementsOf(document: NoticeDocument): Statement[] {
  if (document.event === 'drill') throw new Error('Nobody asked for a drill.');
  if ('status' in document) {
    const { account, event, rank: value } = document;
    return [{ account, condition: 'margin', event, value }];
  }
  if (!('accounts' in document)) {
    const { account, event, amount } = document;
    return [{ account, condition: 'debt', event, value: Number(amount) }];
  }
  const { event, accounts } = document;
  const value = event === 'blind.cleared' ? 0 : 1;
  return accounts.map(({ account }) => ({ account, condition: 'blind', event, value }));
}
