import type { Change } from '../contract';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/**
 * How long after its schedule a run still counts as on time: EventBridge Scheduler may take a
 * minute to start it, and the function most of another.
 */
const LATE_MS = 2 * MINUTE_MS;
/**
 * The second point of a notice lies less than this after its first: an event is at most 15
 * minutes old, its run takes most of a minute, and another notice's point may stand in its way.
 */
export const SECOND_POINT_WITHIN_MS = 18 * MINUTE_MS;
/** Schedules run at least every 12 hours: once more before the 24 hours that are read back end. */
const LONGEST_INTERVAL_MS = 12 * HOUR_MS;
/** An event may be 15 minutes old, and another one 5 minutes ahead: less than this apart. */
const OFF_SCHEDULE_MS = 21 * MINUTE_MS;

/** One point of what subscribers were told of a condition of an account. */
export interface Told {
  /** Of a debt, the amount; of blindness, 1 or 0; of the margin, the rank. */
  readonly value: number;
  /** When it counts as told, in milliseconds since 1970: see {@link Decision.recordAt}. */
  readonly at: number;
  /** The schedule of its notice, where memory knows it: CloudWatch does not keep it. */
  readonly scheduledTime?: number;
}

/** What subscribers were told before; undefined where it was nothing, 'unreadable' if unknown. */
export type LastTold = Told | undefined | 'unreadable';

export interface Situation {
  /** What is, not negative; 0 where all is well. {@link Told.value} has the units. */
  readonly is: number;
  /** Every point that is known, in any order; empty where nobody can say. */
  readonly told: readonly Told[];
  /** Of this run, in milliseconds since 1970. */
  readonly scheduledTime: number;
  /** The clock's time, likewise. */
  readonly now: number;
  /** Seconds. */
  readonly remindEvery: number;
}

export interface Decision {
  readonly change: Change;
  /** What subscribers were told before; undefined where nothing is known. */
  readonly last: Told | undefined;
  /**
   * The times at which the notice counts as told, by the clock's time when SNS has taken it: its
   * scheduled time, but never one to come; and once more where that would not make it the newest,
   * a minute after what was told before or, if the run is late by then, by the clock.
   */
  readonly recordAt: (now: number) => readonly number[];
}

/**
 * The one rule: tell when what is differs from what was told, and tell a standing condition again
 * when it was told at least `remindEvery` ago. Times count to the minute, as CloudWatch keeps them.
 */
export function decide(situation: Situation): Decision | null {
  const last = lastTold(situation);
  const change = changeOf(situation, last?.value ?? 0);
  if (change === null) return null;
  return { change, last, recordAt: (now) => recordTimes({ ...situation, now }) };
}

function changeOf(situation: Situation, told: number): Change | null {
  const { is } = situation;
  if (is === told) return is > 0 && isReminderDue(situation) ? 'reminder' : null;
  if (is === 0) return 'cleared';
  return told === 0 ? 'detected' : 'changed';
}

/**
 * The newest point. Of several in one minute nobody can say which came last, and the one that
 * makes a difference counts: every doubt ends in a notice.
 */
function lastTold({ told, is }: Situation): Told | undefined {
  const last = newest(told);
  return last.find(({ value }) => value !== is) ?? last[0];
}

function isReminderDue(situation: Situation): boolean {
  const { scheduledTime, now, remindEvery } = situation;
  const schedule = scheduleOfLast(situation);
  // An event may be ahead of the clock. What was told in this minute is not told again by it.
  const isLater = toMinute(Math.min(scheduledTime, now)) > schedule;
  return isLater && toMinute(scheduledTime) - schedule >= remindEvery * SECOND_MS;
}

/**
 * The schedule, to the minute, that the newest notice belonged to; the newest point may be its
 * second one. Points alone do not say which they are: of the same value, those that are closer
 * than two notices should be are taken for one.
 */
function scheduleOfLast({ is, told, remindEvery }: Situation): number {
  const remembered = newest(told).find(({ scheduledTime }) => scheduledTime !== undefined);
  if (remembered?.scheduledTime !== undefined) return toMinute(remembered.scheduledTime);
  const minute = newestMinute(told);
  const since = minute - Math.min(remindEvery * SECOND_MS, SECOND_POINT_WITHIN_MS);
  const first = told.filter(({ value, at }) => value === is && toMinute(at) > since);
  return Math.min(minute, ...first.map(({ at }) => toMinute(at)));
}

function recordTimes({ told, scheduledTime, now }: Situation): readonly number[] {
  const scheduled = Math.min(scheduledTime, now);
  const [before] = newest(told);
  const afterBefore = before === undefined ? -Infinity : toMinute(before.at) + MINUTE_MS;
  const latest = Math.max(afterBefore, now - scheduled < LATE_MS ? -Infinity : now);
  return toMinute(latest) > toMinute(scheduled) ? [scheduled, latest] : [scheduled];
}

/**
 * The points that keep the last word within the 24 hours that are read back, where a run tells
 * nothing and the last word is old. They are dated so that the next run still finds them, and
 * that a reminder is due at once, even by a run that is late: in 21 minutes where it comes every
 * 12 hours.
 */
export function carryForward({
  told,
  scheduledTime,
  remindEvery,
}: Omit<Situation, 'is' | 'now'>): readonly Told[] {
  const last = newest(told);
  const isOld = toMinute(scheduledTime) - newestMinute(told) >= LONGEST_INTERVAL_MS;
  if (!isOld || last.every(({ value }) => value === 0)) return [];
  const most = LONGEST_INTERVAL_MS - OFF_SCHEDULE_MS;
  const at = toMinute(scheduledTime) - Math.min(remindEvery * SECOND_MS + OFF_SCHEDULE_MS, most);
  return [...new Set(last.map(({ value }) => value))].map((value) => ({ value, at }));
}

/** Whether subscribers were last told that all is well, or told nothing. */
export function isNothingTold(told: readonly Told[]): boolean {
  return newest(told).every(({ value }) => value === 0);
}

/** Those of the newest minute. */
function newest(told: readonly Told[]): readonly Told[] {
  const minute = newestMinute(told);
  return told.filter(({ at }) => toMinute(at) === minute);
}

function newestMinute(told: readonly Told[]): number {
  return Math.max(...told.map(({ at }) => toMinute(at)));
}

/** The beginning of the minute, in milliseconds since 1970. */
export function toMinute(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}
