import { setImmediate as turn } from 'node:timers/promises';
import { limiter } from '../../lambda/limit';

interface Job {
  readonly run: () => Promise<string>;
  readonly finish: (result: string) => void;
  readonly fail: (error: Error) => void;
}

/** A job that ends when it is told to; `started` gets its name when it begins. */
function job(name: string, started: string[]): Job {
  let finish: Job['finish'] = () => undefined;
  let fail: Job['fail'] = () => undefined;
  const end = new Promise<string>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const run = (): Promise<string> => {
    started.push(name);
    return end;
  };
  return {
    run,
    finish: (result) => {
      finish(result);
    },
    fail: (error) => {
      fail(error);
    },
  };
}

describe('a limiter', () => {
  test.each([1, 2, 3, 20, 50])('of %s never runs more at once, and no fewer', async (width) => {
    const limit = limiter(width);
    let running = 0;
    let most = 0;
    const work = async (turns: number): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      for (let each = 0; each < turns; each += 1) await turn();
      running -= 1;
    };
    // One job begins in each turn of the event loop, so they have to last. Twice, so that a place lost or won in the first round shows in the second.
    for (const round of [1, 2]) {
      most = 0;
      const lengths = Array.from({ length: 40 }, (_, index) => 60 + ((index * 7 * round) % 5));
      await Promise.all(lengths.map((turns) => limit(() => work(turns))));
      expect(most).toBe(Math.min(width, 40));
      expect(running).toBe(0);
    }
  });

  test('starts a job only when a place is free, and in the order they came', async () => {
    const limit = limiter(2);
    const started: string[] = [];
    const jobs = ['a', 'b', 'c', 'd'].map((name) => job(name, started));
    const results = Promise.all(jobs.map(({ run }) => limit(run)));
    await turn();
    expect(started).toEqual(['a', 'b']);
    jobs[1]?.finish('B');
    await turn();
    expect(started).toEqual(['a', 'b', 'c']);
    jobs[2]?.finish('C');
    await turn();
    expect(started).toEqual(['a', 'b', 'c', 'd']);
    jobs[3]?.finish('D');
    jobs[0]?.finish('A');
    await expect(results).resolves.toEqual(['A', 'B', 'C', 'D']);
  });

  test('does not let a newcomer pass one who waits', async () => {
    const limit = limiter(1);
    const started: string[] = [];
    const [first, second, third] = ['a', 'b', 'c'].map((name) => job(name, started));
    if (!first || !second || !third) throw new Error('too few jobs');
    const results = [limit(first.run), limit(second.run)];
    first.finish('A');
    await results[0];
    results.push(limit(third.run));
    await turn();
    expect(started).toEqual(['a', 'b']);
    second.finish('B');
    third.finish('C');
    await expect(Promise.all(results)).resolves.toEqual(['A', 'B', 'C']);
  });

  test('passes a failure to the one who asked, and frees its place', async () => {
    const limit = limiter(1);
    const started: string[] = [];
    const broken = job('broken', started);
    const next = job('next', started);
    const refused = limit(broken.run);
    const result = limit(next.run);
    broken.fail(new Error('it broke'));
    next.finish('done');
    await expect(refused).rejects.toThrow('it broke');
    await expect(result).resolves.toBe('done');
    expect(started).toEqual(['broken', 'next']);
  });

  test('frees the place of a job that throws before it has a promise', async () => {
    const limit = limiter(1);
    const refused = limit(() => {
      throw new Error('at once');
    });
    await expect(refused).rejects.toThrow('at once');
    await expect(limit(() => Promise.resolve('done'))).resolves.toBe('done');
  });
});
