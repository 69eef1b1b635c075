import type { NoticeEvent } from '../contract';

const MINUTE_MS = 60_000;

/** What subscribers were last told of an account. */
export interface Told {
  readonly amount: number;
  /** The scheduled time of that notice, in milliseconds since 1970. */
  readonly at: number;
}

export interface Situation {
  /** The amount owed now, not negative. */
  readonly owed: number;
  /** What subscribers were last told; undefined where they never were, or nobody can say. */
  readonly told: Told | undefined;
  /** The scheduled time of this check, in milliseconds since 1970. */
  readonly now: number;
  readonly remindEveryMs: number;
}

/**
 * The one rule: a notice goes out when what is owed differs from what was told, and again when a
 * debt was told long enough ago. Times count to the minute, as CloudWatch keeps them.
 */
export function noticeDue({ owed, told, now, remindEveryMs }: Situation): NoticeEvent | null {
  const toldAmount = told?.amount ?? 0;
  if (owed !== toldAmount) {
    if (owed === 0) return 'debt.cleared';
    return toldAmount === 0 ? 'debt.detected' : 'debt.changed';
  }
  if (owed === 0 || told === undefined) return null;
  const age = toMinute(now) - toMinute(told.at);
  return age > 0 && age >= remindEveryMs ? 'debt.reminder' : null;
}

/**
 * The newest of what memory and CloudWatch hold. Of one minute nobody can say which came last,
 * and the one that makes a difference counts: a doubt ends in a notice.
 */
export function lastTold(candidates: readonly Told[], owed: number): Told | undefined {
  const newest = Math.max(...candidates.map(({ at }) => toMinute(at)));
  const last = candidates.filter(({ at }) => toMinute(at) === newest);
  return last.find(({ amount }) => amount !== owed) ?? last[0];
}

/**
 * When a notice counts as told: at its scheduled time, but always after what was told before, so
 * that the newest is the last said, though runs come late, or several within a minute.
 */
export function tellingTime(scheduledTime: number, told: Told | undefined): number {
  return told === undefined
    ? scheduledTime
    : Math.max(scheduledTime, toMinute(told.at) + MINUTE_MS);
}

/** The beginning of the minute, in milliseconds since 1970. */
export function toMinute(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}
