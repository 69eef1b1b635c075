import { BinanceError } from './errors';

/** An answer after which Binance is to be left alone for a while. */
export abstract class WaitError extends BinanceError {
  /**
   * @param askAgainAt Milliseconds since 1970; not to be asked before. Infinity: not in this run.
   */
  constructor(
    what: string,
    advice: string,
    readonly askAgainAt: number,
  ) {
    super(what, advice);
  }
}

/** An answer to the address the function calls from: every account behind it is concerned. */
export abstract class AddressError extends WaitError {}

/** 429 of a limit of the account (UID): no other account is concerned. */
export class AccountRateLimitError extends WaitError {
  static override readonly name = 'AccountRateLimitError';

  constructor(answer: string, askAgainAt: number) {
    super(
      `Binance asks for fewer requests for this account (${answer}).`,
      'Find what else asks for it, by whatever key, or widen the interval; other accounts are asked all the same.',
      askAgainAt,
    );
  }
}

/** 429 or -1003 that is not known to be one account's: too many requests. */
export class RateLimitError extends AddressError {
  static override readonly name = 'RateLimitError';

  constructor(answer: string, askAgainAt: number) {
    super(
      `Binance asks for fewer requests (${answer}).`,
      'Check what else asks for the same accounts or from the same address; widen the interval.',
      askAgainAt,
    );
  }
}

/** 418: the address is banned, for two minutes to three days. */
export class BanError extends AddressError {
  static override readonly name = 'BanError';

  constructor(answer: string, askAgainAt: number) {
    super(
      `Binance has banned the function's address until ${new Date(askAgainAt).toISOString()} (${answer}).`,
      'Use an address of your own (fixed egress): shared cloud addresses inherit the bans of others.',
      askAgainAt,
    );
  }
}

/** 403 with a web page: Binance's firewall, for about five minutes. */
export class FirewallError extends AddressError {
  static override readonly name = 'FirewallError';

  constructor(answer: string) {
    super(
      `Binance's web firewall turns the function's address away (${answer}).`,
      'It passes after about five minutes; if it lasts, use an address of your own (fixed egress).',
      Infinity,
    );
  }
}

/** 451: Binance serves no one from there. */
export class LocationError extends AddressError {
  static override readonly name = 'LocationError';

  constructor(answer: string) {
    super(
      `Binance does not serve the function's location (${answer}).`,
      'Deploy the stack to another AWS region; US regions are all refused, Tokyo is known to work.',
      Infinity,
    );
  }
}
