import type { ClockReading } from '../binance/endpoints';
import { BinanceError } from '../binance/errors';
import type { Finding } from '../contract';
import { broken, failed, ok, warning } from './findings';

const NOTABLE_OFFSET_MS = 500;
/** Binance refuses what is dated this far ahead of its clock. */
const REFUSED_AHEAD_MS = 1_000;
/** Binance's own, for how long after its date it takes a request. */
const RECV_WINDOW_MS = 5_000;

/** Whether Binance answers the address that the function calls from; `answers` to anyone. */
export function judgeAddress(
  clock: ClockReading | Error,
  answers: readonly (object | undefined)[],
): Finding {
  const about = { check: 'address' } as const;
  const refusal = answers.find(
    (answer) => answer instanceof BinanceError && answer.stops === 'address',
  ) as BinanceError | undefined;
  const error = refusal ?? (clock instanceof Error ? clock : undefined);
  if (error === undefined) return ok(about, 'Binance answers from where the function runs.');
  const finding = failed(about, error);
  const until =
    error instanceof BinanceError && error.stops === 'address' ? error.askAgainAt : Infinity;
  return until === Infinity || error.name === 'BanError'
    ? finding
    : { ...finding, detail: `${finding.detail} Not before ${new Date(until).toISOString()}.` };
}

/** How the function's clock stands to Binance's, in favour of what cannot be told for sure. */
export function judgeClock({ offset, uncertainty }: ClockReading, recvWindow?: string): Finding {
  const about = { check: 'clock' } as const;
  const least = Math.max(0, Math.abs(offset) - uncertainty);
  const side = offset < 0 ? 'ahead of' : 'behind';
  const detail = `The function's clock is ${Math.round(Math.abs(offset))} ms ${side} Binance's (to ${Math.ceil(uncertainty)} ms).`;
  if (least <= NOTABLE_OFFSET_MS) return ok(about, detail);
  const fix = "Checks correct themselves by Binance's clock; if it lasts, tell AWS Support.";
  const refused = offset < 0 ? REFUSED_AHEAD_MS : Number(recvWindow ?? RECV_WINDOW_MS);
  if (least < refused) return warning(about, detail, fix);
  return broken(about, `${detail} Binance refuses requests dated by it.`, fix);
}
