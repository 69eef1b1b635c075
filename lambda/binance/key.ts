import { createHmac, createPrivateKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SecretError } from '../errors';
import { LITERAL_LINE_BREAK, MOST_ROUNDS, roundsOf, tidyPem } from './pem';

/** Binance takes RSA keys of 2048 and 4096 bits. */
const MIN_RSA_BITS = 2048;
const LITERAL_LINE_BREAK_AT_END = /(\\+r)?\\+n\s*$/;

const KINDS: Readonly<Record<string, 'Ed25519' | 'RSA'>> = { ed25519: 'Ed25519', rsa: 'RSA' };

/** An account's API key, and the signing that goes with it. */
export interface Credentials {
  readonly apiKey: string;
  readonly kind: 'HMAC' | 'Ed25519' | 'RSA';
  /** Signs a query string; hex for HMAC, base64 for the others, not yet percent-encoded. */
  readonly sign: (payload: string) => string;
}

/**
 * Reads the JSON that an operator stored: `apiKey` with `apiSecret` (HMAC), or with `privateKey`
 * (a PEM of an Ed25519 or RSA key) and, where that is encrypted, `passphrase`.
 * @throws {SecretError} naming secret and field, never a value; nor does its cause hold one
 */
export function parseCredentials(secretId: string, text: string): Credentials {
  const fields = parseFields(secretId, text);
  const wrong = (field: string, rule: string, options?: ErrorOptions): SecretError =>
    new SecretError(
      secretId,
      `has no usable field ${field} (${rule})`,
      'Store it again: {"apiKey", "apiSecret"} or {"apiKey", "privateKey"}.',
      options,
    );
  const read = (field: string): string => {
    const value = fields[field];
    if (typeof value !== 'string' || value.trim() === '') throw wrong(field, 'missing or empty');
    return value;
  };
  const token = (field: string): string => {
    const value = read(field).replace(LITERAL_LINE_BREAK, '').trim();
    if (!/^[\x21-\x7e]+$/.test(value)) throw wrong(field, 'not one word of ASCII characters');
    return value;
  };

  const apiKey = token('apiKey');
  const hmac = fields['apiSecret'] !== undefined;
  if (hmac && fields['privateKey'] !== undefined) {
    throw wrong('apiSecret', 'beside privateKey, where only one of them may stand');
  }
  if (hmac) {
    const apiSecret = token('apiSecret');
    return {
      apiKey,
      kind: 'HMAC',
      sign: (payload) => createHmac('sha256', apiSecret).update(payload).digest('hex'),
    };
  }
  const pem = readPem(read('privateKey'), wrong);
  const passphrase =
    (fields['passphrase'] ?? '') === ''
      ? undefined
      : read('passphrase').replace(LITERAL_LINE_BREAK_AT_END, '').trim();
  return { apiKey, ...keyPair(pem, passphrase, wrong) };
}

function readPem(text: string, wrong: (field: string, rule: string) => SecretError): string {
  const pem = tidyPem(text);
  if (pem === undefined) throw wrong('privateKey', 'not a PEM block');
  if (roundsOf(pem) > MOST_ROUNDS) {
    throw wrong('privateKey', `encrypted with more than ${MOST_ROUNDS} rounds of PBKDF2`);
  }
  return pem;
}

function parseFields(secretId: string, text: string): Record<string, unknown> {
  let fields: unknown;
  try {
    // JSON allows no line break within a text, where a pasted PEM has many.
    fields = JSON.parse(text.trim().replace(/[\r\n\t]/g, ' '));
  } catch {
    // The parser's own message quotes the text, so it must not become a cause.
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new SecretError(
      secretId,
      'is not a JSON object',
      'Store {"apiKey", "apiSecret"} or {"apiKey", "privateKey"}.',
    );
  }
  return fields as Record<string, unknown>;
}

function keyPair(
  pem: string,
  passphrase: string | undefined,
  wrong: (field: string, rule: string, options?: ErrorOptions) => SecretError,
): Pick<Credentials, 'kind' | 'sign'> {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, passphrase });
  } catch (cause) {
    if (!pem.includes('ENCRYPTED')) throw wrong('privateKey', 'cannot be read', { cause });
    const rule =
      passphrase === undefined
        ? 'missing, though the private key is encrypted'
        : 'it does not open the private key';
    throw wrong('passphrase', rule, { cause });
  }
  const kind = KINDS[String(key.asymmetricKeyType)];
  if (kind === undefined) throw wrong('privateKey', 'neither an Ed25519 nor an RSA key');
  if ((key.asymmetricKeyDetails?.modulusLength ?? Infinity) < MIN_RSA_BITS) {
    throw wrong('privateKey', `an RSA key of fewer than ${MIN_RSA_BITS} bits`);
  }
  const sign = (payload: string): string => base64(kind, payload, key);
  try {
    // A key whose numbers are damaged is read all the same, and fails when it is used.
    sign('');
  } catch (cause) {
    throw wrong('privateKey', 'cannot sign', { cause });
  }
  return { kind, sign };
}

function base64(kind: 'Ed25519' | 'RSA', payload: string, key: KeyObject): string {
  const digest = kind === 'RSA' ? 'sha256' : null;
  return sign(digest, Buffer.from(payload), key).toString('base64');
}
