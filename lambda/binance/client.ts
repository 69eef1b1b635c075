import { setTimeout as sleep } from 'node:timers/promises';
import type { Credentials } from './key';
import type { Deadline } from '../deadline';
import type { Settings } from '../environment';
import { describe } from '../errors';
import { BinanceUnavailableError, ClockError } from './errors';
import { Gates } from './gate';
import { connect, get } from './http';
import type { Answer } from './http';
import { CLOCK, LOAN } from './endpoints';
import type { ClockReading, ObservedLoan, Question } from './endpoints';
import { readUsedWeight } from './reply';
import { signedQuery } from './sign';
import { BanError, WaitError } from './wait-errors';

const MAX_TRIES = 4;
const ATTEMPT_TIMEOUT_MS = 5_000;
const FIRST_BACKOFF_MS = 250;

/** What a signed question takes besides. */
interface Signing {
  readonly credentials: Credentials;
  /** How far Binance's clock is ahead of ours, in milliseconds. */
  readonly clockOffset: number;
  readonly effort: Effort;
}

/** What asking took; kept beside the outcome so that failures have it too. */
export interface Effort {
  attempts: number;
  /** The account's weight in the last minute, of 180,000; as Binance counts. */
  usedWeight?: string | undefined;
}

/** The way to Binance, and what it takes to get an answer. */
export class Binance {
  readonly #gates: Gates;

  /** @param now Milliseconds since 1970. */
  constructor(
    private readonly settings: Pick<Settings, 'baseUrls' | 'recvWindow'>,
    private readonly now: () => number,
  ) {
    this.#gates = new Gates(now);
    // By the time the first secret is here, it stands.
    connect(settings.baseUrls[0] ?? '');
  }

  startRun(): void {
    this.#gates.startRun();
  }

  /** What the account owes: the one question of every check. @throws {BinanceError} */
  loan(credentials: Credentials, deadline: Deadline, effort: Effort): Promise<ObservedLoan> {
    return this.ask(LOAN, credentials, deadline, effort);
  }

  /** @throws {BinanceError} */
  clock(deadline: Deadline): Promise<ClockReading> {
    return this.ask(CLOCK, undefined, deadline);
  }

  /**
   * Asks until there is an answer, a reason not to ask again, or no time left.
   * @param credentials Sign the question, where Binance wants it signed.
   * @throws {BinanceError}
   */
  async ask<T>(
    question: Question<T>,
    credentials: Credentials | undefined,
    deadline: Deadline,
    effort: Effort = { attempts: 0 },
  ): Promise<T> {
    const { baseUrls } = this.settings;
    const what = `${question.path} ${credentials?.apiKey ?? ''}`;
    const unavailable: string[] = [];
    let clock: { offset?: number } | undefined;
    for (let tries = 1; ; tries += 1) {
      const origin = baseUrls[unavailable.length % baseUrls.length] ?? '';
      await this.#gates.pass(what, deadline);
      try {
        if (clock) {
          clock.offset ??= (await this.#ask(CLOCK, origin, deadline)).offset;
          // A gate may have closed while the clock was read.
          await this.#gates.pass(what, deadline);
        }
        effort.attempts += 1;
        const signing = credentials && { credentials, clockOffset: clock?.offset ?? 0, effort };
        return await this.#ask(question, origin, deadline, signing);
      } catch (error) {
        if (error instanceof ClockError && clock === undefined) clock = {};
        else if (error instanceof WaitError) await this.#heed(error, what, tries, deadline);
        else if (error instanceof BinanceUnavailableError) {
          unavailable.push(error.what);
          if (!(await backOff(tries, deadline))) throw givenUp(unavailable, error);
        } else throw error;
      }
    }
  }

  async #ask<T>(
    { path, read }: Question<T>,
    origin: string,
    deadline: Deadline,
    signing?: Signing,
  ): Promise<T> {
    const asked = this.now();
    const url = new URL(path, origin);
    const headers: Record<string, string> = {};
    if (signing !== undefined) {
      const { credentials, clockOffset } = signing;
      const timestamp = Math.round(asked + clockOffset);
      url.search = signedQuery(credentials, timestamp, this.settings.recvWindow);
      headers['X-MBX-APIKEY'] = credentials.apiKey;
    }
    const answer = await this.#get(url, headers, deadline);
    if (signing !== undefined) signing.effort.usedWeight = readUsedWeight(answer);
    return read(answer, { asked, answered: this.now() });
  }

  async #get(url: URL, headers: Record<string, string>, deadline: Deadline): Promise<Answer> {
    if (deadline.left === 0) throw new BinanceUnavailableError('no time was left to ask');
    try {
      return await get(url, headers, ATTEMPT_TIMEOUT_MS, deadline.left);
    } catch (cause) {
      throw new BinanceUnavailableError(describe(cause), { cause });
    }
  }

  /** Lets nobody ask before Binance's time whom it meant, nor in this run where that is too late. */
  async #heed(error: WaitError, what: string, tries: number, deadline: Deadline): Promise<void> {
    const gate = this.#gates.closedBy(error, what);
    const tooLate = error.askAgainAt - this.now() >= deadline.left;
    if (error instanceof BanError || tooLate) {
      gate.closeForRun(error);
      throw error;
    }
    gate.close(error);
    if (await backOff(tries, deadline)) return;
    gate.closeForRun(error);
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
