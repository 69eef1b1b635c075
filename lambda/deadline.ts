import { setTimeout as sleep } from 'node:timers/promises';

/** A moment by which something has to have ended, immune to changes of the clock. */
export class Deadline {
  readonly #end: number;

  constructor(milliseconds: number) {
    this.#end = performance.now() + milliseconds;
  }

  /** Milliseconds until then, never negative. */
  get left(): number {
    return Math.max(0, this.#end - performance.now());
  }

  /**
   * The call's outcome, or a rejection when the time is up, whether or not the call listens. Where
   * it is up before, nothing is called.
   */
  async within<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.left === 0) throw timeUpError();
    const over = new AbortController();
    const timeUp = new AbortController();
    const alarm = sleep(this.left, undefined, { signal: over.signal }).then(() => {
      const error = timeUpError();
      timeUp.abort(error);
      throw error;
    });
    try {
      return await Promise.race([call(timeUp.signal), alarm]);
    } finally {
      over.abort();
      alarm.catch(() => undefined);
    }
  }
}

function timeUpError(): Error {
  return Object.assign(new Error('no time was left'), { name: 'TimeoutError' });
}
