import { readLoan, readServerTime } from './answer';
import type { Loan } from './answer';
import type { Answer } from '../http';

/** An endpoint that is asked by GET, and how its answer is read. */
export interface Endpoint<T> {
  readonly path: string;
  /**
   * @param times When it was asked and answered, in milliseconds since 1970.
   * @throws {BinanceError}
   */
  readonly read: (answer: Answer, times: { asked: number; answered: number }) => T;
}

export interface ObservedLoan extends Loan {
  /** When Binance answered, in milliseconds since 1970. */
  readonly observedAt: number;
}

export interface ClockReading {
  /** How far Binance's clock is ahead of ours, in milliseconds. */
  readonly offset: number;
  /** By how much that may be wrong, likewise: half of what asking and answering took. */
  readonly uncertainty: number;
}

export const LOAN: Endpoint<ObservedLoan> = {
  path: '/sapi/v1/portfolio/pmLoan',
  read: (answer, { answered }) => ({ ...readLoan(answer, answered), observedAt: answered }),
};

export const CLOCK: Endpoint<ClockReading> = {
  path: '/api/v3/time',
  read: (answer, { asked, answered }) => ({
    offset: readServerTime(answer, answered) - (asked + answered) / 2,
    uncertainty: (answered - asked) / 2,
  }),
};
