import type { Request, Response } from '../loopback';
import type { Account, Accounts } from './accounts';
import { json, NO_LOAN, page, PARAMETER, refuse, tooMuchWeight } from './answers';
import { authenticate, checkRights } from './checks';
import { countParameters } from './query';
import { secondsLeft, UID_WEIGHT_LIMIT, USED_UID_WEIGHT, Weights } from './weights';

export const PM_LOAN_PATH = '/sapi/v1/portfolio/pmLoan';
export const RESTRICTIONS_PATH = '/sapi/v1/account/apiRestrictions';
export const ACCOUNT_PATH = '/sapi/v1/portfolio/account';
export const TIME_PATH = '/api/v3/time';

/** The endpoints that take a signed request. */
export const SIGNED_PATHS: readonly string[] = [PM_LOAN_PATH, ACCOUNT_PATH, RESTRICTIONS_PATH];

/** Source: pmLoan, account. Not verified: health of an account. */
const PM_LOAN_WEIGHT = 500;
const ACCOUNT_WEIGHT = 5;

/** What counts for the address, whose limits are not played here. Source: spot REST API, apiRestrictions. */
const TIME_WEIGHT = 1;
const RESTRICTIONS_WEIGHT = 1;
/** What else the account's page shows. Source: account, its example. */
const ACCOUNT_INFO = {
  actualEquity: '142607.35137903',
  accountInitialMargin: '47.44938412',
  totalAvailableBalance: '122,559.90199491',
};

/** When every key was made, in milliseconds since 1970. */
const CREATE_TIME = 1_700_000_000_000;

/**
 * How pmLoan answers where nothing is owed: by an amount of 0 (source: pmLoan), or by -21004 under
 * either name (source: FAQ, error codes). Not verified: debt-free accounts.
 */
export const DEBT_FREE_ANSWERS = ['amount', 'code', 'error code'] as const;
export type DebtFreeAnswer = (typeof DEBT_FREE_ANSWERS)[number];

/** The endpoints, each with the weight it has handed out. */
export class Endpoints {
  debtFree: DebtFreeAnswer = 'amount';
  /** Binance gives amounts as texts (source: pmLoan). Not verified: odd amounts. */
  amountsAsNumbers = false;
  readonly #accounts: Accounts;
  /** "Each endpoint with UID limits has an independent 180000 per minute limit": general info. */
  readonly #loanWeights = new Weights();
  readonly #accountWeights = new Weights();
  readonly #ipWeights = new Weights();
  readonly #sapiIpWeights = new Weights();

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  /** Counts weight of pmLoan that somebody else asked for with a key. */
  use(apiKey: string, weight: number, now: number): void {
    this.#loanWeights.use(this.#accounts.find(apiKey)?.uid ?? apiKey, weight, now);
  }

  /** @param now the exchange's clock, in milliseconds since 1970 */
  answer(request: Request, now: number): Response {
    const signed = {
      [PM_LOAN_PATH]: this.#pmLoan,
      [ACCOUNT_PATH]: this.#portfolioAccount,
      [RESTRICTIONS_PATH]: this.#restrictions,
    }[request.path];
    if (signed === undefined && request.path !== TIME_PATH) return page(404, 'Not Found');
    const refused = refuseTransport(request);
    if (refused !== undefined) return refused;
    if (signed === undefined) return this.#time(request, now);
    const account = authenticate(request, this.#accounts, now);
    return 'code' in account ? refuse(account) : signed(account, now);
  }

  readonly #pmLoan = (account: Account, now: number): Response =>
    limited(account, this.#loanWeights, PM_LOAN_WEIGHT, now, (headers) => {
      const { asset, amount } = this.#accounts.loanOf(account.uid);
      if (Number(amount) === 0 && this.debtFree !== 'amount') {
        return refuse(NO_LOAN, headers, this.debtFree);
      }
      const given = this.amountsAsNumbers ? amount : `"${amount}"`;
      return json(200, `{"asset":"${asset}","amount":${given}}`, headers);
    });

  readonly #portfolioAccount = (account: Account, now: number): Response =>
    limited(account, this.#accountWeights, ACCOUNT_WEIGHT, now, (headers) => {
      const { accountType, uid } = account;
      const info = { ...this.#accounts.standingOf(uid), ...ACCOUNT_INFO, accountType };
      return json(200, JSON.stringify(info), headers);
    });

  /** Answered to any key that signs. Source: apiRestrictions. Not verified: rights. */
  readonly #restrictions = ({ rights }: Account, now: number): Response => {
    const used = this.#sapiIpWeights.use('127.0.0.1', RESTRICTIONS_WEIGHT, now);
    const headers = { 'x-sapi-used-ip-weight-1m': String(used) };
    return json(200, JSON.stringify({ createTime: CREATE_TIME, ...rights }), headers);
  };

  #time({ query }: Request, now: number): Response {
    const used = this.#ipWeights.use('127.0.0.1', TIME_WEIGHT, now);
    const headers = { 'x-mbx-used-weight': String(used), 'x-mbx-used-weight-1m': String(used) };
    const received = countParameters(query);
    if (received > 0) return refuse(PARAMETER.unexpected(received), headers);
    return json(200, JSON.stringify({ serverTime: now }), headers);
  }
}

/**
 * An answer of an endpoint of portfolio margin, which is limited by the UID; to accounts of each type
 * alike. Not verified: other types of account, limits of an account.
 */
function limited(
  account: Account,
  weights: Weights,
  weight: number,
  now: number,
  answer: (headers: Record<string, string>) => Response,
): Response {
  const refusal = checkRights(account);
  if (refusal !== undefined) return refuse(refusal);
  const used = weights.use(account.uid, weight, now);
  const headers = { [USED_UID_WEIGHT]: String(used) };
  if (used > UID_WEIGHT_LIMIT) return tooMuchWeight(UID_WEIGHT_LIMIT, secondsLeft(now), headers);
  return answer(headers);
}

/** The CloudFront in front of Binance answers 403 to a GET with a body. Source: CloudFront. */
function refuseTransport({ method, body }: Request): Response | undefined {
  if (method !== 'GET') return page(405, 'Method Not Allowed');
  return body === '' ? undefined : page(403, 'Forbidden');
}
