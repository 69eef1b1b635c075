import type { BlindEvent } from '../../lambda/contract';
import { failingHops, isRefused, meetsAll } from './cells';
import type { Cell, Hop } from './cells';
import { tellsBlind } from './blind';

/** A point of a metric; `at` in milliseconds since 1970. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** What could be seen of one account in one run. */
export interface AccountSeen {
  readonly name: string;
  /** Whether it is the account that the fault is aimed at. */
  readonly aimedAt: boolean;
  readonly owed: number;
  /** What Binance answered whole; undefined where it did not. */
  readonly answered: number | undefined;
  /** What subscribers were last told before this run; 0 if nothing. */
  readonly toldBefore: number;
  /** What was published of `BankruptcyLoan`. */
  readonly points: readonly Point[];
  /** The amounts in the notices that SNS took. */
  readonly notices: readonly number[];
  /** What the notices of blindness that SNS took say of it. */
  readonly blind: readonly BlindEvent[];
  /** Whether it is in danger, and subscribers were not told before. */
  readonly danger: boolean;
  /** Whether SNS took a notice of its margin. */
  readonly marginTold: boolean;
  /** The amounts that were published of `NotifiedLoan`. */
  readonly recorded: readonly number[];
  /** Whether what the function threw has a line for it. */
  readonly failed: boolean;
}

/** What could be seen of one run. */
export interface RunSeen {
  readonly scheduledTime: number;
  readonly timeoutMs: number;
  /** Infinity if it never ended. */
  readonly durationMs: number;
  /** Whether `NotifiedLoan` was answered whole. */
  readonly toldRead: boolean;
  readonly accounts: readonly AccountSeen[];
}

/** What could be seen of a cell: the run that meets the fault, and those after it. */
export interface Observation {
  readonly cell: Cell;
  readonly faultMet: boolean;
  readonly runs: readonly RunSeen[];
  /** Every key, part of a key and signature that was used. */
  readonly secrets: readonly string[];
  /** All that the function printed, threw, returned, published and told. */
  readonly said: string;
}

/** So many characters of a key are no coincidence: parsers quote that much of what they refuse. */
const TELLING_PART = 12;

type Effect = 'BankruptcyLoan' | 'notice' | 'NotifiedLoan' | 'margin notice';
type Rule = (seen: Observation) => string[];

/** What has to hold in every cell, each with what it finds broken, in sentences. */
export const INVARIANTS = {
  'a debt that is answered is told in this run or the next': answeredIsTold,
  'nothing is published or told that Binance did not answer': nothingInvented,
  'that an account cannot be checked is told after 15 minutes, every hour, and its end': tellsBlind,
  'the function ends before its deadline': endsInTime,
  'whatever failed, the function fails loudly': failsLoudly,
  'what does not need the failing hop is done, and other accounts are untouched': restIsDone,
  'nothing secret is said': nothingSecret,
  'the fault is met': faultIsMet,
} as const satisfies Record<string, Rule>;

export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
}

export function violations(seen: Observation): Violation[] {
  return (Object.keys(INVARIANTS) as Invariant[]).flatMap((invariant) =>
    INVARIANTS[invariant](seen).map((what) => ({ invariant, what })),
  );
}

/** Whether subscribers were told the amount owed in the first run already. */
export function toldAtOnce({ runs }: Observation): boolean {
  return runs[0]?.accounts.every((account) => !due(account) || wasTold(account)) ?? false;
}

function answeredIsTold({ runs }: Observation): string[] {
  return eachAccount(runs, (account, _, index) => {
    if (account.answered === undefined || account.answered === account.toldBefore) return [];
    const next = runs[index + 1]?.accounts.find(({ name }) => name === account.name);
    if (wasTold(account) || (next !== undefined && wasTold(next))) return [];
    return [`${account.answered} was answered and not told`];
  });
}

function nothingInvented({ cell, runs }: Observation): string[] {
  return eachAccount(runs, (account, { scheduledTime }) => [
    ...account.points
      .filter(({ value }) => value !== account.answered)
      .map(({ value }) => `${value} was published, ${account.answered ?? 'nothing'} was answered`),
    ...account.points
      .filter(({ at }) => at !== scheduledTime)
      .map(({ at }) => `a point is of ${new Date(at).toISOString()}, not of the scheduled time`),
    ...account.notices
      .filter((amount) => amount !== account.answered)
      .map((amount) => `${amount} was told, ${account.answered ?? 'nothing'} was answered`),
    ...account.recorded
      .filter((amount) => !account.notices.includes(amount) && !isDoubted(account, cell))
      .map((amount) => `${amount} was recorded as told, and SNS took no such notice`),
  ]);
}

