/** What must hold of every month: pure, from the record to the invariants that it breaks. */
import { LONGEST_DELAY_MS } from './model';
import type { Check, MonthRecord, Told } from './record';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How far ahead of the clock a scheduled time may lie. */
const AHEAD_MS = 5 * MINUTE_MS;

export const INVARIANTS = {
  answered: 'where nothing is out of order, the check is answered, with what is owed',
  honest: 'a check that is not answered, or whose told cannot be read, fails',
  settled:
    'after a run that reaches everything, the last-told amount is what is owed, if CloudWatch showed what was told',
  extra:
    'a notice that was not due comes only where CloudWatch does not show what was told, or told was unreadable',
  silence: 'while debt lasts, no silence is longer than remindEvery, one interval and the delay',
} as const;

export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: Invariant;
  readonly check: Check;
  /** The notice that stood last when it went wrong. */
  readonly last: Told | undefined;
}

/** Every violation, in the order of the checks. */
export function violations(record: MonthRecord): Violation[] {
  const rules = { answered, honest, settled, extra, silence };
  const debtSince = new Map<string, number>();
  return record.checks.flatMap((check) => {
    if (check.owed === 0) debtSince.delete(check.account);
    if (check.owed !== undefined && check.owed > 0 && !debtSince.has(check.account)) {
      debtSince.set(check.account, check.scheduledTime);
    }
    const view: View = { record, check, debtSince: debtSince.get(check.account) };
    return Object.entries(rules).flatMap(([name, holds]) =>
      holds(view) ? [] : [{ invariant: name as Invariant, check, last: lastBefore(view) }],
    );
  });
}

interface View {
  readonly record: MonthRecord;
  readonly check: Check;
  /** The scheduled time of the first check that saw the debt that this one saw. */
  readonly debtSince: number | undefined;
}

function answered({ check }: View): boolean {
  if (check.owed === undefined) return check.broken.length > 0;
  return check.owing.includes(check.owed) && (check.broken.length > 0 || !check.failed);
}

function honest({ check }: View): boolean {
  const whole = check.owed !== undefined && !check.broken.includes('read');
  return whole || check.failed;
}

function settled(view: View): boolean {
  const { check } = view;
  const last = lastBefore(view);
  if (!reachesEverything(check) || overlapped(view)) return true;
  if (last !== undefined && !isKnown(last, check)) return true;
  return check.owed === (tellings(view).at(-1)?.amount ?? last?.amount ?? 0);
}

/** What a check tells is due by what was truly told last, or excused. */
function extra(view: View): boolean {
  const { record, check } = view;
  return tellings(view).every((notice) => {
    const last = record.notices
      .slice(0, record.notices.indexOf(notice))
      .findLast(({ account }) => account === check.account);
    if (isDue(notice.amount, last, check.scheduledTime, record.remindEveryMs)) return true;
    if (check.broken.includes('read')) return true;
    if (last === undefined) return false;
    const toldMeanwhile = record.notices.indexOf(last) >= check.noticesBefore;
    return toldMeanwhile || !isKnown(last, check) || isDoubtful(last, view);
  });
}

/** The contract's one rule, said anew: the function's own would excuse its own mistakes. */
function isDue(owed: number, last: Told | undefined, now: number, remindEveryMs: number): boolean {
  if (owed !== (last?.amount ?? 0)) return true;
  const ago = toMinute(now) - toMinute(last?.at ?? now);
  return owed > 0 && ago > 0 && ago >= remindEveryMs;
}

/**
 * A silence lasts until the run that ends it, at most one interval after the last silent one: so
 * the last silent one is held against the bound without the interval.
 */
function silence(view: View): boolean {
  const { record, check, debtSince } = view;
  if (debtSince === undefined || check.owed === undefined || check.broken.includes('sns')) {
    return true;
  }
  const toldWhile = record.notices.slice(0, check.noticesAfter).findLast(sameAccount(check));
  if (tellings(view).length > 0 || overlapped(view)) return true;
  // What was told late, or dated after what was told before, is spoken of from then on.
  const spoken =
    toldWhile === undefined
      ? -Infinity
      : Math.max(toldWhile.clock, Math.min(toldWhile.at, toldWhile.clock + AHEAD_MS));
  // A run sent ahead of its time finds no longer a silence than there was.
  const now = Math.min(check.scheduledTime, check.clock);
  const silent = toMinute(now) - toMinute(Math.max(spoken, debtSince));
  return silent <= 0 || silent < record.remindEveryMs + LONGEST_DELAY_MS;
}

function reachesEverything({ owed, broken }: Check): boolean {
  return owed !== undefined && !broken.includes('read') && !broken.includes('sns');
}

/** Whether CloudWatch showed the check what was told, or its function remembers it. */
function isKnown(told: Told, { life, clock, scheduledTime }: Check): boolean {
  if (told.heard && told.check.life === life) return true;
  return told.shownFrom <= clock && toMinute(told.at) >= toMinute(scheduledTime) - DAY_MS;
}

/** Whether another amount is known of the same minute, so that nobody can say which came last. */
function isDoubtful(told: Told, { record, check }: View): boolean {
  return record.notices.some(
    (other) =>
      other.account === told.account &&
      toMinute(other.at) === toMinute(told.at) &&
      other.amount !== told.amount &&
      isKnown(other, check),
  );
}

/** The account's last notice before the check began. */
function lastBefore({ record, check }: View): Told | undefined {
  return record.notices.slice(0, check.noticesBefore).findLast(sameAccount(check));
}

function duringCheck({ record, check }: View): Told[] {
  return record.notices.slice(check.noticesBefore, check.noticesAfter).filter(sameAccount(check));
}

function tellings(view: View): Told[] {
  return duringCheck(view).filter(({ check }) => check === view.check);
}

/** Whether another run told something of the account meanwhile. */
function overlapped(view: View): boolean {
  return duringCheck(view).some(({ check }) => check !== view.check);
}

function sameAccount({ account }: Check): (told: Told) => boolean {
  return (told) => told.account === account;
}

function toMinute(time: number): number {
  return time - (time % MINUTE_MS);
}
