/** What a check could know of a notice: by its function's memory, by CloudWatch, by what is carried. */
import { toMinute } from '../../lambda/notice/rule';
import { LONGEST_DELAY_MS } from './model';
import type { Check, MonthRecord, Told } from './record';

const DAY_MS = 24 * 3_600_000;

/** A check, and the month it belongs to. */
export interface Moment {
  readonly record: MonthRecord;
  readonly check: Check;
}

/** Whether CloudWatch showed the check what was told, or its function remembers it. */
export function isKnown(told: Told, view: Moment): boolean {
  // Nothing of a reminder whose answer was lost is kept in memory.
  if (told.event === 'debt.reminder' && !told.heard && told.shownFrom > view.check.clock)
    return false;
  return isShown(told, view.check) && isKept(told, view);
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
export function isDoubtful(told: Told, { record, check }: Moment): boolean {
  if (isOvercarried(told, { record, check })) return true;
  const since = record.checks.slice(record.checks.indexOf(told.check));
  return record.notices.some(
    (other) =>
      other.account === told.account &&
      toMinute(other.at) === toMinute(told.at) &&
      (other.amount !== told.amount || !other.heard) &&
      since.some((run) => isShown(other, run)) &&
      mayBeKept(other, { record, check }),
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
