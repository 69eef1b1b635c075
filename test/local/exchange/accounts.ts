import type { KeyObject } from 'node:crypto';

/** A bankruptcy loan as pmLoan answers it: `amount` is a decimal in `asset`. Source: pmLoan. */
export interface Loan {
  readonly asset: string;
  readonly amount: string;
}

/** How an account stands as its page shows it: decimals, and a status. Source: account. */
export interface Standing {
  readonly uniMMR: string;
  readonly accountEquity: string;
  readonly accountMaintMargin: string;
  readonly accountStatus: string;
}

/** Source: account, its example. */
const WELL: Standing = {
  uniMMR: '5167.92171923',
  accountEquity: '122607.35137903',
  accountMaintMargin: '23.72469206',
  accountStatus: 'NORMAL',
};

/** What Binance holds of a key: the secret of an HMAC key, else the public key that was uploaded. */
export type Credential =
  | { readonly apiSecret: string }
  /** RSA or Ed25519; PEM if text. */
  | { readonly publicKey: string | KeyObject };

/** A key's restrictions, by their names: to read alone, from a list of addresses. Source: apiRestrictions. */
const READING_ALONE = {
  ipRestrict: true,
  enableReading: true,
  enableFixReadOnly: true,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  permitsUniversalTransfer: false,
  enableMargin: false,
  enableFutures: false,
  enableVanillaOptions: false,
  enableFixApiTrade: false,
  enableSpotAndMarginTrading: false,
  enablePortfolioMarginTrading: false,
};

export type Rights = Readonly<Record<keyof typeof READING_ALONE, boolean>>;

export type Registration = Credential & {
  readonly apiKey: string;
  /** Keys of one UID share its loan and its weight. By default a key has a UID of its own. */
  readonly uid?: string;
  /** By default what the UID owed before, and at first nothing. */
  readonly owes?: Loan;
  /** What the key may do and from where; by default read, from a list of addresses. */
  readonly rights?: Partial<Rights>;
  /** Whether the account joined portfolio margin; `true` by default. */
  readonly portfolioMargin?: boolean;
  /** Which portfolio margin it joined; Portfolio Margin Pro by default. */
  readonly accountType?: AccountType;
};

/** "PM_1 for PM PRO, PM_2 for PM, PM_3 for PM PRO SPAN". Source: account. */
export type AccountType = 'PM_1' | 'PM_2' | 'PM_3';

export interface Account {
  readonly apiKey: string;
  readonly uid: string;
  readonly credential: Credential;
  readonly rights: Rights;
  readonly portfolioMargin: boolean;
  readonly accountType: AccountType;
}

/** Not verified: debt-free accounts. */
const NO_LOAN: Loan = { asset: 'USDT', amount: '0' };

/** The keys the exchange knows, and what their UIDs owe. */
export class Accounts {
  readonly #byApiKey = new Map<string, Account>();
  readonly #loans = new Map<string, Loan>();
  readonly #standings = new Map<string, Standing>();

  /** A key registered again replaces the former one of its name. */
  register(registration: Registration): void {
    const { apiKey, uid = apiKey, owes } = registration;
    const { portfolioMargin = true, accountType = 'PM_1' } = registration;
    const rights = { ...READING_ALONE, ...registration.rights };
    const account = { apiKey, uid, credential: registration, rights, portfolioMargin, accountType };
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
    this.#loans.set(this.#uidOf(apiKeyOrUid), loan);
  }

  /** What is left out stays as it was. */
  stand(apiKeyOrUid: string, standing: Partial<Standing>): void {
    const uid = this.#uidOf(apiKeyOrUid);
    this.#standings.set(uid, { ...this.standingOf(uid), ...standing });
  }

  standingOf(uid: string): Standing {
    return this.#standings.get(uid) ?? WELL;
  }

  #uidOf(apiKeyOrUid: string): string {
    const uid = this.find(apiKeyOrUid)?.uid ?? apiKeyOrUid;
    if (!this.#loans.has(uid)) throw new Error(`No account is registered for ${apiKeyOrUid}`);
    return uid;
  }

  loanOf(uid: string): Loan {
    return this.#loans.get(uid) ?? NO_LOAN;
  }
}
