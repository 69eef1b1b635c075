import { isLosslessNumber, parse } from 'lossless-json';
import { printable } from '../errors';
import * as errors from './errors';
import type { Answer } from './http';
import * as waits from './wait-errors';

/** An IP ban lasts "from 2 minutes to 3 days" (Binance, general info on limits). */
const SHORTEST_BAN_MS = 120_000;
const LONGEST_BAN_MS = 3 * 24 * 3_600_000;
/** Binance's page of error codes says `code`, its FAQ on these endpoints `error code`. */
const CODE_NAMES = ['code', 'error code'] as const;

/** "No outstanding pmLoan": the one code that is an answer, to the question for the loan. */
export const NO_LOAN_CODE = -21004;
/** -21003: "If margin assets failed to retrieve in time" (Binance's FAQ on these endpoints). */
const PASSING_CODES = [-1000, -1001, -1004, -1006, -1007, -1008, -3000, -3044, -21003];
const CLOCK_CODE = -1021;
const KEY_CODES = [-1002, -1022, -1099, -2008, -2014, -2015];
/** -9000: USER_IS_NOT_UNIACCOUNT, in an earlier version of that FAQ. */
const ACCOUNT_KIND_CODES = [-21001, -3999, -9000, -3003];
/** HAD_IN_PROCESS_REPAY, IN_FORCE_LIQUIDATION: documented for repaying; not verified for asking. */
const IN_PROCESS_CODES = [-21006, -21007];
/** ENDPOINT_GONE, SERVICE_SHUTTING_DOWN ("no longer available"). */
const GONE_CODES = [-21015, -1016];
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
 * Reads an answer; `now` in milliseconds since 1970. That Binance is to be left alone comes first,
 * whatever code stands beside it.
 * @throws {waits.WaitError}
 */
export function readReply(answer: Answer, now: number): Reply {
  const { status } = answer;
  const body = parseBody(answer.body);
  const { code, words } = readError(body);
  const said = printable([`HTTP ${status}`, ...words].join(', '));
  const wait = readWait(answer, code, said, now);
  if (wait !== undefined) throw wait;
  return { status, code, said, body };
}

/** The body of a success. @throws {errors.BinanceError} what anything else means to a monitor */
export function bodyOf({ status, code, said, body }: Reply): Body {
  if (status >= 500) throw new errors.BinanceUnavailableError(said);
  if (code !== undefined) throw codeError(code, said);
  if (status !== 200) throw new errors.UnexpectedAnswerError(said);
  if (body === undefined) throw new errors.UnexpectedAnswerError('it is not a JSON object');
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

function readWait(
  answer: Answer,
  code: number | undefined,
  said: string,
  now: number,
): waits.WaitError | undefined {
  const { status, headers, body } = answer;
  const seconds = /^\d{1,9}$/.exec(String(headers['retry-after']))?.[0];
  const afterWait = now + Math.min(Number(seconds ?? NaN) * 1000, LONGEST_BAN_MS);
  const bannedUntil = /banned until (\d{13})(?!\d)/.exec(body)?.[1];
  if (status === 418 || (code === RATE_LIMIT_CODE && bannedUntil !== undefined)) {
    const times = [Number(bannedUntil ?? NaN), afterWait].filter((time) => time > now);
    // An end that is past, as by another clock, would let every run ask a host that bans it.
    const until = times.length === 0 ? now + SHORTEST_BAN_MS : Math.max(...times);
    return new waits.BanError(said, Math.min(until, now + LONGEST_BAN_MS));
  }
  if (status === 451) return new waits.LocationError(said);
  if (status === 429 || code === RATE_LIMIT_CODE) {
    const askAgainAt = Number.isNaN(afterWait) ? Infinity : afterWait;
    return isOfAccount(answer)
      ? new waits.AccountRateLimitError(said, askAgainAt)
      : new waits.RateLimitError(said, askAgainAt);
  }
  if (status === 403 && code === undefined) return new waits.FirewallError(said);
  return undefined;
}

/**
 * Whether a rate limit is the account's: endpoints with a limit of the UID say what it has used
 * (Binance, general info on limits). A text that names an IP ("current limit of IP(1.2.3.4) is 6000
 * requests per minute", as users report it) is about the address all the same.
 */
function isOfAccount(answer: Answer): boolean {
  return readUsedWeight(answer) !== undefined && !/\bIP\b/.test(answer.body);
}

function codeError(code: number, said: string): errors.BinanceError {
  if (PASSING_CODES.includes(code)) return new errors.BinanceUnavailableError(said);
  if (code === CLOCK_CODE) return new errors.ClockError(said);
  if (KEY_CODES.includes(code)) return new errors.KeyRefusedError(said, code);
  if (ACCOUNT_KIND_CODES.includes(code)) return new errors.AccountKindError(said);
  if (IN_PROCESS_CODES.includes(code)) return new errors.LoanInProcessError(said);
  if (GONE_CODES.includes(code)) return new errors.OutdatedVersionError(said);
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
