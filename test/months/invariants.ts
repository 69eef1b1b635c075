/** What must hold of every month: pure, from the record to the invariants that it breaks. */
import { toMinute } from '../../lambda/notice/rule';
import { isDoubtful, isKnown, isOvercarried, isShown, mayBeKept } from './knowledge';
import type { Moment } from './knowledge';
import { LONGEST_DELAY_MS } from './model';
import type { Check, MonthRecord, Told } from './record';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/**
 * Notices taken so close to each other stand in the order of their dates, which they carry. SNS
 * keeps no other order among them either.
 */
const ABREAST_MS = 2 * MINUTE_MS;
/** Points do not say whether those closer than this are one late notice or two. */
const ONE_OR_TWO_MS = 18 * MINUTE_MS;
/** An event may be 15 minutes old, and another one 5 minutes ahead: less than this apart. */
const OFF_SCHEDULE_MS = 21 * MINUTE_MS;

export const INVARIANTS = {
  answered: 'where nothing is out of order, the check is answered, with what is owed',
  honest: 'a check that is not answered, or whose told cannot be read, fails',
  settled:
    'after a run that reaches everything, the last-told amount is what is owed, if CloudWatch showed what was told',
  extra:
    'a notice that was not due comes only where CloudWatch does not show what was told, told was unreadable, or the answer to the last notice was lost',
  named: 'a notice is called new, changed, a reminder or cleared by what was last told',
  reminded:
    'a standing debt is told again remindEvery after the schedule of its last notice, late or not, and at once where the answer to that was lost',
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
  const rules = { answered, honest, settled, extra, named, reminded, silence };
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

interface View extends Moment {
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
  if (last !== undefined && (!isKnown(last, view) || isOvercarried(last, view))) return true;
  return check.owed === (tellings(view).at(-1)?.amount ?? last?.amount ?? 0);
}

/** What a check tells is due by what was truly told last, or there is a doubt. */
function extra(view: View): boolean {
  const { record, check } = view;
  return tellings(view).every((notice) => {
    const before = record.notices.slice(0, record.notices.indexOf(notice));
    const last = lastOf(check, before);
    const isForgotten = before.filter(sameAccount(check)).every((told) => !mayBeKept(told, view));
    if (notice.amount !== (isForgotten ? 0 : (last?.amount ?? 0))) return true;
    const shown = before
      .slice(0, check.noticesBefore)
      .filter((told) => told === last || isShown(told, check));
    if (notice.amount > 0 && isLongAgo(shown.filter(sameAccount(check)), view)) return true;
    if (check.broken.includes('read')) return true;
    if (last === undefined || isForgotten) return false;
    const toldMeanwhile = record.notices.indexOf(last) >= check.noticesBefore;
    return toldMeanwhile || !last.heard || !isKnown(last, view) || isDoubtful(last, view);
  });
}

function named(view: View): boolean {
  if (view.check.broken.includes('read') || overlapped(view)) return true;
  const last = lastBefore(view);
  if (last !== undefined && (!last.heard || !isKnown(last, view) || isDoubtful(last, view))) {
    return true;
  }
  const before = last?.amount ?? 0;
  return tellings(view).every(({ event, amount }) => {
    if (amount === before) return event === 'debt.reminder';
    if (amount === 0) return event === 'debt.cleared';
    return event === (before === 0 ? 'debt.detected' : 'debt.changed');
  });
}

function reminded(view: View): boolean {
  const { record, check } = view;
  const last = lastBefore(view);
  if (!reachesEverything(check) || overlapped(view) || tellings(view).length > 0) return true;
  if (last === undefined || last.amount !== check.owed || check.owed === 0) return true;
  if (!isKnown(last, view)) return true;
  if (isCarriedNow(view) || isOvercarried(last, view)) return true;
  const told = record.notices.slice(0, check.noticesBefore).filter(sameAccount(check));
  if (!last.heard && last.event !== 'debt.reminder') return last !== told.at(-1);
  // Points do not say which notice they are of where reminders come sooner than a run may be late,
  // or where other amounts of the same minute hide the first of them.
  const isExact = (one: Told): boolean =>
    record.remindEveryMs > ONE_OR_TWO_MS &&
    told.every((each) => each.amount === one.amount || toMinute(each.at) !== toMinute(one.firstAt));
  const schedules = told
    .filter(({ heard }) => heard)
    .flatMap((each) => [each.check.scheduledTime, isExact(each) ? 0 : each.at]);
  const schedule = toMinute(Math.max(...schedules));
  const isLater = toMinute(Math.min(check.scheduledTime, check.clock)) > schedule;
  return !isLater || toMinute(check.scheduledTime) - schedule < record.remindEveryMs;
}

/** From the schedule of what was told last, or of what it cannot be told apart from. */
function isLongAgo(notices: readonly Told[], { record, check }: View): boolean {
  const last = notices.toSorted((one, other) => one.at - other.at).at(-1);
  if (last === undefined) return false;
  const since = toMinute(last.at) - ONE_OR_TWO_MS;
  const times = notices
    // Where the answer was lost, the amount before stands there too.
    .filter(({ amount, at, heard }) => (amount === last.amount || !heard) && toMinute(at) > since)
    .map(({ firstAt }) => toMinute(firstAt));
  const ago = toMinute(check.scheduledTime) - Math.min(...times);
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
  if (tellings(view).length > 0 || overlapped(view) || isCarriedNow(view)) return true;
  const told = record.notices.slice(0, check.noticesAfter).filter(sameAccount(check));
  // What was told late, ahead, or dated after what was told before, is spoken of from then on.
  const spoken = told.flatMap(({ clock, at, check: own }) => [clock, at, own.scheduledTime]);
  // A run sent ahead of its time finds no longer a silence than there was.
  const now = Math.min(check.scheduledTime, check.clock);
  const silent = toMinute(now) - toMinute(Math.max(debtSince, ...spoken));
  return silent <= 0 || silent < record.remindEveryMs + LONGEST_DELAY_MS;
}

/**
 * Whether a run just before it may have carried the last word forward, by the 12 hours less 21
 * minutes at most that the next run is sure to read: a reminder every 12 hours is due after that.
 */
function isCarriedNow({ record, check }: View): boolean {
  if (record.remindEveryMs + 2 * OFF_SCHEDULE_MS <= DAY_MS / 2) return false;
  const before = record.checks.slice(0, record.checks.indexOf(check));
  return before.some(
    ({ account, scheduledTime }) =>
      account === check.account && scheduledTime + OFF_SCHEDULE_MS > check.scheduledTime,
  );
}

function reachesEverything({ owed, broken }: Check): boolean {
  return owed !== undefined && !broken.includes('read') && !broken.includes('sns');
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

/** Its own date; the clock's where it was late. */
function standing({ at, firstAt, clock }: Told): number {
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
