import { Gate } from '../../../lambda/binance/gate';
import { BinanceError } from '../../../lambda/binance/errors';
import { Deadline } from '../../../lambda/deadline';

const NOW = 1_000_000;

function gate(): Gate {
  return new Gate(() => NOW);
}

/** An answer that asks for so many milliseconds of silence. */
function wait(milliseconds: number): BinanceError {
  return new BinanceError('RateLimitError', `wait ${milliseconds} ms`, {
    askAgainAt: NOW + milliseconds,
  });
}

test('it is open at first, and once a wait is over', async () => {
  const open = gate();
  await open.pass(new Deadline(0));
  open.close(wait(0));
  await open.pass(new Deadline(0));
});

test.each([1_000, 200])('a wait of %s ms is no use where 400 are left', async (milliseconds) => {
  const closed = gate();
  const reason = wait(milliseconds);
  closed.close(reason);
  await expect(closed.pass(new Deadline(400))).rejects.toBe(reason);
});

test('of several waits the longest counts, in this run and the next', async () => {
  const closed = gate();
  const longest = wait(60_000);
  for (const reason of [wait(5_000), longest, wait(7_000)]) closed.close(reason);
  closed.startRun();
  await expect(closed.pass(new Deadline(900))).rejects.toBe(longest);
});

test('a refusal lasts for the run, whatever wait there is besides', async () => {
  const closed = gate();
  const refusal = new BinanceError('LocationError', 'HTTP 451');
  closed.close(wait(60_000));
  closed.close(refusal);
  await expect(closed.pass(new Deadline(90_000))).rejects.toBe(refusal);
});

test('it opens with the next run after a refusal', async () => {
  const closed = gate();
  closed.close(new BinanceError('LocationError', 'HTTP 451'));
  closed.startRun();
  await closed.pass(new Deadline(0));
});

test('it waits as long as it was asked to, by the clock', async () => {
  const clock = new Gate(Date.now);
  const until = Date.now() + 30;
  clock.close(new BinanceError('RateLimitError', 'wait', { askAgainAt: until }));
  await clock.pass(new Deadline(5_000));
  expect(Date.now()).toBeGreaterThanOrEqual(until);
});
