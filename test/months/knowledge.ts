/** What a check could know of a notice: by its function's memory, by CloudWatch, by what is carried. */
import { toMinute } from '../../lambda/notice/rule';
import type { Condition } from '../../lambda/contract';
import { LONGEST_DELAY_MS } from './model';
import type { Check, MonthRecord, Told } from './record';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/**
 * Notices taken so close to each other stand in the order of their dates, which they carry. SNS
 * keeps no other order among them either.
 */
const ABREAST_MS = 2 * MINUTE_MS;

/** A check of a condition, and the month it belongs to. */
export interface Moment {
  readonly record: MonthRecord;
  readonly check: Check;
  readonly condition: Condition;
}

/** Whether CloudWatch showed the check what was told, or its function remembers it. */
export function isKnown(told: Told, view: Moment): boolean {
  // Nothing of a reminder whose answer was lost is kept in memory.
  const mayBeLost = !told.heard && mayBeReminder(told, view);
  if (mayBeLost && told.shownFrom > view.check.clock) return false;
  return isShown(told, view.check) && isKept(told, view);
}

/** A message of several accounts has one name, whatever is new of one of them. */
export function mayBeReminder({ event, message }: Told, { record }: Moment): boolean {
  const isShared = record.notices.filter((other) => other.message === message).length > 1;
  return event.endsWith('.reminder') || (event === 'blind.detected' && isShared);
}

export function isShown({ shownFrom, check }: Told, { life, clock }: Check): boolean {
  return shownFrom <= clock || check.life === life;
}

function isRecent({ at }: Told, { scheduledTime }: Check): boolean {
  return toMinute(at) >= toMinute(scheduledTime) - DAY_MS;
}

/**
 * Whether it is within the 24 hours that are read back, or runs have surely carried it there: the
 * next was at most 12 hours later, and by then CloudWatch showed what the one before had carried.
 */
function isKept(told: Told, view: Moment): boolean {
  if (isRecent(told, view.check)) return true;
  const { check } = view;
  const shown = carriers(told, view).filter(({ clock, broken }) => {
    return !broken.includes('put') && clock + LONGEST_DELAY_MS <= check.clock;
  });
  let last = told.check;
  for (const run of [...shown, check]) {
    if (run.clock < last.clock + LONGEST_DELAY_MS) continue;
    if (run.scheduledTime - last.scheduledTime > DAY_MS / 2) return false;
    last = run;
  }
  return true;
}

/** Whether any run may have carried it there. */
export function mayBeKept(told: Told, view: Moment): boolean {
  return isRecent(told, view.check) || carriers(told, view).length > 0;
}

/** The runs between the notice and the check that could carry it forward. */
function carriers(told: Told, { record, check }: Moment): Check[] {
  return record.checks
    .slice(record.checks.indexOf(told.check) + 1, record.checks.indexOf(check))
    .filter((run) => {
      const reaches = !run.broken.includes('read') && isShown(told, run);
      return run.account === told.account && reaches;
    });
}

/** Whether nobody can say that it was the last: another amount is known, or in doubt, beside it. */
export function isDoubtful(told: Told, moment: Moment): boolean {
  if (isOvercarried(told, moment)) return true;
  const { record } = moment;
  const since = record.checks.slice(record.checks.indexOf(told.check));
  return record.notices.some(
    (other) =>
      isOf(moment)(other) &&
      toMinute(other.at) === toMinute(told.at) &&
      (other.value !== told.value || !other.heard) &&
      since.some((run) => isShown(other, run)) &&
      mayBeKept(other, moment),
  );
}

/**
 * Whether a run that could not know of it, since it was never put, may have carried forward what
 * was told before it.
 */
export function isOvercarried(told: Told, { record, check }: Moment): boolean {
  return record.checks
    .slice(record.checks.indexOf(told.check), record.checks.indexOf(check))
    .some((run) => run.account === told.account && !isShown(told, run));
}

/** The last notice of the account and the condition before the check began. */
export function lastBefore(moment: Moment): Told | undefined {
  return lastOf(moment, moment.record.notices.slice(0, moment.check.noticesBefore));
}

/** The one of these that stands last. */
export function lastOf(moment: Moment, notices: readonly Told[]): Told | undefined {
  const own = notices.filter(isOf(moment));
  const since = (own.at(-1)?.clock ?? 0) - ABREAST_MS;
  const abreast = own.filter(({ clock }) => clock > since);
  return abreast.toSorted((one, other) => standing(one) - standing(other)).at(-1);
}

/** Its own date; the clock's where it was late. */
function standing({ at, firstAt, clock }: Told): number {
  return toMinute(clock - firstAt >= ABREAST_MS ? Math.max(at, clock) : at);
}

export function duringCheck(moment: Moment): Told[] {
  const { record, check } = moment;
  return record.notices.slice(check.noticesBefore, check.noticesAfter).filter(isOf(moment));
}

/** What the check itself told. */
export function tellingsOf(moment: Moment): Told[] {
  return duringCheck(moment).filter(({ check }) => check === moment.check);
}

/** Whether a notice is of the check's account and of the condition. */
export function isOf({ check, condition }: Moment): (told: Told) => boolean {
  return (told) => told.account === check.account && told.condition === condition;
}