/** Whether what was told before is recorded beside what was sent, since the answer was lost. */
function isDoubted({ answered, toldBefore, recorded, failed }: AccountSeen, cell: Cell): boolean {
  const both = recorded.length === 2 && recorded[0] === toldBefore && recorded[1] === answered;
  return both && failed && failingHops(cell).includes('notice') && !isRefused(cell);
}

function endsInTime({ runs }: Observation): string[] {
  return runs
    .filter(({ durationMs, timeoutMs }) => durationMs >= timeoutMs)
    .map(({ durationMs, timeoutMs }) => `it took ${Math.round(durationMs)} of ${timeoutMs} ms`);
}

function failsLoudly({ runs }: Observation): string[] {
  return eachAccount(runs, (account, { toldRead }) => {
    const undone = [...missing(account), ...(toldRead ? [] : ['reading what was told'])];
    if (undone.length === 0 || account.failed) return [];
    return [`${undone.join(' and ')} did not succeed, and nothing was thrown`];
  });
}

function restIsDone({ cell, runs }: Observation): string[] {
  return eachAccount(runs, (account, _, index) => {
    const isWhileItLasts = index === 0 || index < runs.length - 1;
    const met = isWhileItLasts && (account.aimedAt || meetsAll(cell));
    const failing = met ? failingHops(cell) : [];
    const undone = missing(account)
      .filter((effect) => !needs(effect, account).some((hop) => failing.includes(hop)))
      .map((effect) => `${effect} is missing, though it needs nothing that failed`);
    const wrongly = failing.length === 0 && account.failed;
    return wrongly ? [...undone, 'it failed, though nothing of its own did'] : undone;
  });
}

function nothingSecret({ secrets, said }: Observation): string[] {
  const found = secrets.filter((secret) => isSaidInPart(secret, said)).length;
  return found === 0 ? [] : [`${found} of ${secrets.length} secrets were said, or a part of them`];
}

function isSaidInPart(secret: string, said: string): boolean {
  if (secret.length <= TELLING_PART) return said.includes(secret);
  for (let begin = 0; begin + TELLING_PART <= secret.length; begin += 1) {
    if (said.includes(secret.slice(begin, begin + TELLING_PART))) return true;
  }
  return false;
}

function faultIsMet({ faultMet }: Observation): string[] {
  return faultMet ? [] : ['the run did not come upon the fault, so the cell proves nothing'];
}

export function eachAccount(
  runs: readonly RunSeen[],
  find: (account: AccountSeen, run: RunSeen, index: number) => string[],
): string[] {
  return runs.flatMap((run, index) =>
    run.accounts.flatMap((account) =>
      find(account, run, index).map((what) => `run ${index + 1}, ${account.name}: ${what}`),
    ),
  );
}

function due({ owed, toldBefore }: AccountSeen): boolean {
  return owed !== toldBefore;
}

function wasTold({ owed, notices }: AccountSeen): boolean {
  return notices.includes(owed);
}

/** What a run with nothing wrong in it would have done, and this one did not. */
function missing(account: AccountSeen): Effect[] {
  const told: Effect[] = due(account)
    ? [
        ...(wasTold(account) ? [] : ['notice' as const]),
        ...(account.recorded.includes(account.owed) ? [] : ['NotifiedLoan' as const]),
      ]
    : [];
  if (account.danger && !account.marginTold) told.push('margin notice');
  return account.points.length === 0 ? ['BankruptcyLoan', ...told] : told;
}

function needs(effect: Effect, { owed }: AccountSeen): Hop[] {
  if (effect === 'margin notice') return ['standing'];
  const answer: Hop[] = ['secrets', 'secret', 'server time', 'loan'];
  if (effect === 'BankruptcyLoan') return [...answer, 'metric out'];
  // A debt is told in any doubt; that one has ended, only where it is known to have been told.
  const notice: Hop[] = [...answer, 'notice', ...(owed > 0 ? [] : ['metric in' as const])];
  return effect === 'notice' ? notice : [...notice, 'metric out'];
}
