import type { NoticeEvent } from '../contract';

const MINUTE_MS = 60_000;
/**
 * How long after its schedule a run still counts as on time: EventBridge Scheduler may take a
 * minute to start it, and the function most of another.
 */
const LATE_MS = 2 * MINUTE_MS;

/** What subscribers were told of an account. */
export interface Told {
  readonly amount: number;
  /** When it counts as told, in milliseconds since 1970: see `tellingTimes`. */
  readonly at: number;
}

export interface Situation {
  /** The amount owed now, not negative. */
  readonly owed: number;
  /** What is known to have been told, in any order; empty where nobody can say. */
  readonly told: readonly Told[];
  /** The scheduled time of this check, in milliseconds since 1970. */
  readonly now: number;
  readonly remindEveryMs: number;
}

/**
 * The one rule: a notice goes out when what is owed differs from what was told, and again when a
 * debt was told long enough ago. Times count to the minute, as CloudWatch keeps them.
 */
export function noticeDue({ owed, told, now, remindEveryMs }: Situation): NoticeEvent | null {
  const toldAmount = lastTold(told, owed)?.amount ?? 0;
  if (owed !== toldAmount) {
    if (owed === 0) return 'debt.cleared';
    return toldAmount === 0 ? 'debt.detected' : 'debt.changed';
  }
  if (owed === 0) return null;
  // What a late run told stands at two times: at its schedule, and at the clock's.
  const upToNow = newest(told.filter(({ at }) => toMinute(at) <= toMinute(now)));
  const same = upToNow.find(({ amount }) => amount === owed);
  if (same === undefined) return null;
  const age = toMinute(now) - toMinute(same.at);
  return age > 0 && age >= remindEveryMs ? 'debt.reminder' : null;
}

/**
 * The newest of what memory and CloudWatch hold. Of one minute nobody can say which came last,
 * and the one that makes a difference counts: a doubt ends in a notice.
 */
export function lastTold(told: readonly Told[], owed: number): Told | undefined {
  const last = newest(told);
  return last.find(({ amount }) => amount !== owed) ?? last[0];
}

/**
 * The times at which a notice counts as told, so that the newest is the last said: its scheduled
 * time, but never one to come; and where that is not the newest, once more: a minute after what
 * was told before, or by the clock if the run was late.
 */
export function tellingTimes(
  scheduledTime: number,
  told: readonly Told[],
  now: number,
): readonly number[] {
  const scheduled = Math.min(scheduledTime, now);
  const [before] = newest(told);
  const afterBefore = before === undefined ? -Infinity : toMinute(before.at) + MINUTE_MS;
  const latest = Math.max(afterBefore, now - scheduled < LATE_MS ? -Infinity : now);
  return toMinute(latest) > toMinute(scheduled) ? [scheduled, latest] : [scheduled];
}

/** Those of the newest minute. */
export function newest(told: readonly Told[]): readonly Told[] {
  const minute = Math.max(...told.map(({ at }) => toMinute(at)));
  return told.filter(({ at }) => toMinute(at) === minute);
}

/** The beginning of the minute, in milliseconds since 1970. */
export function toMinute(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}
