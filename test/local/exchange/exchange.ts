import type { Fault } from '../faults';
import { serve } from '../loopback';
import type { Loopback, Request, Response } from '../loopback';
import { Plans } from '../plans';
import { Accounts } from './accounts';
import type { Registration, Standing } from './accounts';
import { apiKeyOf } from './checks';
import { Endpoints, PM_LOAN_PATH, SIGNED_PATHS } from './endpoints';
import type { DebtFreeAnswer } from './endpoints';
import { EXCHANGE_FAULTS, playFault } from './faults';
import type { ExchangeFault } from './faults';

export interface ExchangeOptions {
  /** The exchange's own clock, in milliseconds since 1970; the machine's by default. */
  readonly clock?: () => number;
  /** Whether it is asked by TLS. */
  readonly secure?: boolean;
}

export interface MisbehaveOptions {
  /** How many requests it meets; without end by default. */
  readonly times?: number;
  /** The path it meets; by default those of the fault's scope. */
  readonly path?: string;
  /** The key it meets; every one, and requests without, by default. */
  readonly apiKey?: string;
}

/** A request the exchange was sent. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** As sent, without the `?`. */
  readonly query: string;
  readonly apiKey: string | undefined;
  /** The exchange's clock, in milliseconds since 1970. */
  readonly at: number;
  /** The fault it met. */
  readonly fault: ExchangeFault | undefined;
  /** The HTTP status it was answered with; none where a transport fault left it out. */
  readonly status: number | undefined;
  /** Binance's own code in the answer, if any. */
  readonly code: number | undefined;
}

/** A stand-in for Binance on loopback HTTP that checks what Binance checks. */
export class Exchange {
  readonly #clock: () => number;
  readonly #accounts = new Accounts();
  readonly #endpoints = new Endpoints(this.#accounts);
  readonly #faults = new Plans<ExchangeFault, Request>();
  readonly #asked = new Map<Request, Asked>();
  #loopback: Loopback | undefined;

  private constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Opens the exchange on 127.0.0.1, on a free port. Whoever starts it closes it. */
  static async start({ clock = Date.now, secure }: ExchangeOptions = {}): Promise<Exchange> {
    const exchange = new Exchange(clock);
    const responder = {
      fault: exchange.#receive.bind(exchange),
      respond: exchange.#respond.bind(exchange),
    };
    exchange.#loopback = await serve(responder, secure);
    return exchange;
  }

  /** `http://127.0.0.1:<port>`, to be used in the place of `https://api.binance.com`. */
  get url(): string {
    return this.#loopback?.url ?? '';
  }

  /** What it was sent so far, oldest first. */
  get requests(): readonly Asked[] {
    return [...this.#asked.values()];
  }

  async close(): Promise<void> {
    await this.#loopback?.close();
  }

  /** Makes a key known; one of the same name is replaced, as after a rotation. */
  register(registration: Registration): void {
    this.#accounts.register(registration);
  }

  /** Deletes a key; its UID still owes what it owes. */
  unregister(apiKey: string): void {
    this.#accounts.unregister(apiKey);
  }

  /** Sets the loan of a UID, named itself or by one of its keys. `amount` is a decimal. */
  owe(apiKeyOrUid: string, amount: string, asset = 'USDT'): void {
    this.#accounts.owe(apiKeyOrUid, { asset, amount });
  }

  /** Sets how a UID's account stands, named itself or by one of its keys. */
  stand(apiKeyOrUid: string, standing: Partial<Standing>): void {
    this.#accounts.stand(apiKeyOrUid, standing);
  }

  /** Uses up weight of an account in this minute, as other clients of it do. */
  use(apiKey: string, weight: number): void {
    this.#endpoints.use(apiKey, weight, this.#clock());
  }

  /** From now on amounts are JSON numbers, with all their digits. */
  giveAmountsAsNumbers(): void {
    this.#endpoints.amountsAsNumbers = true;
  }

  /** How it answers from now on where nothing is owed. */
  answerDebtFree(how: DebtFreeAnswer): void {
    this.#endpoints.debtFree = how;
  }

  /** Plans a fault; several come in the order they were planned. */
  misbehave(fault: ExchangeFault, { times, path, apiKey }: MisbehaveOptions = {}): void {
    const meets = (request: Request): boolean =>
      (path === undefined ? isInScope(fault, request) : request.path === path) &&
      (apiKey === undefined || apiKeyOf(request) === apiKey);
    this.#faults.plan(fault, meets, times);
  }

  /** Ends every planned fault. */
  behave(): void {
    this.#faults.clear();
  }

  #receive(request: Request): Fault | undefined {
    const at = this.#clock();
    const name = this.#faults.take(request);
    const fault = name === undefined ? undefined : playFault(name, at);
    const { method, path, query } = request;
    const answer = typeof fault === 'object' ? outcomeOf(fault) : NO_OUTCOME;
    const apiKey = apiKeyOf(request);
    this.#asked.set(request, { method, path, query, apiKey, at, fault: name, ...answer });
    return fault;
  }

  #respond(request: Request): Response {
    const response = this.#endpoints.answer(request, this.#clock());
    const asked = this.#asked.get(request);
    if (asked !== undefined) this.#asked.set(request, { ...asked, ...outcomeOf(response) });
    return response;
  }
}

function isInScope(fault: ExchangeFault, { path }: Request): boolean {
  const { scope } = EXCHANGE_FAULTS[fault];
  return scope === 'host' || (scope === 'signed' ? SIGNED_PATHS : [PM_LOAN_PATH]).includes(path);
}

const NO_OUTCOME = { status: undefined, code: undefined };

function outcomeOf({ status, body }: Response): Pick<Asked, 'status' | 'code'> {
  const code = /"(?:error )?code":(-?\d+)/.exec(body)?.[1];
  return { status, code: code === undefined ? undefined : Number(code) };
}
