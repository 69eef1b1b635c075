import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { testKeys } from '../../signing-vectors.json';
import type { Registration } from './accounts';

/** The JSON object an operator stores for an account. */
export type StoredSecret =
  | { readonly apiKey: string; readonly apiSecret: string }
  /** PEM; with a passphrase if it is encrypted. */
  | { readonly apiKey: string; readonly privateKey: string; readonly passphrase?: string };

/** Both halves of a key: Binance's and the operator's. */
export interface AccountKey {
  readonly registration: Registration;
  readonly secret: StoredSecret;
}

/** Opens every encrypted key of `KEY_KINDS`. */
const PASSPHRASE = 'correct horse battery staple';

const { hmac, rsa, ed25519 } = testKeys;
const RSA_PKCS8 = pem(rsa.privateKeyPkcs8);
const RSA_PKCS1 = pem(rsa.privateKeyPkcs1);
const ED25519 = pem(ed25519.privateKey);

const rsaPublic: Registration = { apiKey: rsa.apiKey, publicKey: pem(rsa.publicKey) };
const edPublic: Registration = { apiKey: ed25519.apiKey, publicKey: pem(ed25519.publicKey) };

/** Test keys in every form a private key comes in. */
export const KEY_KINDS = {
  hmac: {
    registration: { apiKey: hmac.apiKey, apiSecret: hmac.apiSecret },
    secret: { apiKey: hmac.apiKey, apiSecret: hmac.apiSecret },
  },
  ed25519: plain(edPublic, ED25519),
  'ed25519-encrypted': encrypted(edPublic, ED25519, 'pkcs8'),
  rsa: plain(rsaPublic, RSA_PKCS8),
  'rsa-pkcs1': plain(rsaPublic, RSA_PKCS1),
  'rsa-encrypted': encrypted(rsaPublic, RSA_PKCS8, 'pkcs8'),
  'rsa-pkcs1-encrypted': encrypted(rsaPublic, RSA_PKCS1, 'pkcs1'),
} as const satisfies Record<string, AccountKey>;

export type KeyKind = keyof typeof KEY_KINDS;

/** A fresh key for an account of its own. Ed25519 is the fastest to make. */
export function newAccountKey(kind: 'ed25519' | 'rsa' | 'hmac' = 'ed25519'): AccountKey {
  const [apiKey, apiSecret] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
  if (kind === 'hmac') {
    return { registration: { apiKey, apiSecret }, secret: { apiKey, apiSecret } };
  }
  const { privateKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ed25519');
  return plain(
    { apiKey, publicKey: createPublicKey(privateKey) },
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
}

/** Fresh keys for so many accounts, by the names of these: `account-0` and on. */
export function newAccounts(
  count: number,
  kind?: Parameters<typeof newAccountKey>[0],
): Record<string, AccountKey> {
  const names = Array.from({ length: count }, (_, index) => `account-${index}`);
  return Object.fromEntries(names.map((name) => [name, newAccountKey(kind)]));
}

function plain(registration: Registration, privateKey: string): AccountKey {
  return { registration, secret: { apiKey: registration.apiKey, privateKey } };
}

function encrypted(
  registration: Registration,
  privateKey: string,
  type: 'pkcs1' | 'pkcs8',
): AccountKey {
  const options = { type, format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE } as const;
  const locked = createPrivateKey(privateKey).export(options).toString();
  const secret = { apiKey: registration.apiKey, privateKey: locked, passphrase: PASSPHRASE };
  return { registration, secret };
}

function pem({ pemLabel, derBase64 }: { pemLabel: string; derBase64: string }): string {
  const lines = derBase64.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${pemLabel}-----`, ...lines, `-----END ${pemLabel}-----`, ''].join('\n');
}
