import type { KeyObject } from 'node:crypto';

/** A bankruptcy loan as pmLoan answers it: `amount` is a decimal in `asset`. */
export interface Loan {
  readonly asset: string;
  readonly amount: string;
}

/** What Binance holds of a key: the secret of an HMAC key, else the public key that was uploaded. */
export type Credential =
  | { readonly apiSecret: string }
  /** RSA or Ed25519; PEM if text. */
  | { readonly publicKey: string | KeyObject };

export type Registration = Credential & {
  readonly apiKey: string;
  /** Keys of one UID share its loan and its weight. By default a key has a UID of its own. */
  readonly uid?: string;
  /** By default what the UID owed before, and at first nothing. */
  readonly owes?: Loan;
  /** The key's "Enable Reading"; `true` by default. */
  readonly enableReading?: boolean;
  /** Whether the account joined portfolio margin; `true` by default. */
  readonly portfolioMargin?: boolean;
};

export interface Account {
  readonly apiKey: string;
  readonly uid: string;
  readonly credential: Credential;
  readonly enableReading: boolean;
  readonly portfolioMargin: boolean;
}

const NO_LOAN: Loan = { asset: 'BUSD', amount: '0' };

/** The keys the exchange knows, and what their UIDs owe. */
export class Accounts {
  readonly #byApiKey = new Map<string, Account>();
  readonly #loans = new Map<string, Loan>();

  /** A key registered again replaces the former one of its name. */
  register(registration: Registration): void {
    const { apiKey, uid = apiKey, owes } = registration;
    const { enableReading = true, portfolioMargin = true } = registration;
    const account = { apiKey, uid, credential: registration, enableReading, portfolioMargin };
    this.#byApiKey.set(apiKey, account);
    this.#loans.set(uid, owes ?? this.loanOf(uid));
  }

  unregister(apiKey: string): void {
    this.#byApiKey.delete(apiKey);
  }

  find(apiKey: string): Account | undefined {
    return this.#byApiKey.get(apiKey);
  }

  owe(apiKeyOrUid: string, loan: Loan): void {
    const uid = this.find(apiKeyOrUid)?.uid ?? apiKeyOrUid;
    if (!this.#loans.has(uid)) throw new Error(`No account is registered for ${apiKeyOrUid}`);
    this.#loans.set(uid, loan);
  }

  loanOf(uid: string): Loan {
    return this.#loans.get(uid) ?? NO_LOAN;
  }
}
