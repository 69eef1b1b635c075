/** Runs jobs in the order they came; those of the second rank once none of the first waits. */
export type Limiter = <T>(job: () => Promise<T>, rank?: 'first' | 'second') => Promise<T>;

/** Calls `next` once another job may begin, beside those that are `waiting`. */
type Pause = (next: () => void, waiting: number) => unknown;

/**
 * For how long jobs are begun one right after the other. With a turn of the event loop after each,
 * a run for a hundred accounts takes a fifth longer.
 */
const BURST_MS = 10;

/**
 * Runs at most `width` jobs at a time, and begins them with a pause between each two. By default
 * jobs are begun in bursts, with a turn of the event loop between two bursts. What has arrived is
 * handled in that turn, so a slow machine has few jobs at once, and a fast one hardly waits.
 */
export function limiter(width: number, pause: Pause = betweenBursts()): Limiter {
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

function betweenBursts(): Pause {
  let burstBegan = -Infinity;
  return (next) => {
    if (performance.now() - burstBegan < BURST_MS) queueMicrotask(next);
    else {
      setImmediate(() => {
        burstBegan = performance.now();
        next();
      });
    }
  };
}
