import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../deadline';
import type { AddressError } from './errors';

/** Those who waited for the same moment do not all ask in it. */
const SPREAD_MS = 250;

/**
 * Stands before every call: what Binance tells one account of the function's address holds for
 * all of them. A wait outlives the run; a refusal ends with it.
 */
export class Gate {
  #wait: AddressError | undefined;
  #refusal: AddressError | undefined;

  /** @param now Milliseconds since 1970. */
  constructor(private readonly now: () => number) {}

  startRun(): void {
    this.#refusal = undefined;
  }

  /** Nobody asks before the reason's time; nobody at all in this run where it names none. */
  close(reason: AddressError): void {
    if (reason.askAgainAt === Infinity) this.#refusal = reason;
    // The latest answer need not be the one that asks for the longest wait.
    else if (reason.askAgainAt > (this.#wait?.askAgainAt ?? 0)) this.#wait = reason;
  }

  /** Nobody asks any more in this run. */
  closeForRun(reason: AddressError): void {
    this.close(reason);
    this.#refusal = reason;
  }

  /**
   * Resolves when asking is allowed.
   * @throws {AddressError} the reason, at once, where that is not before the deadline
   */
  async pass(deadline: Deadline): Promise<void> {
    for (;;) {
      if (this.#refusal !== undefined) throw this.#refusal;
      const wait = (this.#wait?.askAgainAt ?? 0) - this.now();
      if (this.#wait === undefined || wait <= 0) return;
      if (wait + SPREAD_MS >= deadline.left) throw this.#wait;
      await sleep(wait + Math.random() * SPREAD_MS);
    }
  }
}
