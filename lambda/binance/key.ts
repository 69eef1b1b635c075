import { createHmac, createPrivateKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SecretError } from '../errors';
import { LITERAL_LINE_BREAK, MOST_ROUNDS, roundsOf, tidyPem } from './pem';

/** Binance takes RSA keys of 2048 and 4096 bits. */
const MIN_RSA_BITS = 2048;
const LITERAL_LINE_BREAK_AT_END = /(\\+r)?\\+n\s*$/;
/** What a form or a shell leaves around a text. No key of Binance's has quotes. */
const QUOTED = /^(["'])(.*)\1$/s;
const FIELDS = ['apiKey', 'apiSecret', 'privateKey', 'passphrase'];
/** Short enough that no half of a key, stored as a name by mistake, is taken for one. */
const FIELD_NAME = /^[A-Za-z0-9_-]{1,30}$/;
const MAX_NAMES_SHOWN = 10;
const FORMS = '{"apiKey", "apiSecret"} or {"apiKey", "privateKey"}';

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
  const fields = new SecretFields(secretId, text);
  const apiKey = fields.token('apiKey');
  if (!fields.has('apiSecret')) return { apiKey, ...readPrivateKey(fields) };
  if (fields.has('privateKey')) {
    throw fields.wrong('apiSecret', 'beside privateKey, where only one of them may stand');
  }
  const apiSecret = fields.token('apiSecret');
  return {
    apiKey,
    kind: 'HMAC',
    sign: (payload) => createHmac('sha256', apiSecret).update(payload).digest('hex'),
  };
}

/** The fields of a secret, put right where shells and forms damage them. */
class SecretFields {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(
    private readonly secretId: string,
    text: string,
  ) {
    let fields: unknown;
    try {
      fields = parseJson(text);
    } catch {
      // The parser's own message quotes the text, so it must not become a cause.
    }
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
      throw new SecretError(secretId, 'is not a JSON object', `Store ${FORMS}.`);
    }
    this.#fields = fields as Record<string, unknown>;
  }

  wrong(field: string, rule: string, options?: ErrorOptions): SecretError {
    const what = `has no usable field ${field} (${rule})`;
    return new SecretError(this.secretId, what, `Store it again: ${FORMS}.`, options);
  }

  has(field: string): boolean {
    return this.#fields[field] !== undefined;
  }

  text(field: string): string {
    const value = this.#fields[field];
    if (typeof value === 'string' && value.trim() !== '') return value;
    const others = Object.keys(this.#fields)
      .filter((name) => FIELD_NAME.test(name) && !FIELDS.includes(name))
      .slice(0, MAX_NAMES_SHOWN);
    const found = others.length === 0 ? '' : `; other fields: ${others.join(', ')}`;
    throw this.wrong(field, `missing or empty${found}`);
  }

  token(field: string): string {
    const text = this.text(field).replace(LITERAL_LINE_BREAK, '').trim();
    const value = text.replace(QUOTED, '$2').trim();
    if (/^[\x21-\x7e]+$/.test(value)) return value;
    throw this.wrong(field, 'not one word of ASCII characters');
  }

  /** A passphrase may begin and end with quotes: they are left. */
  passphrase(): string | undefined {
    if ((this.#fields['passphrase'] ?? '') === '') return undefined;
    return this.text('passphrase').replace(LITERAL_LINE_BREAK_AT_END, '').trim();
  }
}

/** Reads JSON, also where a shell left it in quotes or it was stored as a JSON string. */
function parseJson(text: string): unknown {
  const bare = text.trim().replace(/^'(.*)'$/s, '$1');
  // JSON allows no line break within a text, where a pasted PEM has many.
  const value: unknown = JSON.parse(bare.replace(/[\r\n\t]/g, ' '));
  return typeof value === 'string' ? parseJson(value) : value;
}

function readPrivateKey(fields: SecretFields): Pick<Credentials, 'kind' | 'sign'> {
  const key = openPrivateKey(fields);
  const kind = KINDS[String(key.asymmetricKeyType)];
  if (kind === undefined) throw fields.wrong('privateKey', 'neither an Ed25519 nor an RSA key');
  if ((key.asymmetricKeyDetails?.modulusLength ?? Infinity) < MIN_RSA_BITS) {
    throw fields.wrong('privateKey', `an RSA key of fewer than ${MIN_RSA_BITS} bits`);
  }
  const digest = kind === 'RSA' ? 'sha256' : null;
  const signed = (payload: string): string =>
    sign(digest, Buffer.from(payload), key).toString('base64');
  try {
    // A key whose numbers are damaged can be read all the same, and fails when it is used.
    signed('');
  } catch (cause) {
    throw fields.wrong('privateKey', 'cannot sign', { cause });
  }
  return { kind, sign: signed };
}

function openPrivateKey(fields: SecretFields): KeyObject {
  const key = tidyPem(fields.text('privateKey'));
  if (key === undefined)
    throw fields.wrong('privateKey', 'neither a PEM block nor the base64 of PKCS#8');
  if (key.includes('PUBLIC KEY')) {
    throw fields.wrong('privateKey', 'a public key, where the private one belongs');
  }
  if (roundsOf(key) > MOST_ROUNDS) {
    const rule = `encrypted with more than ${MOST_ROUNDS} rounds of PBKDF2`;
    throw fields.wrong('privateKey', rule);
  }
  const passphrase = fields.passphrase();
  try {
    return createPrivateKey({ key, passphrase });
  } catch (cause) {
    if (!key.includes('ENCRYPTED')) throw fields.wrong('privateKey', 'cannot be read', { cause });
    const rule =
      passphrase === undefined
        ? 'missing, though the private key is encrypted'
        : 'it does not open the private key';
    throw fields.wrong('passphrase', rule, { cause });
  }
}
