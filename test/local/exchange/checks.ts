import { createHmac, createPublicKey, verify } from 'node:crypto';
import type { Request } from '../loopback';
import type { Account, Accounts, Credential } from './accounts';
import { API_KEY, BAD_SIGNATURE, NOT_PORTFOLIO_MARGIN, TIMESTAMP } from './answers';
import type { Refusal } from './answers';
import { readSignedQuery } from './query';
import type { SignedQuery } from './query';

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
  const { payload, signature } = query;
  const refusal = checkTimestamp(query, now);
  if (refusal !== undefined) return refusal;
  return isSignedBy(account.credential, payload, signature) ? account : BAD_SIGNATURE;
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
function checkTimestamp(
  { timestamp, recvWindow }: Pick<SignedQuery, 'timestamp' | 'recvWindow'>,
  now: number,
): Refusal | undefined {
  if (timestamp >= now + 1000) return TIMESTAMP.early;
  return now - timestamp > recvWindow ? TIMESTAMP.late : undefined;
}

/** Why the account's loan is not told to its owner, if it is not. Not verified: rights. */
export function checkRights({ rights, portfolioMargin }: Account): Refusal | undefined {
  if (!rights.enableReading) return API_KEY.forbidden;
  return portfolioMargin ? undefined : NOT_PORTFOLIO_MARGIN;
}

/**
 * Whether `encoded`, the signature parameter as it stood in the query, signs `payload`, the raw
 * query before it. HMAC-SHA256 is hex of either case; RSA (PKCS#1 v1.5, SHA-256) and Ed25519 are
 * base64, percent-encoded and case-sensitive (spot REST API). Binance's general info on portfolio
 * margin speaks of HMAC alone; its client signs by all three (recorded client). Not verified: kinds
 * of keys.
 */
export function isSignedBy(credential: Credential, payload: string, encoded: string): boolean {
  if ('apiSecret' in credential) {
    const mac = createHmac('sha256', credential.apiSecret).update(payload).digest('hex');
    return encoded.toLowerCase() === mac;
  }
  const signature = readBase64(encoded);
  if (signature === undefined) return false;
  const { publicKey } = credential;
  const key = typeof publicKey === 'string' ? createPublicKey(publicKey) : publicKey;
  const digest = key.asymmetricKeyType === 'rsa' ? 'sha256' : null;
  return verify(digest, Buffer.from(payload), key, signature);
}

function readBase64(encoded: string): Buffer | undefined {
  if (/[+/=]/.test(encoded)) return undefined;
  const base64 = decodeURIComponent(encoded);
  const bytes = Buffer.from(base64, 'base64');
  // Node reads over characters that are not base64, so only what it would write itself counts.
  return bytes.toString('base64') === base64 ? bytes : undefined;
}
