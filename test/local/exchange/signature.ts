import { createHmac, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Credential } from './accounts';

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
  const key = publicKey(credential.publicKey);
  const digest = key.asymmetricKeyType === 'rsa' ? 'sha256' : null;
  return verify(digest, Buffer.from(payload), key, signature);
}

function publicKey(key: string | KeyObject): KeyObject {
  return typeof key === 'string' ? createPublicKey(key) : key;
}

function readBase64(encoded: string): Buffer | undefined {
  if (/[+/=]/.test(encoded)) return undefined;
  const base64 = decodeURIComponent(encoded);
  const bytes = Buffer.from(base64, 'base64');
  // Node reads over characters that are not base64, so only what it would write itself counts.
  return bytes.toString('base64') === base64 ? bytes : undefined;
}
