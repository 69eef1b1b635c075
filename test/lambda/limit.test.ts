import { setImmediate as turn } from 'node:timers/promises';
import { limiter } from '../../lambda/limit';

let started: string[] = [];

beforeEach(() => {
  started = [];
});

/** A job that ends when it is told to; `started` gets its name when it begins. */
function job(name: string) {
  let finish!: (result: string) => void;
  let fail!: (error: Error) => void;
  const end = new Promise<string>((resolve, reject) => {
    [finish, fail] = [resolve, reject];
  });
  const run = (): Promise<string> => {
    started.push(name);
    return end;
  };
  return { run, finish, fail };
}

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
  // Jobs begin over several turns of the event loop, so they have to last. Twice, so that a place
  // lost or won in the first round shows in the second.
  for (const round of [1, 2]) {
    most = 0;
    const lengths = Array.from({ length: 40 }, (_, index) => 60 + ((index * 7 * round) % 5));
    await Promise.all(lengths.map((turns) => limit(() => work(turns))));
    expect([most, running]).toEqual([Math.min(width, 40), 0]);
  }
});

test('starts a job only when a place is free, and in the order they came', async () => {
  const limit = limiter(2);
  const [a, b, c, d] = [job('a'), job('b'), job('c'), job('d')];
  const results = Promise.all([a, b, c, d].map(({ run }) => limit(run)));
  await turn();
  expect(started).toEqual(['a', 'b']);
  b.finish('B');
  await turn();
  expect(started).toEqual(['a', 'b', 'c']);
  c.finish('C');
  await turn();
  expect(started).toEqual(['a', 'b', 'c', 'd']);
  d.finish('D');
  a.finish('A');
  await expect(results).resolves.toEqual(['A', 'B', 'C', 'D']);
});

test('does not let a newcomer pass one who waits', async () => {
  const limit = limiter(1);
  const [a, b, c] = [job('a'), job('b'), job('c')];
  const results = [limit(a.run), limit(b.run)];
  a.finish('A');
  await results[0];
  results.push(limit(c.run));
  await turn();
  expect(started).toEqual(['a', 'b']);
  b.finish('B');
  c.finish('C');
  await expect(Promise.all(results)).resolves.toEqual(['A', 'B', 'C']);
});

test('passes a failure to the one who asked, and frees its place', async () => {
  const limit = limiter(1);
  const [broken, next] = [job('broken'), job('next')];
  const [refused, result] = [limit(broken.run), limit(next.run)];
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

test('lets those of the second rank wait for all of the first', async () => {
  const limit = limiter(1);
  const [a, b, c, d] = [job('a'), job('b'), job('c'), job('d')];
  const results = [limit(a.run, 'second'), limit(b.run, 'second'), limit(c.run), limit(d.run)];
  for (const each of [a, b, c, d]) each.finish('');
  await Promise.all(results);
  expect(started).toEqual(['a', 'c', 'd', 'b']);
});

test('lets what has arrived be handled once jobs were begun for 10 ms', async () => {
  const limit = limiter(50);
  const busy = async (name: string): Promise<void> => {
    started.push(name);
    const end = performance.now() + 11;
    while (performance.now() < end);
    return Promise.resolve();
  };
  const jobs = ['a', 'b', 'c', 'd'].map((name) => limit(() => busy(name)));
  setImmediate(() => started.push('arrived'));
  await Promise.all(jobs);
  expect(started).toEqual(['a', 'b', 'c', 'arrived', 'd']);
});
