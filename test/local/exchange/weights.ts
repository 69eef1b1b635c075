/**
 * Weight a minute for one UID, for each endpoint by itself; and the header that says how much is
 * used. Source: general info. Not verified: limits of an account.
 */
export const UID_WEIGHT_LIMIT = 180_000;
export const USED_UID_WEIGHT = 'x-sapi-used-uid-weight-1m';

/** Milliseconds. */
const MINUTE = 60_000;

/** Counts request weight by the minute of the exchange's clock. Not verified: limits of an account. */
export class Weights {
  #minute = 0;
  readonly #used = new Map<string, number>();

  /** Adds `weight` to what `who` has used and gives the sum for the minute of `now` (ms). */
  use(who: string, weight: number, now: number): number {
    const minute = Math.floor(now / MINUTE);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#used.clear();
    }
    const used = (this.#used.get(who) ?? 0) + weight;
    this.#used.set(who, used);
    return used;
  }
}

/** Whole seconds until the minute of `now` (ms) is over: 1 to 60. */
export function secondsLeft(now: number): number {
  return Math.ceil((MINUTE - (now % MINUTE)) / 1000);
}
