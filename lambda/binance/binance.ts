import { setTimeout as sleep } from 'node:timers/promises';
import type { Credentials } from '../credentials';
import type { Deadline } from '../deadline';
import type { Settings } from '../environment';
import { describe } from '../errors';
import { readLoan, readServerTime } from './answer';
import type { Loan } from './answer';
import { AddressError, BanError, BinanceUnavailableError, ClockError } from './errors';
import { Gate } from './gate';
import { get } from './http';
import type { Answer } from './http';
import { signedQuery } from './sign';

const LOAN_PATH = '/sapi/v1/portfolio/pmLoan';
const TIME_PATH = '/api/v3/time';
const MAX_ATTEMPTS = 4;
const ATTEMPT_TIMEOUT_MS = 5_000;
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 4_000;

export interface ObservedLoan extends Loan {
  /** When Binance answered, in milliseconds since 1970. */
  readonly observedAt: number;
}

/** What asking took; kept beside the outcome so that failures have it too. */
export interface Effort {
  attempts: number;
  /** The account's weight in the last minute, of 180,000; as Binance counts. */
  usedWeight?: string | undefined;
}

/** The one question that the monitor asks of Binance. */
export class Binance {
  readonly #gate: Gate;

  /** @param now Milliseconds since 1970. */
  constructor(
    private readonly settings: Pick<Settings, 'baseUrls' | 'recvWindow'>,
    private readonly now: () => number,
  ) {
    this.#gate = new Gate(now);
  }

  startRun(): void {
    this.#gate.startRun();
  }

  /**
   * Asks until there is an answer, a reason not to ask again, or no time left.
   * @throws {BinanceError}
   */
  async loan(credentials: Credentials, deadline: Deadline, effort: Effort): Promise<ObservedLoan> {
    let faults = 0;
    let clock: { offset?: number } | undefined;
    for (;;) {
      await this.#gate.pass(deadline);
      const { baseUrls } = this.settings;
      const origin = baseUrls[faults % baseUrls.length] ?? '';
      try {
        if (clock) clock.offset ??= await this.#clockOffset(origin, deadline);
        return await this.#ask(credentials, origin, clock?.offset ?? 0, deadline, effort);
      } catch (error) {
        if (error instanceof ClockError && clock === undefined) {
          clock = {};
          continue;
        }
        faults += 1;
        await this.#beforeRetry(error, faults, deadline);
      }
    }
  }

  async #ask(
    credentials: Credentials,
    origin: string,
    clockOffset: number,
    deadline: Deadline,
    effort: Effort,
  ): Promise<ObservedLoan> {
    const timestamp = Math.round(this.now() + clockOffset);
    const query = signedQuery(credentials, timestamp, this.settings.recvWindow);
    effort.attempts += 1;
    const url = new URL(`${origin}${LOAN_PATH}?${query}`);
    const answer = await this.#get(url, { 'X-MBX-APIKEY': credentials.apiKey }, deadline);
    effort.usedWeight = answer.headers['x-sapi-used-uid-weight-1m']?.toString();
    const observedAt = this.now();
    return { ...readLoan(answer, observedAt), observedAt };
  }

  /** How far Binance's clock is ahead of ours, in milliseconds. */
  async #clockOffset(origin: string, deadline: Deadline): Promise<number> {
    const asked = this.now();
    const answer = await this.#get(new URL(TIME_PATH, origin), {}, deadline);
    const answered = this.now();
    return readServerTime(answer, answered) - (asked + answered) / 2;
  }

  async #get(url: URL, headers: Record<string, string>, deadline: Deadline): Promise<Answer> {
    if (deadline.left === 0) throw new BinanceUnavailableError('no time was left to ask');
    try {
      return await get(url, headers, Math.min(ATTEMPT_TIMEOUT_MS, deadline.left));
    } catch (cause) {
      throw new BinanceUnavailableError(describe(cause), { cause });
    }
  }

  /** Waits as the error demands, or throws it where another try makes no sense. */
  async #beforeRetry(error: unknown, faults: number, deadline: Deadline): Promise<void> {
    if (error instanceof AddressError) {
      this.#heed(error, faults, deadline);
      return;
    }
    const backoff = Math.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** faults);
    const passing = error instanceof BinanceUnavailableError;
    if (!passing || faults >= MAX_ATTEMPTS || backoff >= deadline.left) throw error;
    await sleep(backoff);
  }

  #heed(error: AddressError, faults: number, deadline: Deadline): void {
    const wait = error.askAgainAt - this.now();
    if (error instanceof BanError || faults >= MAX_ATTEMPTS || wait >= deadline.left) {
      this.#gate.closeForRun(error);
      throw error;
    }
    this.#gate.close(error);
  }
}
