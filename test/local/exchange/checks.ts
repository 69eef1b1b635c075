import type { Request } from '../loopback';
import type { Account, Accounts } from './accounts';
import { API_KEY, BAD_SIGNATURE, NOT_PORTFOLIO_MARGIN, TIMESTAMP } from './answers';
import type { Refusal } from './answers';
import { readSignedQuery } from './query';
import type { SignedQuery } from './query';
import { isSignedBy } from './signature';

/**
 * Who asks, or why Binance would refuse: key, parameters, time, and signature. This order spends the
 * costly checks on requests that passed the cheap ones, and tells nobody what a key may do before
 * its owner has signed. Not verified: order of checks.
 *
 * @param now the exchange's clock, in milliseconds since 1970
 */
export function authenticate(request: Request, accounts: Accounts, now: number): Account | Refusal {
  const account = identify(apiKeyOf(request), accounts);
  if ('code' in account) return account;
  const query = readSignedQuery(request.query);
  if ('code' in query) return query;
  return checkTimestamp(query, now) ?? checkSignature(account, query) ?? account;
}

/** The key a request was sent with, if any. */
export function apiKeyOf(request: Request): string | undefined {
  return request.headers['x-mbx-apikey']?.toString();
}

function identify(apiKey: string | undefined, accounts: Accounts): Account | Refusal {
  if (apiKey === undefined || !/^[\w-]+$/.test(apiKey)) return API_KEY.malformed;
  return accounts.find(apiKey) ?? API_KEY.unknown;
}

/** Within a second ahead of the exchange's clock, and no older than recvWindow (general info). */
export function checkTimestamp(
  { timestamp, recvWindow }: Pick<SignedQuery, 'timestamp' | 'recvWindow'>,
  now: number,
): Refusal | undefined {
  if (timestamp >= now + 1000) return TIMESTAMP.early;
  return now - timestamp > recvWindow ? TIMESTAMP.late : undefined;
}

function checkSignature(
  { credential }: Account,
  { payload, signature }: SignedQuery,
): Refusal | undefined {
  return isSignedBy(credential, payload, signature) ? undefined : BAD_SIGNATURE;
}

/** Why the account's loan is not told to its owner, if it is not. Not verified: rights. */
export function checkRights({ rights, portfolioMargin }: Account): Refusal | undefined {
  if (!rights.enableReading) return API_KEY.forbidden;
  return portfolioMargin ? undefined : NOT_PORTFOLIO_MARGIN;
}
