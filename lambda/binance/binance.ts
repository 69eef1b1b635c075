import { setTimeout as sleep } from 'node:timers/promises';
import type { Credentials } from '../credentials';
import type { Deadline } from '../deadline';
import type { Settings } from '../environment';
import { describe } from '../errors';
import { readLoan, readServerTime, readUsedWeight } from './answer';
import type { Loan } from './answer';
import { AddressError, BanError, BinanceUnavailableError, ClockError } from './errors';
import { Gate } from './gate';
import { connect, get } from './http';
import type { Answer } from './http';
import { signedQuery } from './sign';

const LOAN_PATH = '/sapi/v1/portfolio/pmLoan';
const TIME_PATH = '/api/v3/time';
const MAX_TRIES = 4;
const ATTEMPT_TIMEOUT_MS = 5_000;
const FIRST_BACKOFF_MS = 250;

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
    // By the time the first secret is here, it stands.
    connect(settings.baseUrls[0] ?? '');
  }

  startRun(): void {
    this.#gate.startRun();
  }

  /**
   * Asks until there is an answer, a reason not to ask again, or no time left.
   * @throws {BinanceError}
   */
  async loan(credentials: Credentials, deadline: Deadline, effort: Effort): Promise<ObservedLoan> {
    const { baseUrls } = this.settings;
    const unavailable: string[] = [];
    let clock: { offset?: number } | undefined;
    for (let tries = 1; ; tries += 1) {
      const origin = baseUrls[unavailable.length % baseUrls.length] ?? '';
      await this.#gate.pass(deadline);
      try {
        if (clock) clock.offset ??= await this.#clockOffset(origin, deadline);
        return await this.#ask(credentials, origin, clock?.offset ?? 0, deadline, effort);
      } catch (error) {
        if (error instanceof ClockError && clock === undefined) clock = {};
        else if (error instanceof AddressError) await this.#heed(error, tries, deadline);
        else if (error instanceof BinanceUnavailableError) {
          unavailable.push(error.what);
          if (!(await backOff(tries, deadline))) throw givenUp(unavailable, error);
        } else throw error;
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
    // The gate may have closed while the clock was read.
    await this.#gate.pass(deadline);
    const timestamp = Math.round(this.now() + clockOffset);
    const query = signedQuery(credentials, timestamp, this.settings.recvWindow);
    effort.attempts += 1;
    const url = new URL(`${origin}${LOAN_PATH}?${query}`);
    const answer = await this.#get(url, { 'X-MBX-APIKEY': credentials.apiKey }, deadline);
    effort.usedWeight = readUsedWeight(answer);
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

  /** Keeps everyone from asking before Binance's time, and for this run where that is too late. */
  async #heed(error: AddressError, tries: number, deadline: Deadline): Promise<void> {
    const tooLate = error.askAgainAt - this.now() >= deadline.left;
    if (error instanceof BanError || tooLate) {
      this.#gate.closeForRun(error);
      throw error;
    }
    this.#gate.close(error);
    if (await backOff(tries, deadline)) return;
    this.#gate.closeForRun(error);
    throw error;
  }
}

/** Waits before a further try, by jittered and growing times; false where none is left. */
async function backOff(tries: number, deadline: Deadline): Promise<boolean> {
  const backoff = Math.random() * FIRST_BACKOFF_MS * 2 ** tries;
  if (tries >= MAX_TRIES || backoff >= deadline.left) return false;
  await sleep(backoff);
  return true;
}

/** What was said to each try: the last one may have been cut short and know the least. */
function givenUp(reasons: readonly string[], { cause }: Error): BinanceUnavailableError {
  return new BinanceUnavailableError([...new Set(reasons)].join('; then '), { cause });
}
