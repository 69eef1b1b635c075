import { isLosslessNumber, parse } from 'lossless-json';
import { printable } from '../errors';
import { BinanceError, nameOfCode } from './errors';
import type { BinanceErrorName } from './errors';
import type { Answer } from '../http';

/** An IP ban lasts "from 2 minutes to 3 days" (Binance, general info on limits). */
const SHORTEST_BAN_MS = 120_000;
const LONGEST_BAN_MS = 3 * 24 * 3_600_000;
/** Binance's page of error codes says `code`, its FAQ on these endpoints `error code`. */
const CODE_NAMES = ['code', 'error code'] as const;

/** "No outstanding pmLoan": the one code that is an answer, to the question for the loan. */
export const NO_LOAN_CODE = -21004;
const RATE_LIMIT_CODE = -1003;

export type Body = Readonly<Record<string, unknown>>;

/** What an answer says that does not ask to be left alone. */
export interface Reply {
  readonly status: number;
  /** Binance's own code; NaN if it is none of its numbers. */
  readonly code: number | undefined;
  /** Status, code and message, fit for an error. */
  readonly said: string;
  /** Undefined where it is no JSON object. Its numbers are kept digit for digit. */
  readonly body: Body | undefined;
}

/**
 * Reads an answer; `now` in milliseconds since 1970. That Binance wants to be left alone comes
 * first, whatever code stands beside it.
 * @throws {BinanceError}
 */
export function readReply(answer: Answer, now: number): Reply {
  const { status } = answer;
  const body = parseBody(answer.body);
  const { code, words } = readError(body);
  const said = printable([`HTTP ${status}`, ...words].join(', '));
  const stop = readStop(answer, code, now);
  if (stop !== undefined) throw new BinanceError(stop.name, said, stop);
  return { status, code, said, body };
}

/** The body of a success. @throws {BinanceError} what anything else means to a monitor */
export function bodyOf({ status, code, said, body }: Reply): Body {
  if (status >= 500) throw new BinanceError('BinanceUnavailableError', said);
  if (code !== undefined) throw new BinanceError(nameOfCode(code), said, { code });
  if (status !== 200) throw new BinanceError('UnexpectedAnswerError', said);
  if (body === undefined)
    throw new BinanceError('UnexpectedAnswerError', 'it is not a JSON object');
  return body;
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

/** A text, or the digits of a number. */
export function textOf(value: unknown): string | undefined {
  if (isLosslessNumber(value)) return value.toString();
  return typeof value === 'string' ? value : undefined;
}

/** Binance's code and what it says; 0 is no code. Of two codes the one that is an error counts. */
function readError(body: Body = {}): { code: number | undefined; words: string[] } {
  const given = CODE_NAMES.map((name) => body[name])
    .filter((value) => value !== undefined && textOf(value) !== '0')
    .map((value) => textOf(value) ?? 'a code that is no number');
  const text = given.find((each) => each !== String(NO_LOAN_CODE)) ?? given[0];
  const msg = typeof body['msg'] === 'string' ? body['msg'] : '';
  return {
    code: text === undefined ? undefined : Number(/^-?\d+$/.exec(text)?.[0] ?? NaN),
    words: [text ?? '', msg].filter((word) => word !== ''),
  };
}

/** Whether Binance wants to be left alone, and until when. */
function readStop(
  answer: Answer,
  code: number | undefined,
  now: number,
): { readonly name: BinanceErrorName; readonly askAgainAt?: number } | undefined {
  const { status, headers, body } = answer;
  const seconds = /^\d{1,9}$/.exec(String(headers['retry-after']))?.[0];
  const afterWait = now + Math.min(Number(seconds ?? NaN) * 1000, LONGEST_BAN_MS);
  const bannedUntil = /banned until (\d{13})(?!\d)/.exec(body)?.[1];
  if (status === 418 || (code === RATE_LIMIT_CODE && bannedUntil !== undefined)) {
    const times = [Number(bannedUntil ?? NaN), afterWait].filter((time) => time > now);
    // Without an end, or where our clock is past it, every run would ask a host that bans it.
    const until = times.length === 0 ? now + SHORTEST_BAN_MS : Math.max(...times);
    return { name: 'BanError', askAgainAt: Math.min(until, now + LONGEST_BAN_MS) };
  }
  if (status === 451) return { name: 'LocationError' };
  if (status === 429 || code === RATE_LIMIT_CODE) {
    const name = isOfAccount(answer) ? 'AccountRateLimitError' : 'RateLimitError';
    return { name, askAgainAt: Number.isNaN(afterWait) ? Infinity : afterWait };
  }
  return status === 403 && code === undefined ? { name: 'FirewallError' } : undefined;
}

/**
 * Whether a rate limit is the account's: endpoints with a limit of the UID say what it has used
 * (Binance, general info on limits). A text that names an IP ("current limit of IP(1.2.3.4) is 6000
 * requests per minute", as users report it) is about the address all the same.
 */
function isOfAccount(answer: Answer): boolean {
  return readUsedWeight(answer) !== undefined && !/\bIP\b/.test(answer.body);
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
