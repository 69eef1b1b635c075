import type { DebtDocument, DebtEvent, Standing } from '../contract';
import { grouped, plainDecimal, sum } from './amount';
import {
  clock,
  documentHead,
  fitSubject,
  lastNotice,
  linkFacts,
  monitorFact,
  repetition,
  UNREADABLE,
} from './message';
import type { Fact, Sender, Notice } from './message';
import type { LastTold } from './rule';

/** SNS filters numbers up to 10^9, by five decimals. */
const MAX_FILTERED_AMOUNT = 999_999_999;
const FILTERED_DECIMALS = 5;

/** Binance's page "Portfolio Margin Pro Bankruptcy Loan Repay"; the asset, its FAQ on this API. */
const REPAY =
  'repay it on binance.com, in the Portfolio Margin Pro account, or by POST /sapi/v1/portfolio/repay with from=SPOT or from=MARGIN and a key that may trade.';

/** All that a notice of a debt says. */
export interface DebtFacts extends Sender {
  readonly event: DebtEvent;
  readonly account: string;
  /** Null where Binance names none: nothing is owed then. */
  readonly asset: string | null;
  /** The exact digits of Binance's answer. */
  readonly amount: string;
  /** How the account stands, where that is known. */
  readonly health?: Standing | undefined;
  readonly told: LastTold;
  /** Milliseconds since 1970. */
  readonly scheduledTime: number;
  /** When Binance answered, likewise. */
  readonly observedAt: number;
}

/** The notice that tells a debt, its change or its end. */
export function composeDebt(facts: DebtFacts): Notice {
  const { event, account, asset, amount, health, observedAt } = facts;
  const headline = composeHeadline(facts);
  return {
    subject: fitSubject(headline),
    ...composeText(facts),
    facts: [
      ['Account', account],
      ['Amount', sum(facts)],
      ...standingFacts(health),
      ['Checked', clock(observedAt)],
      ...monitorFact(facts),
    ],
    links: linkFacts(facts),
    sms: `${headline}. Checked ${clock(observedAt)}.`,
    document: composeDocument(facts),
    attributes: {
      event,
      account,
      ...(asset !== null && { asset }),
      amount: filteredAmount(amount),
    },
  };
}

function standingFacts(health: Standing | undefined): Fact[] {
  return health ? [['Status', `${health.status}, uniMMR ${health.uniMmr}`]] : [];
}

function composeDocument(facts: DebtFacts): DebtDocument {
  const { event, account, asset, amount, told } = facts;
  return {
    ...documentHead(event, account, facts, facts),
    account,
    asset,
    amount,
    previousAmount: told === 'unreadable' ? null : plainDecimal(told?.value ?? 0),
  };
}

function composeHeadline({ event, account, asset, amount, told }: DebtFacts): string {
  if (event === 'debt.cleared') return `${account} owes Binance no bankruptcy loan any more`;
  const since = {
    'debt.detected': told === 'unreadable' ? 'since when is unknown' : 'new',
    'debt.changed': `was ${before(told)}`,
    'debt.reminder': 'unchanged',
  };
  return `${account} owes Binance ${sum({ amount, asset })} (${since[event]})`;
}

function composeText(facts: DebtFacts): Pick<Notice, 'what' | 'todo'> {
  const { event, account } = facts;
  if (event === 'debt.cleared') {
    const state = `The Binance account ${account} owes no bankruptcy loan any more.`;
    return { what: `${state}\n${composeHistory(facts)}`, todo: 'nothing.' };
  }
  const state = `The Binance account ${account} owes a bankruptcy loan of ${sum(facts)}.`;
  return { what: `${state}\n${composeHistory(facts)}`, todo: REPAY + repetition(facts) };
}

function composeHistory({ event, told }: DebtFacts): string {
  if (told === 'unreadable') return UNREADABLE;
  switch (event) {
    case 'debt.detected':
      return 'This is new: no debt was known before.';
    case 'debt.changed':
      return `It was ${before(told)} in ${lastNotice(told)}.`;
    case 'debt.reminder':
      return `Nothing has changed since ${lastNotice(told)}.`;
    case 'debt.cleared':
      return `It owed ${before(told)} in ${lastNotice(told)}.`;
  }
}

function before(told: DebtFacts['told']): string {
  return grouped(plainDecimal(typeof told === 'object' ? told.value : 0));
}

/** Rounded up, so that a filter for anything above 0 misses no debt. */
function filteredAmount(amount: string): number {
  const [whole = '', fraction = ''] = amount.split('.');
  const kept = fraction.slice(0, FILTERED_DECIMALS).padEnd(FILTERED_DECIMALS, '0');
  const dropped = /[1-9]/.test(fraction.slice(FILTERED_DECIMALS));
  const rounded = BigInt(whole + kept) + (dropped ? 1n : 0n);
  return Math.min(Number(rounded) / 10 ** FILTERED_DECIMALS, MAX_FILTERED_AMOUNT);
}
