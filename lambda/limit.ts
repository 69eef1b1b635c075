/** Runs what it is given, in the order it came. */
export type Limiter = <T>(job: () => Promise<T>) => Promise<T>;

/** Calls `next` once another job may begin, beside those that are `waiting`. */
type Pause = (next: () => void, waiting: number) => unknown;

/**
 * Runs at most `width` jobs at a time, and begins them with a pause between each two: by default
 * a turn of the event loop. What has arrived is then handled before more is begun, so a slow
 * machine has little at once, and a fast one hardly waits.
 */
export function limiter(width: number, pause: Pause = setImmediate): Limiter {
  const waiting: (() => void)[] = [];
  let free = width;
  let paused = false;
  const beginNext = (): void => {
    if (free === 0 || paused || waiting.length === 0) return;
    free -= 1;
    paused = true;
    waiting.shift()?.();
    pause(() => {
      paused = false;
      beginNext();
    }, waiting.length);
  };
  return async (job) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      beginNext();
    });
    try {
      return await job();
    } finally {
      free += 1;
      beginNext();
    }
  };
}
