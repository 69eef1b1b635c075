import { parse } from 'lossless-json';
import { printable } from '../errors';
import * as errors from './errors';
import type { Answer } from './http';

/** Binance bans an address for two minutes to three days. */
const SHORTEST_BAN_MS = 120_000;
const LONGEST_BAN_MS = 3 * 24 * 3_600_000;
/** Beyond 64 characters no amount is plausible, and a double or a text message could not hold it. */
const AMOUNT = /^(?=.{1,64}$)\d+(\.\d+)?$/;
/** With a letter, since a number that came in the asset's place is digits too. */
const ASSET = /^(?=.*[A-Za-z])[A-Za-z0-9]{1,32}$/;

const PASSING_CODES = [-1000, -1001, -1004, -1006, -1007, -1008, -3000, -3044];
const CLOCK_CODE = -1021;
const KEY_CODES = [-1002, -1022, -1099, -2008, -2014, -2015];
const ACCOUNT_KIND_CODES = [-21001, -3999];
const RATE_LIMIT_CODE = -1003;

export interface Loan {
  readonly asset: string;
  /** A plain decimal, not negative, digit for digit as Binance sent it. */
  readonly amount: string;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * The loan in an answer to `GET /sapi/v1/portfolio/pmLoan`; `now` in milliseconds since 1970.
 * @throws {errors.BinanceError} for whatever is not a success with an asset and an amount
 */
export function readLoan(answer: Answer, now: number): Loan {
  const { asset, amount } = readSuccess(answer, now);
  if (typeof asset !== 'string' || !ASSET.test(asset)) {
    throw new errors.UnexpectedAnswerError('it names no asset');
  }
  if (typeof amount !== 'string' || !AMOUNT.test(amount)) {
    throw new errors.UnexpectedAnswerError('it holds no plain, non-negative decimal amount');
  }
  return { asset, amount };
}

/** Binance's clock, in milliseconds since 1970, in an answer to `GET /api/v3/time`. */
export function readServerTime(answer: Answer, now: number): number {
  const serverTime = Number(readSuccess(answer, now)['serverTime']);
  if (!Number.isSafeInteger(serverTime) || serverTime <= 0) {
    throw new errors.UnexpectedAnswerError('it holds no server time');
  }
  return serverTime;
}

/** The body of a success; of anything else, the error that it means to a monitor. */
function readSuccess(answer: Answer, now: number): Body {
  const { status } = answer;
  const body = parseBody(answer.body);
  const { code, msg } = readError(body);
  const said = printable([`HTTP ${status}`, code ?? [], msg ?? []].flat().join(', '));
  const addressError = readAddressError(answer, code, said, now);
  if (addressError !== undefined) throw addressError;
  if (status >= 500) throw new errors.BinanceUnavailableError(said);
  if (code !== undefined) throw codeError(code, said);
  if (status !== 200) throw new errors.UnexpectedAnswerError(said);
  if (body === undefined) throw new errors.UnexpectedAnswerError('it is not a JSON object');
  return body;
}

/** Binance's own code and text; the code 0 is none. */
function readError(body: Body | undefined): { code?: number; msg?: string } {
  const { code, msg } = body ?? {};
  return {
    ...(typeof code === 'string' && /^-?[1-9]\d{0,5}$/.test(code) ? { code: Number(code) } : {}),
    ...(typeof msg === 'string' ? { msg } : {}),
  };
}

function readAddressError(
  { status, headers, body }: Answer,
  code: number | undefined,
  said: string,
  now: number,
): errors.AddressError | undefined {
  const seconds = /^\d{1,9}$/.exec(headers['retry-after'] ?? '')?.[0];
  const afterWait = seconds === undefined ? undefined : now + Number(seconds) * 1000;
  const bannedUntil = /banned until (\d{13})/.exec(body)?.[1];
  if (status === 418 || (code === RATE_LIMIT_CODE && bannedUntil !== undefined)) {
    const until = bannedUntil === undefined ? afterWait : Number(bannedUntil);
    const askAgainAt = Math.min(until ?? now + SHORTEST_BAN_MS, now + LONGEST_BAN_MS);
    return new errors.BanError(said, askAgainAt);
  }
  if (status === 429 || code === RATE_LIMIT_CODE) {
    return new errors.RateLimitError(said, afterWait ?? Infinity);
  }
  if (status === 451) return new errors.LocationError(said);
  if (status === 403 && code === undefined) return new errors.FirewallError(said);
  return undefined;
}

function codeError(code: number, said: string): errors.BinanceError {
  if (PASSING_CODES.includes(code)) return new errors.BinanceUnavailableError(said);
  if (code === CLOCK_CODE) return new errors.ClockError(said);
  if (KEY_CODES.includes(code)) return new errors.KeyRefusedError(said);
  if (ACCOUNT_KIND_CODES.includes(code)) return new errors.AccountKindError(said);
  return new errors.RequestRefusedError(said);
}

/** A JSON object with its numbers left as the digits that came, or undefined. */
function parseBody(text: string): Body | undefined {
  try {
    const body = parse(text, undefined, { parseNumber: (digits) => digits });
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    return isObject ? { ...body } : undefined;
  } catch {
    return undefined;
  }
}
