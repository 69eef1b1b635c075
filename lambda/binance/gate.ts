import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../deadline';
import type { Endpoint } from './endpoints';
import type { BinanceError } from './errors';

/** Those who waited for the same moment do not all ask in it. */
const SPREAD_MS = 250;

/** Keeps requests back for as long as Binance wants. A wait outlives the run; a refusal ends with it. */
export class Gate {
  #wait: BinanceError | undefined;
  #refusal: BinanceError | undefined;

  /** @param now Milliseconds since 1970. */
  constructor(private readonly now: () => number) {}

  startRun(): void {
    this.#refusal = undefined;
  }

  /** Nobody asks before the reason's time; nobody at all in this run where it names none. */
  close(reason: BinanceError): void {
    if (reason.askAgainAt === Infinity) this.#refusal = reason;
    // The latest answer need not be the one that asks for the longest wait.
    else if (reason.askAgainAt > (this.#wait?.askAgainAt ?? 0)) this.#wait = reason;
  }

  /** Nobody asks any more in this run. */
  closeForRun(reason: BinanceError): void {
    this.close(reason);
    this.#refusal = reason;
  }

  /**
   * Resolves when asking is allowed.
   * @throws {BinanceError} the reason, at once, where that is not before the deadline
   */
  async pass(deadline: Deadline): Promise<void> {
    for (;;) {
      if (this.#refusal !== undefined) throw this.#refusal;
      const wait = (this.#wait?.askAgainAt ?? 0) - this.now();
      if (this.#wait === undefined || wait <= 0) return;
      if (wait + SPREAD_MS >= deadline.left) throw this.#wait;
      await sleep(wait + Math.random() * SPREAD_MS);
    }
  }
}

type AskedEndpoint = Pick<Endpoint<unknown>, 'path' | 'stopsAlone'>;

/**
 * The gates before every request: an answer to the function's address holds for all accounts, one
 * to an account for that account alone, endpoint by endpoint. An answer to the address that came from
 * an endpoint with `stopsAlone` holds for that endpoint alone, unless it is a ban.
 */
export class Gates {
  readonly #address: Gate;
  readonly #others = new Map<string, Gate>();

  /** @param now Milliseconds since 1970. */
  constructor(private readonly now: () => number) {
    this.#address = new Gate(now);
  }

  startRun(): void {
    for (const gate of [this.#address, ...this.#others.values()]) gate.startRun();
  }

  /**
   * Resolves when this may be asked.
   * @throws {BinanceError}
   */
  async pass(endpoint: AskedEndpoint, apiKey: string, deadline: Deadline): Promise<void> {
    await this.#others.get(`${endpoint.path} ${apiKey}`)?.pass(deadline);
    await this.#others.get(endpoint.path)?.pass(deadline);
    // Last: it may have closed while the account waited.
    await this.#address.pass(deadline);
  }

  /** The one that this reason closes, which came when this was asked. */
  closedBy(reason: BinanceError, { path, stopsAlone }: AskedEndpoint, apiKey: string): Gate {
    const ofAddress = reason.stops === 'address';
    if (ofAddress && (stopsAlone !== true || reason.name === 'BanError')) return this.#address;
    const what = ofAddress ? path : `${path} ${apiKey}`;
    const gate = this.#others.get(what) ?? new Gate(this.now);
    this.#others.set(what, gate);
    return gate;
  }
}
