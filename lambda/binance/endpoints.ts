import type { Owed } from '../contract';
import { readHealth, readLoan, readServerTime } from './answer';
import type { Health } from './answer';
import type { Answer } from '../http';

/** An endpoint that is asked by GET, and how its answer is read. */
export interface Endpoint<T> {
  readonly path: string;
  /** Whether only a ban, of all answers to the address, keeps other endpoints from being asked. */
  readonly stopsAlone?: true;
  /**
   * @param times When it was asked and answered, in milliseconds since 1970.
   * @throws {BinanceError}
   */
  readonly read: (answer: Answer, times: { asked: number; answered: number }) => T;
}

/** When Binance answered, in milliseconds since 1970. */
interface Observed {
  readonly observedAt: number;
}

export type ObservedLoan = Owed & Observed;
export type ObservedHealth = Health & Observed;

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

/** Its weight is 5 (Binance, account information), next to nothing of any limit. */
export const HEALTH: Endpoint<ObservedHealth> = {
  path: '/sapi/v1/portfolio/account',
  stopsAlone: true,
  read: (answer, { answered }) => ({ ...readHealth(answer, answered), observedAt: answered }),
};

export const CLOCK: Endpoint<ClockReading> = {
  path: '/api/v3/time',
  read: (answer, { asked, answered }) => ({
    offset: readServerTime(answer, answered) - (asked + answered) / 2,
    uncertainty: (answered - asked) / 2,
  }),
};
