/** What must hold of every month: pure, from the record to the invariants that it breaks. */
import { LONGEST_DELAY_MS } from './model';
import type { Check, MonthRecord, Told } from './record';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/**
 * Notices taken so close to each other stand in the order of their dates, which they carry. SNS
 * keeps no other order among them either.
 */
const ABREAST_MS = 2 * MINUTE_MS;

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
    const before = record.notices.slice(0, record.notices.indexOf(notice));
    const last = lastOf(check, before);
    if (notice.amount !== (last?.amount ?? 0)) return true;
    const shown = before
      .slice(0, check.noticesBefore)
      .filter((told) => told === last || told.shownFrom <= check.clock);
    if (notice.amount > 0 && isLongAgo(shown.filter(sameAccount(check)), view)) return true;
    if (check.broken.includes('read')) return true;
    if (last === undefined) return false;
    const toldMeanwhile = record.notices.indexOf(last) >= check.noticesBefore;
    return toldMeanwhile || !isKnown(last, check) || isDoubtful(last, view);
  });
}

/** As the contract counts it: from what was told last up to the check's own scheduled time. */
function isLongAgo(notices: readonly Told[], { record, check }: View): boolean {
  const now = toMinute(check.scheduledTime);
  const times = notices.flatMap(({ firstAt, at }) => [firstAt, at].map(toMinute));
  const ago = now - Math.max(...times.filter((time) => time <= now));
  return ago > 0 && ago >= record.remindEveryMs;
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
  const toldWhile = lastOf(check, record.notices.slice(0, check.noticesAfter));
  if (tellings(view).length > 0 || overlapped(view)) return true;
  // What was told late, or dated after what was told before, is spoken of from then on.
  const spoken = Math.max(toldWhile?.clock ?? -Infinity, toldWhile?.at ?? -Infinity);
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
  return lastOf(check, record.notices.slice(0, check.noticesBefore));
}

/** The one of the check's account that stands last. */
function lastOf(check: Check, notices: readonly Told[]): Told | undefined {
  const own = notices.filter(sameAccount(check));
  const since = (own.at(-1)?.clock ?? 0) - ABREAST_MS;
  const abreast = own.filter(({ clock }) => clock > since);
  return abreast.toSorted((one, other) => standing(one) - standing(other)).at(-1);
}

/** Its own date; the clock's where that is far off: late, or yet to come. */
function standing({ at, firstAt, clock }: Told): number {
  if (at - clock >= ABREAST_MS) return toMinute(clock);
  return toMinute(clock - firstAt >= ABREAST_MS ? Math.max(at, clock) : at);
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
