import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** Nothing waits longer for what comes of other accounts. */
const LONGEST_WAIT_MS = 1_000;

/** What a promise resolves to, or undefined where that takes longer than so many milliseconds. */
export function atMost<T>(promise: Promise<T>, ms = LONGEST_WAIT_MS): Promise<T | undefined> {
  return Promise.race([promise, sleep(ms, undefined, { ref: false })]);
}

/**
 * Gathers items and handles them together, as few times as possible: until `ready`, or for a
 * second, or until there are `most`. Each item gets the outcome of its batch.
 */
export function batches<T, R>(
  ready: Promise<unknown>,
  handle: (items: readonly T[]) => Promise<R>,
  most = Infinity,
): (item: T) => Promise<R> {
  let batch: { readonly items: T[]; readonly handled: Promise<R> } | undefined;
  const open = (): NonNullable<typeof batch> => {
    const items: T[] = [];
    const handled = atMost(ready)
      .then(() => nextTurn())
      .then(() => {
        if (batch?.items === items) batch = undefined;
        return handle(items);
      });
    return { items, handled };
  };
  return (item) => {
    batch ??= open();
    const { items, handled } = batch;
    items.push(item);
    if (items.length === most) batch = undefined;
    return handled;
  };
}
