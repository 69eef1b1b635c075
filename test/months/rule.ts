/** The one rule, seen from outside: what was told of a condition, and what should have been. */
import { toMinute } from '../../lambda/notice/rule';
import {
  duringCheck,
  isDoubtful,
  isKnown,
  isOf,
  isOvercarried,
  isShown,
  lastBefore,
  lastOf,
  mayBeKept,
  mayBeReminder,
  tellingsOf,
} from './knowledge';
import type { Moment } from './knowledge';
import { LONGEST_DELAY_MS } from './model';
import type { Told } from './record';
import { mayRememberNothing } from './sight';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Points do not say whether those closer than this are one late notice or two. */
const ONE_OR_TWO_MS = 18 * MINUTE_MS;
/** An event may be 15 minutes old, and another one 5 minutes ahead: less than this apart. */
const OFF_SCHEDULE_MS = 21 * MINUTE_MS;

export interface View extends Moment {
  /** What is, as the check has to see it; undefined where it cannot. */
  readonly is: number | undefined;
  /** The scheduled time of the first check that saw what lasts. */
  readonly since: number | undefined;
}

export function settled(view: View): boolean {
  const { is } = view;
  const last = lastBefore(view);
  if (!reachesEverything(view) || overlapped(view)) return true;
  if (last !== undefined && (!isKnown(last, view) || isOvercarried(last, view))) return true;
  return (
    is === (tellingsOf(view).at(-1)?.value ?? last?.value ?? 0) ||
    (is === 0 && mayRememberNothing(view))
  );
}

/** What a check tells is due by what was truly told last, or there is a doubt. */
export function extra(view: View): boolean {
  const { record, check } = view;
  return tellingsOf(view).every((notice) => {
    const before = record.notices.slice(0, record.notices.indexOf(notice));
    const last = lastOf(view, before);
    const isForgotten = before.filter(isOf(view)).every((told) => !mayBeKept(told, view));
    if (notice.value !== (isForgotten ? 0 : (last?.value ?? 0))) return true;
    const shown = before
      .slice(0, check.noticesBefore)
      .filter((told) => told === last || isShown(told, check));
    if (notice.value > 0 && isLongAgo(shown.filter(isOf(view)), view)) return true;
    if (check.broken.includes('read')) return true;
    if (last === undefined || isForgotten) return false;
    const toldMeanwhile = record.notices.indexOf(last) >= check.noticesBefore;
    return toldMeanwhile || !last.heard || !isKnown(last, view) || isDoubtful(last, view);
  });
}

export function named(view: View): boolean {
  if (view.check.broken.includes('read') || overlapped(view)) return true;
  const last = lastBefore(view);
  if (last !== undefined && (!last.heard || !isKnown(last, view) || isDoubtful(last, view))) {
    return true;
  }
  const before = last?.value ?? 0;
  return tellingsOf(view).every((notice) => {
    const change = notice.event.replace(`${view.condition}.`, '');
    if (notice.value === before) return change === 'reminder' || mayBeReminder(notice, view);
    if (notice.value === 0) return change === 'cleared';
    return change === (before === 0 ? 'detected' : 'changed');
  });
}

export function reminded(view: View): boolean {
  const { record, check, is } = view;
  const last = lastBefore(view);
  if (!reachesEverything(view) || overlapped(view) || tellingsOf(view).length > 0) return true;
  if (last === undefined || last.value !== is || is === 0) return true;
  if (!isKnown(last, view)) return true;
  if (isCarriedNow(view) || isOvercarried(last, view)) return true;
  const told = record.notices.slice(0, check.noticesBefore).filter(isOf(view));
  if (!last.heard && !mayBeReminder(last, view)) return last !== told.at(-1);
  // Points do not say which notice they are of where reminders come sooner than a run may be late,
  // or where other amounts of the same minute hide the first of them.
  const isExact = (one: Told): boolean =>
    record.remindEveryMs > ONE_OR_TWO_MS &&
    told.every((each) => each.value === one.value || toMinute(each.at) !== toMinute(one.firstAt));
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
    .filter(({ value, at, heard }) => (value === last.value || !heard) && toMinute(at) > since)
    .map(({ firstAt }) => toMinute(firstAt));
  const ago = toMinute(check.scheduledTime) - Math.min(...times);
  return ago > 0 && ago >= record.remindEveryMs;
}

/**
 * A silence lasts until the run that ends it, at most one interval after the last silent one: so
 * the last silent one is held against the bound without the interval.
 */
export function silence(view: View): boolean {
  const { record, check, is, since } = view;
  if (since === undefined || is === undefined || check.broken.includes('sns')) return true;
  if (tellingsOf(view).length > 0 || overlapped(view) || isCarriedNow(view)) return true;
  const told = record.notices.slice(0, check.noticesAfter).filter(isOf(view));
  // What was told late, ahead, or dated after what was told before, is spoken of from then on.
  const spoken = told.flatMap(({ clock, at, check: own }) => [clock, at, own.scheduledTime]);
  // A run sent ahead of its time finds no longer a silence than there was.
  const now = Math.min(check.scheduledTime, check.clock);
  const silent = toMinute(now) - toMinute(Math.max(since, ...spoken));
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

function reachesEverything({ is, check: { broken } }: View): boolean {
  return is !== undefined && !broken.includes('read') && !broken.includes('sns');
}

/** Whether another run told something of the account meanwhile. */
function overlapped(view: View): boolean {
  return duringCheck(view).some(({ check }) => check !== view.check);
}
