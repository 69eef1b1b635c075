import type { Owed, Standing } from '../contract';
import { printable } from '../errors';
import { BinanceError } from './errors';
import type { Answer } from '../http';
import { bodyOf, NO_LOAN_CODE, readReply, textOf } from './reply';
import type { Body, Reply } from './reply';

/** Beyond 64 characters no amount is plausible, and a double or a text message could not hold it. */
const AMOUNT = /^(?=.{1,64}$)\d+(\.\d+)?$/;
const ASSET = /^(?=.*[A-Za-z])[A-Za-z0-9]{1,32}$/;
const SERVER_TIME = /^\d{13}$/;

/** How far an account is from a liquidation. What Binance leaves out is undefined. */
export interface Health extends Standing {
  /** In USD, after the discounts for collateral; it may be negative. */
  readonly equity: string | undefined;
  /** In USD. */
  readonly maintenanceMargin: string | undefined;
  /** Of Portfolio Margin Pro, `PM_1`. */
  readonly accountType: string | undefined;
}

/**
 * The loan in an answer to `GET /sapi/v1/portfolio/pmLoan`; `now` in milliseconds since 1970.
 * @throws {BinanceError} for whatever is neither a success with an asset and an amount nor
 *   the code that says that nothing is owed
 */
export function readLoan(answer: Answer, now: number): Owed {
  const reply = readReply(answer, now);
  if (reply.code === NO_LOAN_CODE) return noLoan(reply);
  const { asset, amount } = bodyOf(reply);
  if (typeof asset !== 'string' || !ASSET.test(asset)) {
    throw new BinanceError('UnexpectedAnswerError', 'it names no asset');
  }
  const digits = textOf(amount);
  if (digits === undefined || !AMOUNT.test(digits)) {
    throw new BinanceError(
      'UnexpectedAnswerError',
      'it holds no plain, non-negative decimal amount',
    );
  }
  return { asset, amount: digits };
}

/**
 * Binance's page on pmLoan says that an account without a loan is answered with an amount of 0, its
 * FAQ on the same endpoint shows -21004 instead. Which of the two is sent is not verified.
 */
function noLoan({ body }: Reply): Owed {
  const amount = textOf(body?.['amount']);
  if (amount !== undefined && Number(amount) !== 0) {
    throw new BinanceError(
      'UnexpectedAnswerError',
      'it says that nothing is owed, beside an amount',
    );
  }
  return { asset: null, amount: '0' };
}

/**
 * How the account stands, in an answer to `GET /sapi/v1/portfolio/account`; `now` in milliseconds
 * since 1970. A status that is new to us is taken as it is.
 * @throws {BinanceError} for whatever does not hold both the status and the uniMMR
 */
export function readHealth(answer: Answer, now: number): Health {
  const body = readSuccess(answer, now);
  const status = printable(textOf(body['accountStatus']) ?? '');
  const uniMmr = decimal(body['uniMMR']);
  if (status === '' || uniMmr === undefined) {
    throw new BinanceError('UnexpectedAnswerError', 'it does not say how the account stands');
  }
  return {
    status,
    uniMmr,
    equity: decimal(body['accountEquity']),
    maintenanceMargin: decimal(body['accountMaintMargin']),
    accountType: /^\w{1,32}$/.exec(textOf(body['accountType']) ?? '')?.[0],
  };
}

/** Unlike an amount, these may be negative. */
function decimal(value: unknown): string | undefined {
  const digits = textOf(value) ?? '';
  return AMOUNT.test(digits.replace(/^-/, '')) ? digits : undefined;
}

/** Binance's clock, in milliseconds since 1970, in an answer to `GET /api/v3/time`. */
export function readServerTime(answer: Answer, now: number): number {
  const serverTime = textOf(readSuccess(answer, now)['serverTime']);
  if (serverTime === undefined || !SERVER_TIME.test(serverTime)) {
    throw new BinanceError('UnexpectedAnswerError', 'it holds no server time');
  }
  return Number(serverTime);
}

/** The body of a success; of anything else, the error that it means to a monitor. */
export function readSuccess(answer: Answer, now: number): Body {
  return bodyOf(readReply(answer, now));
}
