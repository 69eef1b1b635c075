import { dangerOf } from '../binance/status';
import type { Danger } from '../binance/status';
import type { MarginDocument, MarginEvent } from '../contract';
import { grouped } from './amount';
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
import type { LastTold, Told } from './rule';

/**
 * Binance FAQ, "Binance Portfolio Margin Pro: Maintenance Margin Ratio Calculation"; that deposits do
 * not stop a liquidation, "How does liquidation work in the Binance Portfolio Margin account".
 */
const THRESHOLDS =
  'Binance sends a margin call at a uniMMR of 1.5, allows only what reduces positions at\n1.2, and liquidates below 1.05. Deposits do not stop a liquidation that has begun.';

/** What is the matter with an account, and what to do about it. */
const DANGERS: Readonly<Record<Danger, readonly [state: string, todo: string]>> = {
  none: ['is no longer close to liquidation', 'nothing.'],
  close: [
    'is close to liquidation',
    'reduce positions or add collateral on binance.com while the uniMMR is above 1.05.',
  ],
  liquidated: [
    'is being liquidated',
    'look at the account on binance.com. If the liquidation leaves a bankruptcy loan, a notice of that debt follows.',
  ],
  bankrupt: [
    'is bankrupt',
    'look at the account on binance.com. If the liquidation leaves a bankruptcy loan, a notice of that debt follows.',
  ],
  unknown: [
    'has a status the monitor does not know',
    'look at the account on binance.com: this version of the monitor does not know the status, and takes it for the worst.',
  ],
};

/** All that a notice of an account's margin says. */
export interface MarginFacts extends Sender {
  readonly event: MarginEvent;
  readonly account: string;
  readonly status: string;
  /** The exact digits of Binance's answer, likewise the next two, which are in USD. */
  readonly uniMmr: string;
  readonly equity: string | undefined;
  readonly maintenanceMargin: string | undefined;
  /** 0 to 6. */
  readonly rank: number;
  readonly told: LastTold;
  /** Milliseconds since 1970. */
  readonly scheduledTime: number;
  /** When Binance answered, likewise. */
  readonly observedAt: number;
}

/** The notice that tells how close an account is to a liquidation, or that it no longer is. */
export function composeMargin(facts: MarginFacts): Notice {
  const { event, account, status, uniMmr, rank, observedAt } = facts;
  const [state, todo] = DANGERS[dangerOf(rank, status)];
  const headline = `${account} ${state} (${status}, uniMMR ${uniMmr}${composeNews(facts)})`;
  return {
    subject: fitSubject(headline),
    what: composeWhat(facts, state),
    todo: event === 'margin.cleared' ? todo : todo + repetition(facts),
    facts: [
      ['Account', account],
      ['Status', status],
      ['uniMMR', uniMmr],
      ...dollars('Equity', facts.equity),
      ...dollars('Maintenance margin', facts.maintenanceMargin),
      ['Checked', clock(observedAt)],
      ...monitorFact(facts),
    ],
    links: linkFacts(facts),
    sms: `${headline}. Checked ${clock(observedAt)}.`,
    document: composeDocument(facts),
    attributes: { event, account },
  };
}

function dollars(label: string, amount: string | undefined): Fact[] {
  return amount === undefined ? [] : [[label, `${grouped(amount)} USD`]];
}

function composeDocument(facts: MarginFacts): MarginDocument {
  const { event, account, status, uniMmr, rank, told } = facts;
  const previousRank = told === 'unreadable' ? null : (told?.value ?? 0);
  const head = documentHead(event, account, facts, facts);
  return { ...head, account, status, uniMmr, previousRank, rank };
}

function composeNews({ event, rank, told }: MarginFacts): string {
  if (event === 'margin.cleared') return '';
  if (event === 'margin.reminder') return ', still';
  if (event === 'margin.changed') return isWorse(rank, told) ? ', worse' : ', better';
  return told === 'unreadable' ? ', since when is unknown' : ', new';
}

function isWorse(rank: number, told: LastTold): boolean {
  return typeof told === 'object' && rank > told.value;
}

function composeWhat(facts: MarginFacts, state: string): string {
  const { account, status, uniMmr, told } = facts;
  return [
    `The Binance account ${account} ${state}.`,
    `Its status is ${status}, and its uniMMR is ${uniMmr}.`,
    told === 'unreadable' ? UNREADABLE : composeHistory(facts, told),
    THRESHOLDS,
  ].join('\n');
}

function composeHistory({ event, rank }: MarginFacts, told: Told | undefined): string {
  switch (event) {
    case 'margin.detected':
      return 'This is new: no danger was known before.';
    case 'margin.changed':
      return `It is ${isWorse(rank, told) ? 'worse' : 'better'} than in ${lastNotice(told)}.`;
    case 'margin.reminder':
      return `It is as bad as in ${lastNotice(told)}.`;
    case 'margin.cleared':
      return `It was in danger in ${lastNotice(told)}.`;
  }
}
