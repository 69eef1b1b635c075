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

test('a refusal lasts for the run, whatever wait there is besides', async () => {
  const closed = gate();
  const refusal = new BinanceError('LocationError', 'HTTP 451');
  closed.close(wait(60_000));
  closed.close(refusal);
  await expect(closed.pass(new Deadline(90_000))).rejects.toBe(refusal);
});
