import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../deadline';
import type { FunctionSettings } from '../environment';
import { describe } from '../errors';
import { CLOCK } from './endpoints';
import type { Endpoint } from './endpoints';
import { BinanceError } from './errors';
import { Gates } from './gate';
import type { Gate } from './gate';
import { get } from '../http';
import type { Answer } from '../http';
import type { Credentials } from './key';
import { readUsedWeight } from './reply';
import { signedQuery } from './sign';

const MAX_TRIES = 4;
const ATTEMPT_TIMEOUT_MS = 5_000;
const FIRST_BACKOFF_MS = 250;

/** What a signed request takes besides. */
interface Signing {
  readonly credentials: Credentials;
  /** How far Binance's clock is ahead of ours, in milliseconds. */
  readonly clockOffset: number;
  readonly stats: RequestStats;
}

/** Counted while asking, so that failures have it too. */
export interface RequestStats {
  attempts: number;
  /** The account's weight in the last minute, of 180,000; as Binance counts. */
  usedWeight?: string | undefined;
}

/** Asks Binance, and asks again where that may help. */
export class Binance {
  readonly #gates: Gates;

  /** @param now Milliseconds since 1970. */
  constructor(
    private readonly settings: Pick<FunctionSettings, 'baseUrls' | 'recvWindow'>,
    private readonly now: () => number,
  ) {
    this.#gates = new Gates(now);
  }

  startRun(): void {
    this.#gates.startRun();
  }

  /**
   * Asks until there is an answer, a reason not to ask again, or no time left.
   * @param credentials Sign the request, where the endpoint wants it signed.
   * @throws {BinanceError}
   */
  async ask<T>(
    endpoint: Endpoint<T>,
    credentials: Credentials | undefined,
    deadline: Deadline,
    stats: RequestStats = { attempts: 0 },
  ): Promise<T> {
    const { baseUrls } = this.settings;
    const apiKey = credentials?.apiKey ?? '';
    const unavailable: string[] = [];
    let clock: { offset?: number } | undefined;
    for (let tries = 1; ; tries += 1) {
      const origin = baseUrls[unavailable.length % baseUrls.length] ?? '';
      await this.#gates.pass(endpoint, apiKey, deadline);
      try {
        if (clock) {
          clock.offset ??= (await this.#ask(CLOCK, origin, deadline)).offset;
          // A gate may have closed while the clock was read.
          await this.#gates.pass(endpoint, apiKey, deadline);
        }
        stats.attempts += 1;
        const signing = credentials && { credentials, clockOffset: clock?.offset ?? 0, stats };
        return await this.#ask(endpoint, origin, deadline, signing);
      } catch (error) {
        if (!(error instanceof BinanceError)) throw error;
        if (error.name === 'ClockError' && clock === undefined) clock = {};
        else if (error.stops !== undefined)
          await this.#heed(error, this.#gates.closedBy(error, endpoint, apiKey), tries, deadline);
        else if (error.name === 'BinanceUnavailableError') {
          unavailable.push(error.said);
          if (!(await backOff(tries, deadline))) throw givenUp(unavailable, error);
        } else throw error;
      }
    }
  }

  async #ask<T>(
    { path, read }: Endpoint<T>,
    origin: string,
    deadline: Deadline,
    signing?: Signing,
  ): Promise<T> {
    const asked = this.now();
    const headers: Record<string, string> = {};
    let query = '';
    if (signing !== undefined) {
      const { credentials, clockOffset } = signing;
      const timestamp = Math.round(asked + clockOffset);
      query = `?${signedQuery(credentials, timestamp, this.settings.recvWindow)}`;
      headers['X-MBX-APIKEY'] = credentials.apiKey;
    }
    const answer = await this.#get(new URL(path + query, origin), headers, deadline);
    if (signing !== undefined) signing.stats.usedWeight = readUsedWeight(answer);
    return read(answer, { asked, answered: this.now() });
  }

  async #get(url: URL, headers: Record<string, string>, deadline: Deadline): Promise<Answer> {
    try {
      if (deadline.left === 0) throw new Error('no time was left to ask');
      return await get(url, headers, ATTEMPT_TIMEOUT_MS, deadline.left);
    } catch (cause) {
      throw new BinanceError('BinanceUnavailableError', describe(cause), { cause });
    }
  }

  /** Closes the gate until the time that Binance asks for, or for this run where that is too late. */
  async #heed(error: BinanceError, gate: Gate, tries: number, deadline: Deadline): Promise<void> {
    const tooLate = error.askAgainAt - this.now() >= deadline.left;
    if (error.name === 'BanError' || tooLate) {
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

/** Names the reasons of all tries: the last one may have been cut short and know the least. */
function givenUp(reasons: readonly string[], { cause }: Error): BinanceError {
  const said = [...new Set(reasons)].join('; then ');
  return new BinanceError('BinanceUnavailableError', said, { cause });
}
