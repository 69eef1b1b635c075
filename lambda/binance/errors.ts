import { MonitorError } from '../errors';

interface Kind {
  /** Binance's own codes for it. */
  readonly codes?: readonly number[];
  /** Whose requests have to stop for a while after such an answer. */
  readonly stops?: 'account' | 'address';
  /** @param said What Binance answered, or why it did not. @param until ISO 8601. */
  readonly problem: (said: string, until: string) => string;
  readonly fix: string;
}

/** What an answer that is no loan amount means, under the names that log and runbook use. */
const KINDS = {
  /** A fault of Binance or of the network: worth another try. */
  BinanceUnavailableError: {
    // -21003: "If margin assets failed to retrieve in time" (Binance's FAQ on these endpoints).
    codes: [-1000, -1001, -1004, -1006, -1007, -1008, -3000, -3044, -21003],
    problem: (said) => `Binance could not be asked: ${said}.`,
    fix: 'Nothing to do if it passes; if it lasts, look at status.binance.com and at the network of the function.',
  },
  ClockError: {
    codes: [-1021],
    problem: (said) =>
      `Binance refuses the timestamp of the request (${said}), even after its own clock was read.`,
    fix: 'If it lasts, raise RECV_WINDOW_MS: requests take too long to arrive.',
  },
  /** The key or its signature is refused, and the secret holds no other. */
  KeyRefusedError: {
    codes: [-1002, -1022, -1099, -2008, -2014, -2015],
    problem: (said) => `Binance refuses the key (${said}).`,
    fix: "Check that the key exists, may read, has the function's address on its IP list and belongs to the stored secret half; a valid key is also refused during a temporary ban.",
  },
  /** An account of another kind has no such loan. */
  AccountKindError: {
    // -9000: USER_IS_NOT_UNIACCOUNT, in an earlier version of that FAQ.
    codes: [-21001, -3999, -9000, -3003],
    problem: (said) => `This is not a Portfolio Margin Pro account (${said}).`,
    fix: 'Use a key made after the account joined Portfolio Margin Pro, or remove the account from the settings.',
  },
  LoanInProcessError: {
    // Documented for repaying (HAD_IN_PROCESS_REPAY, IN_FORCE_LIQUIDATION); not verified for asking.
    codes: [-21006, -21007],
    problem: (said) =>
      `A repayment or a liquidation is in process, so what the account owes is unknown (${said}).`,
    fix: 'Look at the account on binance.com; the next run asks again.',
  },
  OutdatedVersionError: {
    // ENDPOINT_GONE, SERVICE_SHUTTING_DOWN ("no longer available").
    codes: [-21015, -1016],
    problem: (said) =>
      `Binance no longer offers what this version of the monitor asks for (${said}).`,
    fix: 'Upgrade the monitor, and until then look the loan up on binance.com.',
  },
  /** The request is malformed, or refused for a reason not known here. */
  RequestRefusedError: {
    problem: (said) => `Binance refuses the request (${said}).`,
    fix: 'Check RECV_WINDOW_MS; if that is not it, report this as a defect of the monitor.',
  },
  /** No amount that could be believed. Never taken for 0. */
  UnexpectedAnswerError: {
    problem: (said) => `Binance's answer cannot be understood: ${said}.`,
    fix: 'Look the account up on binance.com; if it lasts, check BINANCE_BASE_URL and what stands between it and the function.',
  },
  /** 429 of a limit of the account (UID). */
  AccountRateLimitError: {
    stops: 'account',
    problem: (said) => `Binance asks for fewer requests for this account (${said}).`,
    fix: 'Find what else asks for it, with any of its keys, or lengthen the interval; other accounts are still asked.',
  },
  /** 429 or -1003 that is not known to be one account's. */
  RateLimitError: {
    stops: 'address',
    problem: (said) => `Binance asks for fewer requests (${said}).`,
    fix: 'Find what else asks for the same accounts or from the same address, or lengthen the interval.',
  },
  /** 418: for two minutes to three days. */
  BanError: {
    stops: 'address',
    problem: (said, until) => `Binance has banned the function's address until ${until} (${said}).`,
    fix: 'Use an address of your own (fixed egress): shared cloud addresses inherit the bans of others.',
  },
  /** 403 with a web page: for about five minutes. */
  FirewallError: {
    stops: 'address',
    problem: (said) => `Binance's web firewall blocks the function's address (${said}).`,
    fix: 'It passes after about five minutes; if it lasts, use an address of your own (fixed egress).',
  },
  LocationError: {
    stops: 'address',
    problem: (said) => `Binance does not serve the function's location (${said}).`,
    fix: 'Deploy the stack to another AWS region; US regions are all refused, Tokyo is known to work.',
  },
} satisfies Readonly<Record<string, Kind>>;

export type BinanceErrorName = keyof typeof KINDS;

export const BINANCE_ERRORS = Object.keys(KINDS) as BinanceErrorName[];

interface Options extends ErrorOptions {
  /** Binance's own. */
  readonly code?: number | undefined;
  /** Milliseconds since 1970: nothing is asked before. Infinity: not in this run. */
  readonly askAgainAt?: number;
}

/** An answer of Binance's that is no loan amount, or that there was none. */
export class BinanceError extends MonitorError {
  override readonly name: BinanceErrorName;
  readonly stops: Kind['stops'];
  readonly code: number | undefined;
  readonly askAgainAt: number;

  constructor(
    name: BinanceErrorName,
    /** What Binance answered, or why it did not. */
    readonly said: string,
    { code, askAgainAt = Infinity, ...options }: Options = {},
  ) {
    const { problem, fix, stops }: Kind = KINDS[name];
    const until = askAgainAt === Infinity ? '' : new Date(askAgainAt).toISOString();
    super(problem(said, until), fix, options);
    this.name = name;
    this.stops = stops;
    this.code = code;
    this.askAgainAt = askAgainAt;
  }
}

/** The meaning of Binance's error code. */
export function nameOfCode(code: number): BinanceErrorName {
  const found = BINANCE_ERRORS.find((name) => (KINDS[name] as Kind).codes?.includes(code));
  return found ?? 'RequestRefusedError';
}
