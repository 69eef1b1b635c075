import { createHash } from 'node:crypto';
import type { BlindClearedDocument, BlindDocument, BlindEvent, Owed } from '../contract';
import { sum } from './amount';
import { clock, documentHead, fitSubject, linkFacts, monitorFact, repetition } from './message';
import type { Sender, Notice } from './message';

/** All reasons together, in characters: SNS takes 256 KiB, and each stands in eight wordings. */
const MAX_REASONS = 10_000;
const MAX_REASON = 300;

const LOOK =
  'look on binance.com whether these accounts owe a bankruptcy loan. Then read on the dashboard why checks failed, and run the doctor.';

/** An account that the notice names. */
export interface BlindFacts {
  readonly account: string;
  /** In milliseconds since 1970; null where no answer is known of. */
  readonly lastAnswered: number | null;
  /** What it owes, where it can be checked again. */
  readonly loan: Owed | undefined;
  /** Why it cannot be checked. */
  readonly reason: string;
}

interface BlindNotice extends Sender {
  readonly event: BlindEvent;
  /** At least one. */
  readonly accounts: readonly BlindFacts[];
  /** Milliseconds since 1970. */
  readonly scheduledTime: number;
  /** Likewise, when this was decided. */
  readonly now: number;
}

/** The notice that tells which accounts cannot be checked, or can be checked again. */
export function composeBlind(blind: BlindNotice): Notice {
  const { event, accounts, now } = blind;
  const names = accounts.map(({ account }) => account);
  const headline = composeHeadline(blind);
  return {
    subject: fitSubject(headline),
    what: composeWhat(blind),
    todo: composeTodo(blind),
    facts: [['Time', clock(now)], ...monitorFact(blind)],
    links: linkFacts(blind),
    sms: `${headline}. ${clock(now)}.`,
    document: composeDocument(blind, names),
    attributes: { event, account: names.length === 1 ? names.join('') : names },
  };
}

function composeTodo(blind: BlindNotice): string {
  const { event, accounts } = blind;
  if (event !== 'blind.cleared') return LOOK + repetition(blind);
  return owingOf(accounts).length > 0 ? 'repay what is owed, as its own notice says.' : 'nothing.';
}

function composeDocument(
  { event, accounts, now: observedAt, scheduledTime, ...links }: BlindNotice,
  names: readonly string[],
): BlindDocument | BlindClearedDocument {
  const who = names.length === 1 ? names.join('') : `accounts-${digest(names)}`;
  const times = { scheduledTime, observedAt };
  const about = ({ account, lastAnswered }: BlindFacts) => ({
    account,
    lastAnswered: lastAnswered === null ? null : new Date(lastAnswered).toISOString(),
  });
  if (event === 'blind.cleared') {
    const seeing = accounts.map((each) => {
      const { asset = null, amount = '0' } = each.loan ?? {};
      return { ...about(each), asset, amount };
    });
    return { ...documentHead(event, who, times, links), accounts: seeing };
  }
  const blind = accounts.map((each) => ({ ...about(each), reason: reasonOf(each, accounts) }));
  return { ...documentHead(event, who, times, links), accounts: blind };
}

/** The names of up to hundreds of accounts, in a few characters. */
function digest(names: readonly string[]): string {
  return createHash('sha256').update(names.toSorted().join()).digest('hex').slice(0, 16);
}

function composeHeadline({ event, accounts }: BlindNotice): string {
  const [first, ...others] = accounts;
  const isOne = others.length === 0;
  const who = `${first?.account ?? ''}${isOne ? '' : ` and ${others.length} more`}`;
  if (event !== 'blind.cleared') {
    return `${who} ${event === 'blind.reminder' ? 'still ' : ''}cannot be checked (debt unknown)`;
  }
  const owing = owingOf(accounts);
  const debts = isOne ? owing.map(sum).join('') : String(owing.length);
  const owed = owing.length === 0 ? 'no debt' : `${isOne ? 'debt' : 'accounts in debt'}: ${debts}`;
  return `${who} can be checked again (${owed})`;
}

/** What is owed by those that can be checked again. */
function owingOf(accounts: readonly BlindFacts[]): Owed[] {
  return accounts.flatMap(({ loan }) => (loan && Number(loan.amount) > 0 ? [loan] : []));
}

function composeWhat(blind: BlindNotice): string {
  const { event, accounts } = blind;
  if (event === 'blind.cleared') {
    const lines = accounts.map((each) => {
      const [owed] = owingOf([each]);
      return `${each.account}: owes Binance ${owed === undefined ? 'nothing' : sum(owed)}.`;
    });
    return ['These accounts can be checked again:', ...lines].join('\n');
  }
  const lines = accounts.map((each) => {
    const since =
      each.lastAnswered === null
        ? 'no earlier answer is known'
        : `last answered ${clock(each.lastAnswered)}`;
    return `${each.account}: ${since}. ${reasonOf(each, accounts)}`;
  });
  return [
    'Whether these accounts owe Binance anything is unknown, because they cannot be checked:',
    ...lines,
  ].join('\n');
}

function reasonOf({ reason }: BlindFacts, { length }: readonly unknown[]): string {
  return reason.slice(0, Math.min(MAX_REASON, Math.floor(MAX_REASONS / length)));
}
