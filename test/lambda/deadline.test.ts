import { setImmediate as turn } from 'node:timers/promises';
import { Deadline } from '../../lambda/deadline';

const LONG_MS = 60_000;
const TINY_MS = 5;

function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

describe('what is left until a deadline', () => {
  test('is no more than was given', () => {
    const { left } = new Deadline(LONG_MS);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(LONG_MS);
  });

  test.each([0, -1, -LONG_MS])('is nothing, and never less, where %s was given', (given) => {
    expect(new Deadline(given).left).toBe(0);
  });

  test('is nothing once its time is up', async () => {
    const deadline = new Deadline(TINY_MS);
    await expect(deadline.within(never)).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(deadline.within(never)).rejects.toMatchObject({ name: 'TimeoutError' });
    // A timer may be early by less than a millisecond.
    expect(deadline.left).toBeLessThan(1);
  });
});

describe('a call within a deadline', () => {
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

  test('is rejected when the time is up though it never settles', async () => {
    await expect(new Deadline(TINY_MS).within(never)).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'no time was left',
    });
  });

  test.each([0, -LONG_MS])('is rejected at once where %s milliseconds are left', async (given) => {
    await expect(new Deadline(given).within(never)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('hears when the time is up, and why, and may reject late without harm', async () => {
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
    await expect(outcome).rejects.toMatchObject({ name: 'TimeoutError' });
    await turn();
    await turn();
    process.off('unhandledRejection', listen);
    expect(heard?.reason).toMatchObject({ name: 'TimeoutError' });
    expect(unheard).toEqual([]);
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
