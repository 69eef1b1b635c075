import type { NoticeDocument, NoticeEvent } from '../contract';
import { clock, links } from './message';
import type { Links, Notice } from './message';
import type { Told } from './rule';

/** SNS filters numbers up to 10^9, by five decimals. */
const MAX_FILTERED_AMOUNT = 999_999_999;
const FILTERED_DECIMALS = 5;
/** SNS takes subjects of fewer than 100 characters. */
const MAX_SUBJECT = 99;

/** All that a notice of a debt says. */
export interface DebtFacts extends Links {
  readonly event: NoticeEvent;
  readonly account: string;
  /** Null where Binance names none: nothing is owed then. */
  readonly asset: string | null;
  /** The exact digits of Binance's answer. */
  readonly amount: string;
  /** What subscribers were last told; 'unreadable' where nobody can say. */
  readonly told: Told | undefined | 'unreadable';
  /** Milliseconds since 1970. */
  readonly scheduledTime: number;
  /** When Binance answered, likewise. */
  readonly observedAt: number;
}

/** The notice that tells a debt, its change or its end. */
export function composeDebt(facts: DebtFacts): Notice {
  const { event, account, asset, amount } = facts;
  const headline = composeHeadline(facts);
  const [subject = headline.slice(0, MAX_SUBJECT - 3).concat('...')] = [
    headline,
    headline.replace(/ \(.*/, ''),
  ].filter(({ length }) => length <= MAX_SUBJECT);
  return {
    subject,
    text: composeText(facts),
    sms: `${headline}. Checked ${clock(facts.observedAt)}.`,
    document: composeDocument(facts),
    attributes: {
      event,
      account,
      ...(asset !== null && { asset }),
      amount: filteredAmount(amount),
    },
  };
}

function composeDocument(facts: DebtFacts): NoticeDocument {
  const { event, account, asset, amount, told, runbookUrl, dashboardUrl } = facts;
  const scheduledTime = new Date(facts.scheduledTime).toISOString().replace('.000Z', 'Z');
  return {
    schema: 'pm-loan-monitor/notice@1',
    id: `${account}/${scheduledTime}/${event}`,
    event,
    account,
    asset,
    amount,
    previousAmount: told === 'unreadable' ? null : plain(told?.value ?? 0),
    scheduledTime,
    observedAt: new Date(facts.observedAt).toISOString(),
    runbookUrl,
    dashboardUrl,
  };
}

function composeHeadline({ event, account, asset, amount, told }: DebtFacts): string {
  if (event === 'debt.cleared') return `${account} owes Binance no bankruptcy loan any more`;
  const since = {
    'debt.detected': told === 'unreadable' ? 'since when is unknown' : 'new',
    'debt.changed': `was ${before(told)}`,
    'debt.reminder': 'unchanged',
  };
  return `${account} owes Binance ${sum(amount, asset)} (${since[event]})`;
}

function composeText(facts: DebtFacts): string {
  const { event, account, asset, amount, observedAt } = facts;
  const cleared = event === 'debt.cleared';
  const state = cleared
    ? `The Binance account ${account} owes no bankruptcy loan any more.`
    : `The Binance account ${account} owes a bankruptcy loan of ${sum(amount, asset)}.`;
  const fix = cleared
    ? 'Nothing needs to be done.'
    : [
        'What to do: repay it, in the Portfolio Margin Pro account on binance.com or by',
        'POST /sapi/v1/portfolio/repay, from the spot or the margin wallet. Until then this',
        'notice is repeated.',
      ].join('\n');
  return [
    `${state}\n${composeHistory(facts)}`,
    fix,
    [
      `Account:   ${account}`,
      `Amount:    ${sum(amount, asset)}`,
      `Checked:   ${clock(observedAt)}`,
      ...links(facts),
    ].join('\n'),
  ].join('\n\n');
}

function composeHistory({ event, told }: DebtFacts): string {
  if (told === 'unreadable') {
    return 'What the last notice said could not be read, so you may know this already.';
  }
  const when = told === undefined ? '' : `, at ${clock(told.at)}`;
  switch (event) {
    case 'debt.detected':
      return 'This is new: no debt was known before.';
    case 'debt.changed':
      return `It was ${before(told)} in the last notice${when}.`;
    case 'debt.reminder':
      return `Nothing has changed since the last notice${when}.`;
    case 'debt.cleared':
      return `It owed ${before(told)} in the last notice${when}.`;
  }
}

function before(told: DebtFacts['told']): string {
  return grouped(plain(typeof told === 'object' ? told.value : 0));
}

function sum(amount: string, asset: string | null): string {
  return asset === null ? grouped(amount) : `${grouped(amount)} ${asset}`;
}

/** A double's shortest decimal, without an exponent. */
function plain(amount: number): string {
  const [shown = '', exponent] = String(amount).split('e');
  if (exponent === undefined) return shown;
  const digits = shown.replace('.', '');
  const zeros = Number(exponent);
  // JavaScript writes an exponent below -6, and above 20: more than a double has digits.
  return zeros < 0 ? `0.${'0'.repeat(-zeros - 1)}${digits}` : digits.padEnd(zeros + 1, '0');
}

/** As people read it: thousands separated, at least two decimals, and no zeros beyond them. */
function grouped(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  const decimals = fraction.replace(/0+$/, '').padEnd(2, '0');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}

/** Rounded up, so that a filter for anything above 0 misses no debt. */
function filteredAmount(amount: string): number {
  const [whole = '', fraction = ''] = amount.split('.');
  const kept = fraction.slice(0, FILTERED_DECIMALS).padEnd(FILTERED_DECIMALS, '0');
  const dropped = /[1-9]/.test(fraction.slice(FILTERED_DECIMALS));
  const rounded = BigInt(whole + kept) + (dropped ? 1n : 0n);
  return Math.min(Number(rounded) / 10 ** FILTERED_DECIMALS, MAX_FILTERED_AMOUNT);
}
