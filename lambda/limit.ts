/** Runs jobs in the order they came; those of the second rank once none of the first waits. */
export type Limiter = <T>(job: () => Promise<T>, rank?: 'first' | 'second') => Promise<T>;

/** Calls `next` once another job may begin, beside those that are `waiting`. */
type Pause = (next: () => void, waiting: number) => unknown;

/**
 * How long jobs are begun before what has arrived is handled. With one job at a time, a call for a
 * hundred accounts takes a fifth longer.
 */
const BEGINNING_MS = 10;

/**
 * Runs at most `width` jobs at a time, and begins them with a pause between each two: by default
 * a turn of the event loop, if beginning them has taken 10 ms. What has arrived is then handled
 * before more is begun, so a slow machine has little at once, and a fast one hardly waits.
 */
export function limiter(width: number, pause: Pause = turns()): Limiter {
  const first: (() => void)[] = [];
  const second: (() => void)[] = [];
  let free = width;
  let paused = false;
  const beginNext = (): void => {
    const next = free === 0 || paused ? undefined : (first.shift() ?? second.shift());
    if (next === undefined) return;
    free -= 1;
    paused = true;
    next();
    pause(() => {
      paused = false;
      beginNext();
    }, first.length + second.length);
  };
  return async (job, rank = 'first') => {
    await new Promise<void>((resolve) => {
      (rank === 'first' ? first : second).push(resolve);
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

function turns(): Pause {
  let begun = -Infinity;
  return (next) => {
    if (performance.now() - begun < BEGINNING_MS) queueMicrotask(next);
    else {
      setImmediate(() => {
        begun = performance.now();
        next();
      });
    }
  };
}
