import type { Condition } from './contract';
import { toMinute } from './notice/rule';
import type { Told } from './notice/rule';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How long nothing is read where nothing was told and nothing is wrong. */
const NOTHING_TOLD_MS = 15 * MINUTE_MS;

/** What a warm function remembers of its accounts. All times are in milliseconds since 1970. */
export class Memory {
  readonly #told = new Map<string, readonly Told[]>();
  readonly #nothingToldAt = new Map<string, number>();
  readonly #answered = new Map<string, number>();

  /** What SNS accepted, or may have, within the 24 hours that CloudWatch is read for. */
  told(condition: Condition, account: string, scheduledTime: number): readonly Told[] {
    const told = this.#told.get(`${condition}/${account}`) ?? [];
    return told.filter(({ at }) => at >= toMinute(scheduledTime) - DAY_MS);
  }

  keepTold(condition: Condition, account: string, told: readonly Told[]): void {
    this.#told.set(`${condition}/${account}`, told);
  }

  /** Whether it was read in the last 15 minutes that nothing was told of an account. */
  isNothingTold(account: string, now: number): boolean {
    const age = now - (this.#nothingToldAt.get(account) ?? -Infinity);
    // A clock that was set back makes the age negative.
    return age >= 0 && age < NOTHING_TOLD_MS;
  }

  /** @param at When it was read; undefined where something was told, or is wrong. */
  keepNothingTold(account: string, at: number | undefined): void {
    this.#nothingToldAt.set(account, at ?? -Infinity);
  }

  /** The schedule of the newest check that was answered. */
  answered(account: string): number {
    return this.#answered.get(account) ?? -Infinity;
  }

  keepAnswered(account: string, scheduledTime: number): void {
    this.#answered.set(account, Math.max(this.answered(account), scheduledTime));
  }
}
