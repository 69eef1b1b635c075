import { isLosslessNumber, parse } from 'lossless-json';
import { printable } from '../errors';
import * as errors from './errors';
import type { Answer } from './http';

/** Binance bans an address for two minutes to three days. */
const SHORTEST_BAN_MS = 120_000;
const LONGEST_BAN_MS = 3 * 24 * 3_600_000;
/** Beyond 64 characters no amount is plausible, and a double or a text message could not hold it. */
const AMOUNT = /^(?=.{1,64}$)\d+(\.\d+)?$/;
const ASSET = /^(?=.*[A-Za-z])[A-Za-z0-9]{1,32}$/;
const SERVER_TIME = /^\d{13}$/;

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
  const digits = textOf(amount);
  if (digits === undefined || !AMOUNT.test(digits)) {
    throw new errors.UnexpectedAnswerError('it holds no plain, non-negative decimal amount');
  }
  return { asset, amount: digits };
}

/** Binance's clock, in milliseconds since 1970, in an answer to `GET /api/v3/time`. */
export function readServerTime(answer: Answer, now: number): number {
  const serverTime = textOf(readSuccess(answer, now)['serverTime']);
  if (serverTime === undefined || !SERVER_TIME.test(serverTime)) {
    throw new errors.UnexpectedAnswerError('it holds no server time');
  }
  return Number(serverTime);
}

/**
 * What the account, or the address, has used of its weight in this minute; nothing but digits
 * gets into a log.
 */
export function readUsedWeight(
  { headers }: Answer,
  whose: 'uid' | 'ip' = 'uid',
): string | undefined {
  return /^\d{1,9}$/.exec(String(headers[`x-sapi-used-${whose}-weight-1m`]))?.[0];
}

/** The body of a success; of anything else, the error that it means to a monitor. */
export function readSuccess(answer: Answer, now: number): Body {
  const { status } = answer;
  const body = parseBody(answer.body);
  const { code, words } = readError(body);
  const said = printable([`HTTP ${status}`, ...words].join(', '));
  const addressError = readAddressError(answer, code, said, now);
  if (addressError !== undefined) throw addressError;
  if (status >= 500) throw new errors.BinanceUnavailableError(said);
  if (code !== undefined) throw codeError(code, said);
  if (status !== 200) throw new errors.UnexpectedAnswerError(said);
  if (body === undefined) throw new errors.UnexpectedAnswerError('it is not a JSON object');
  return body;
}

/** Binance's own code, NaN if it is none of its numbers, and what it says; 0 is no code. */
function readError({ code, msg }: Body = {}): { code: number | undefined; words: string[] } {
  const none = code === undefined || textOf(code) === '0';
  const text = textOf(code) ?? 'a code that is no number';
  return {
    code: none ? undefined : Number(text),
    words: [none ? '' : text, typeof msg === 'string' ? msg : ''].filter((word) => word !== ''),
  };
}

function readAddressError(
  { status, headers, body }: Answer,
  code: number | undefined,
  said: string,
  now: number,
): errors.AddressError | undefined {
  const seconds = /^\d{1,9}$/.exec(String(headers['retry-after']))?.[0];
  const afterWait = now + Math.min(Number(seconds ?? NaN) * 1000, LONGEST_BAN_MS);
  const bannedUntil = /banned until (\d{13})(?!\d)/.exec(body)?.[1];
  if (status === 418 || (code === RATE_LIMIT_CODE && bannedUntil !== undefined)) {
    const times = [Number(bannedUntil ?? NaN), afterWait].filter((time) => !Number.isNaN(time));
    const until = times.length === 0 ? now + SHORTEST_BAN_MS : Math.max(...times);
    return new errors.BanError(said, Math.min(until, now + LONGEST_BAN_MS));
  }
  if (status === 429 || code === RATE_LIMIT_CODE) {
    return new errors.RateLimitError(said, Number.isNaN(afterWait) ? Infinity : afterWait);
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

/** A JSON object with its numbers kept digit for digit, or undefined. */
function parseBody(text: string): Body | undefined {
  let body: unknown;
  try {
    body = parse(text);
  } catch {
    // What is not JSON is no object either.
  }
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? (body as Body) : undefined;
}

/** A text, or the digits of a number. */
function textOf(value: unknown): string | undefined {
  if (isLosslessNumber(value)) return value.toString();
  return typeof value === 'string' ? value : undefined;
}
