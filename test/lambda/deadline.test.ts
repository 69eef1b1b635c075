import { setImmediate as turn } from 'node:timers/promises';
import { Deadline } from '../../lambda/deadline';

const LONG_MS = 60_000;
const TINY_MS = 5;
const TIME_UP = { name: 'TimeoutError', message: 'no time was left' };

function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

test('no more is left than was given', () => {
  const { left } = new Deadline(LONG_MS);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(LONG_MS);
});

test.each([0, -1, -LONG_MS])('of %s nothing is left, and no call is made', async (given) => {
  const call = jest.fn(never);
  expect(new Deadline(given).left).toBe(0);
  await expect(new Deadline(given).within(call)).rejects.toMatchObject(TIME_UP);
  expect(call).not.toHaveBeenCalled();
});

test('a call that never settles is rejected when the time is up, and so is the next', async () => {
  const deadline = new Deadline(TINY_MS);
  await expect(deadline.within(never)).rejects.toMatchObject(TIME_UP);
  await expect(deadline.within(never)).rejects.toMatchObject(TIME_UP);
  // A timer may be early by less than a millisecond.
  expect(deadline.left).toBeLessThan(1);
});

describe('a call in time', () => {
  test('passes its result on', async () => {
    await expect(new Deadline(LONG_MS).within(() => Promise.resolve(7))).resolves.toBe(7);
  });

  test('passes its rejection on as it is', async () => {
    const error = new Error('refused');
    await expect(new Deadline(LONG_MS).within(() => Promise.reject(error))).rejects.toBe(error);
  });

  test('passes on what it throws before it has a promise', async () => {
    const call = (): Promise<never> => {
      throw new Error('at once');
    };
    await expect(new Deadline(LONG_MS).within(call)).rejects.toThrow('at once');
  });

  test.each([
    ['succeeds', () => Promise.resolve(7)],
    ['fails', () => Promise.reject(new Error('refused'))],
  ])('is left alone once it %s, and no timer stays behind', async (_, call) => {
    const before = timers();
    let heard: AbortSignal | undefined;
    await Promise.allSettled([
      new Deadline(LONG_MS).within((signal) => {
        heard = signal;
        return call();
      }),
    ]);
    await turn();
    expect(heard?.aborted).toBe(false);
    expect(timers()).toBe(before);
  });
});

test('a call hears when the time is up, and why, and may reject late without harm', async () => {
  let heard: AbortSignal | undefined;
  const unheard: unknown[] = [];
  const listen = (reason: unknown): void => void unheard.push(reason);
  process.on('unhandledRejection', listen);
  const outcome = new Deadline(TINY_MS).within(async (signal) => {
    heard = signal;
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    await turn();
    throw new Error('too late');
  });
  await expect(outcome).rejects.toMatchObject(TIME_UP);
  await turn();
  await turn();
  process.off('unhandledRejection', listen);
  expect(heard?.reason).toMatchObject(TIME_UP);
  expect(unheard).toEqual([]);
});
