import { MonitorError } from '../errors';

/** An answer of Binance's, or the want of one, that is no loan amount. */
export abstract class BinanceError extends MonitorError {}

/** Binance's side or the way there: worth another try. */
export class BinanceUnavailableError extends BinanceError {
  static override readonly name = 'BinanceUnavailableError';

  constructor(
    readonly what: string,
    options?: ErrorOptions,
  ) {
    super(
      `Binance could not be asked: ${what}.`,
      'Nothing to do if it passes; if it lasts, look at status.binance.com and at the way out of your network.',
      options,
    );
  }
}

/** -1021: the function's clock and Binance's differ, even after a correction. */
export class ClockError extends BinanceError {
  static override readonly name = 'ClockError';

  constructor(answer: string, options?: ErrorOptions) {
    super(
      `Binance finds the time of the request wrong (${answer}), even after its own clock was read.`,
      'If it lasts, raise RECV_WINDOW_MS: answers travel too slowly.',
      options,
    );
  }
}

/** The key or its signature is refused, and the secret holds no other. */
export class KeyRefusedError extends BinanceError {
  static override readonly name = 'KeyRefusedError';

  constructor(
    answer: string,
    /** Binance's own. */
    readonly code: number,
    options?: ErrorOptions,
  ) {
    super(
      `Binance refuses the key (${answer}).`,
      "Check that the key exists, may read, has the function's address on its IP list and belongs to the stored secret half; a valid key is also refused during a temporary ban.",
      options,
    );
  }
}

/** -21001, -3999, -9000, -3003: there is no loan to ask for in an account of another kind. */
export class AccountKindError extends BinanceError {
  static override readonly name = 'AccountKindError';

  constructor(answer: string) {
    super(
      `This is not a Portfolio Margin Pro account (${answer}).`,
      'Use a key made after the account joined Portfolio Margin Pro, or take the account out.',
    );
  }
}

/** -21006, -21007: the loan is changing, at the worst moment not to know of it. */
export class LoanInProcessError extends BinanceError {
  static override readonly name = 'LoanInProcessError';

  constructor(answer: string) {
    super(
      `A repayment or a liquidation is in process, so what the account owes is unknown (${answer}).`,
      'Look at the account on binance.com; the next run asks again.',
    );
  }
}

/** -21015, -1016: the endpoint, or its service, is gone. */
export class OutdatedVersionError extends BinanceError {
  static override readonly name = 'OutdatedVersionError';

  constructor(answer: string) {
    super(
      `Binance no longer offers what this version of the monitor asks for (${answer}).`,
      'It is out of date: upgrade it, and until then look the loan up on binance.com.',
    );
  }
}

/** Binance takes the request itself for malformed, or refuses it for a reason not known here. */
export class RequestRefusedError extends BinanceError {
  static override readonly name = 'RequestRefusedError';

  constructor(answer: string) {
    super(
      `Binance refuses the request (${answer}).`,
      'Check RECV_WINDOW_MS; if that is not it, report this as a defect of the monitor.',
    );
  }
}

/** An answer came, and it holds no amount that could be believed. Never taken for 0. */
export class UnexpectedAnswerError extends BinanceError {
  static override readonly name = 'UnexpectedAnswerError';

  constructor(what: string, options?: ErrorOptions) {
    super(
      `Binance's answer cannot be understood: ${what}.`,
      'Look the account up by hand; if it lasts, check BINANCE_BASE_URL and what stands between it and the function.',
      options,
    );
  }
}
