import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  verify,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { parseCredentials } from '../../../lambda/binance/key';
import { SecretError } from '../../../lambda/errors';
import { KEY_KINDS } from '../../local/exchange/keys';
import type { KeyKind, StoredSecret } from '../../local/exchange/keys';
import { thrownBy } from '../thrown';

const SECRET_ID = 'pm-loan-monitor/main';
const PAYLOAD = 'recvWindow=5000&timestamp=1763700000123';
const API_KEY = randomBytes(32).toString('hex');
const API_SECRET = randomBytes(32).toString('hex');
const HMAC = { apiKey: API_KEY, apiSecret: API_SECRET };

const PEM_KINDS = (Object.keys(KEY_KINDS) as KeyKind[]).filter((kind) => kind !== 'hmac');
const ENCRYPTED_KINDS = PEM_KINDS.filter((kind) => kind.endsWith('encrypted'));

type PemSecret = Extract<StoredSecret, { privateKey: string }>;

function pemSecret(kind: KeyKind): PemSecret {
  return KEY_KINDS[kind].secret as PemSecret;
}

function parse(secret: object): ReturnType<typeof parseCredentials> {
  return parseCredentials(SECRET_ID, JSON.stringify(secret));
}

/** Whether the key in the secret signs what the public key verifies. */
function expectSigned(secret: object, publicKey: KeyObject): void {
  const signature = parse(secret).sign(PAYLOAD);
  expect(signature).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
  const digest = publicKey.asymmetricKeyType === 'rsa' ? 'sha256' : null;
  const bytes = Buffer.from(signature, 'base64');
  expect(verify(digest, Buffer.from(PAYLOAD), publicKey, bytes)).toBe(true);
}

/** What becomes of a PEM on its way through forms, shells and JSON. */
const FORMS: Record<string, (pem: string) => string> = {
  'as it was made': (pem) => pem,
  'with literal \\n': (pem) => pem.replaceAll('\n', '\\n'),
  'with literal \\n, escaped once more': (pem) => pem.replaceAll('\n', '\\\\n'),
  'with literal \\r\\n': (pem) => pem.replaceAll('\n', '\\r\\n'),
  'with literal \\r\\n, escaped once more': (pem) => pem.replaceAll('\n', '\\\\r\\\\n'),
  'with literal \\n before each line break': (pem) => pem.replaceAll('\n', '\\n\n'),
  'without a space in its headers': (pem) => pem.replaceAll(': ', ':'),
  'with CRLF': (pem) => pem.replaceAll('\n', '\r\n'),
  'with spaces before and after every line': (pem) => pem.replace(/^.*$/gm, '  $& \t'),
  'with an empty line after every line': (pem) => pem.replaceAll('\n', '\n\n'),
  'on one line, with spaces': (pem) => pem.replaceAll('\n', ' '),
  'with white space around it': (pem) => `\r\n \t${pem}\n\n  `,
  'without its last line break': (pem) => pem.trimEnd(),
  'without any line break': (pem) => pem.replaceAll('\n', ''),
};

describe.each(PEM_KINDS)('a PEM of %s', (kind) => {
  const secret = pemSecret(kind);
  const { apiKey, privateKey, passphrase } = secret;
  const publicKey = createPublicKey(createPrivateKey({ key: privateKey, passphrase }));
  // Neither Ed25519 nor RSA by PKCS#1 v1.5 signs with chance in it.
  const expected = parse(secret).sign(PAYLOAD);

  // The headers of an encrypted PKCS#1 key end with their lines.
  const forms = Object.entries(FORMS).slice(0, kind === 'rsa-pkcs1-encrypted' ? -1 : undefined);

  test.each(forms)('signs what its public key verifies: %s', (_, make) => {
    const made = { ...secret, privateKey: make(privateKey) };
    expect(parse(made)).toMatchObject({ apiKey, kind: kind.startsWith('rsa') ? 'RSA' : 'Ed25519' });
    expectSigned(made, publicKey);
  });

  test('is read where it was pasted into the JSON as it is', () => {
    const tidy = JSON.stringify(secret, undefined, '\t');
    for (const lineBreak of ['\n', '\r\n', '\t\n']) {
      const pasted = parseCredentials(SECRET_ID, tidy.replaceAll('\\n', lineBreak));
      expect(pasted.sign(PAYLOAD)).toBe(expected);
    }
  });
});

/** What a shell or a form leaves around the whole secret, or stores in its place. */
const WRAPPED: Record<string, (json: string) => string> = {
  'a JSON string': (json) => JSON.stringify(json),
  'a JSON string of a JSON string': (json) => JSON.stringify(JSON.stringify(json)),
  'in single quotes': (json) => `'${json}'`,
  'in single quotes, with white space around them': (json) => ` '${json}'\r\n`,
  'a JSON string in single quotes': (json) => `'${JSON.stringify(json)}'`,
  'a JSON string, its line breaks real ones': (json) =>
    JSON.stringify(json).replaceAll('\\\\n', '\r\n'),
  'a JSON string of indented JSON': (json) =>
    JSON.stringify(JSON.stringify(JSON.parse(json), undefined, '\t')),
};

test.each(Object.entries(WRAPPED))('a secret is taken that was stored as %s', (_, wrap) => {
  for (const secret of [HMAC, pemSecret('ed25519'), pemSecret('rsa-encrypted')]) {
    const { sign } = parseCredentials(SECRET_ID, wrap(JSON.stringify(secret)));
    expect(sign(PAYLOAD)).toBe(parse(secret).sign(PAYLOAD));
  }
});

test.each(['"', "'"])('each field but the passphrase may have extra %s around it', (quote) => {
  const quoted = (text: string): string => `${quote}${text}${quote}`;
  const [apiKey, apiSecret] = [` ${quoted(API_KEY)}\\n`, quoted(` ${API_SECRET} `)];
  const credentials = parse({ apiKey, apiSecret });
  expect(credentials.apiKey).toBe(API_KEY);
  expect(credentials.sign(PAYLOAD)).toBe(parse(HMAC).sign(PAYLOAD));
  const passphrase = quoted('it is mine');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const;
  const pem = privateKey.export(options).toString();
  expectSigned({ apiKey, privateKey: quoted(pem), passphrase }, publicKey);
});

test.each(['ed25519', 'rsa'] as const)('%s in PKCS#8 needs no PEM lines around it', (kind) => {
  const secret = pemSecret(kind);
  const base64 = secret.privateKey.replace(/-.*-\n/g, '');
  const oneLine = base64.replaceAll('\n', '');
  for (const privateKey of [base64, oneLine, ` ${oneLine}\\n`, `"${oneLine}"`, `'${base64}'`]) {
    expect(parse({ ...secret, privateKey }).sign(PAYLOAD)).toBe(parse(secret).sign(PAYLOAD));
  }
});

test('an RSA key may have 4096 bits', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  expectSigned({ apiKey: API_KEY, privateKey: pem }, publicKey);
});

test.each(ENCRYPTED_KINDS)('%s opens though stray line breaks end its passphrase', (kind) => {
  const { passphrase = '', ...secret } = pemSecret(kind);
  for (const end of ['\n', '\r\n', ' ', '\\n', '\\n \n', '\\\\n', '\\\\r\\\\n']) {
    const { sign } = parse({ ...secret, passphrase: passphrase + end });
    expect(sign(PAYLOAD)).toBe(parse(pemSecret(kind)).sign(PAYLOAD));
  }
});

test('a literal \\n within a passphrase belongs to it', () => {
  const passphrase = 'C:\\new\\nice folder';
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const;
  const pem = privateKey.export(options);
  expectSigned({ apiKey: API_KEY, privateKey: pem, passphrase }, publicKey);
});

test.each([
  ['white space', ' \r\n\t', '\n '],
  ['a byte order mark', '\ufeff', ''],
])('a secret may have %s around it', (_, before, after) => {
  const text = before + JSON.stringify(HMAC) + after;
  expect(parseCredentials(SECRET_ID, text).sign(PAYLOAD)).toBe(parse(HMAC).sign(PAYLOAD));
});

test.each([
  ...[
    ['', ''],
    ['  ', '\t '],
    ['', '\n'],
    ['', '\r\n'],
    ['\n', '\n'],
    ['', '\\n'],
  ],
  ...[
    ['', '\\r\\n'],
    ['', '\\n '],
    [' \\n', ''],
  ],
])('an HMAC key signs by both its halves, with %j before and %j after each', (before, after) => {
  const [apiKey, apiSecret] = [API_KEY, API_SECRET].map((half) => before + half + after);
  const credentials = parse({ apiKey, apiSecret, comment: 'made in May' });
  expect(credentials).toMatchObject({ apiKey: API_KEY, kind: 'HMAC' });
  const expected = createHmac('sha256', API_SECRET).update(PAYLOAD).digest('hex');
  expect(credentials.sign(PAYLOAD)).toBe(expected);
});

/** Every piece of a secret's values that a reader could know it by, its field names left out. */
function pieces(value: unknown): string[] {
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(pieces);
  if (typeof value !== 'string') return [];
  const words = value.replace(/-----[A-Z ]+-----/g, ' ').split(/\s+|\\n/);
  return words.flatMap((word) =>
    word.length <= 8
      ? [word].filter(({ length }) => length >= 5)
      : Array.from({ length: word.length - 7 }, (_, start) => word.slice(start, start + 8)),
  );
}

/** All that an error shows to anyone, its causes and hidden properties included. */
function shown(error: Error): string {
  const chain: unknown[] = [];
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    chain.push(each.name, each.message, each.stack);
  }
  return [...chain, inspect(error, { depth: null, showHidden: true })].join('\n');
}

/** The refusal of a secret: holds nothing of its values. */
function refusal(text: string, values: unknown): Error {
  const error = thrownBy(() => parseCredentials(SECRET_ID, text));
  expect(error).toBeInstanceOf(SecretError);
  const everything = shown(error);
  expect(pieces(values).filter((piece) => everything.includes(piece))).toEqual([]);
  return error;
}

function expectRefusal(secret: object, field: string, rule: string): void {
  expect(refusal(JSON.stringify(secret), secret).message).toBe(
    `The secret ${SECRET_ID} has no usable field ${field} (${rule}). Store it again: {"apiKey", "apiSecret"} or {"apiKey", "privateKey"}.`,
  );
}

function pkcs8({ privateKey }: { privateKey: KeyObject }): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** An RSA key that is read like any other, though its numbers are no key's. */
function damagedRsa(): string {
  const jwk = createPrivateKey(RSA).export({ format: 'jwk' });
  const modulus = Buffer.from(jwk.n ?? '', 'base64url');
  modulus.writeUInt8((modulus.at(-1) ?? 0) & ~1, modulus.length - 1);
  const damaged = { ...jwk, n: modulus.toString('base64url') };
  return pkcs8({ privateKey: createPrivateKey({ key: damaged, format: 'jwk' }) });
}

const ED25519 = pemSecret('ed25519').privateKey;
const RSA = pemSecret('rsa').privateKey;
const PEM = { apiKey: API_KEY, privateKey: ED25519 };
const PUBLIC = createPublicKey(ED25519).export({ type: 'spki', format: 'pem' }).toString();

const EMPTY = 'missing or empty';
const NO_WORD = 'not one word of ASCII characters';
const NO_PEM = 'neither a PEM block nor the base64 of PKCS#8';
const PUBLIC_KEY = 'a public key, where the private one belongs';
const UNREADABLE = 'cannot be read';
const OTHER_KIND = 'neither an Ed25519 nor an RSA key';
const NO_PASSPHRASE = 'missing, though the private key is encrypted';
const WRONG_PASSPHRASE = 'it does not open the private key';

describe('a refused key, named by its secret and field, never by a value', () => {
  const NO_TEXTS = [undefined, '', ' \n', null, 918273645546372, true, [API_KEY], { a: API_KEY }];
  test.each<[unknown, string]>([
    ...NO_TEXTS.map((value): [unknown, string] => [value, EMPTY]),
    ['\\n', NO_WORD],
    [`${API_KEY} ${API_KEY}`, NO_WORD],
    [`${API_KEY}ä`, NO_WORD],
    [`${API_KEY}\u0007`, NO_WORD],
  ])('apiKey or apiSecret: %j', (value, rule) => {
    expectRefusal({ ...HMAC, apiKey: value }, 'apiKey', rule);
    expectRefusal({ ...PEM, apiKey: value }, 'apiKey', rule);
    const secret = { apiKey: API_KEY, apiSecret: value };
    expectRefusal(secret, value === undefined ? 'privateKey' : 'apiSecret', rule);
  });

  test.each<[string, unknown, string]>([
    ['missing, and apiSecret too', undefined, EMPTY],
    ['empty', '', EMPTY],
    ['blank', ' \n', EMPTY],
    ['null', null, EMPTY],
    ['a number', 918273645546372, EMPTY],
    ['a list', [ED25519], EMPTY],
    ['an object', { pem: ED25519 }, EMPTY],
    ['garbage', `k${randomBytes(60).toString('base64')}`, NO_PEM],
    ['garbage that begins as DER does', `MC4C${randomBytes(60).toString('hex')}`, UNREADABLE],
    ['a PEM of nothing', '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n', UNREADABLE],
    ['a PEM of garbage', ED25519.replace(/\n.+\n/, `\n${API_KEY}\n`), UNREADABLE],
    ['a PEM that is cut off', RSA.slice(0, 900), NO_PEM],
    ['a PEM with a piece missing', RSA.replace(/\n[^\n]+\n[^\n]+\n/, '\n'), UNREADABLE],
    ['a PEM without its first line', ED25519.replace(/^.*\n/, ''), NO_PEM],
    ['a PEM with another last line', ED25519.replace('END PRIVATE', 'END RSA PRIVATE'), NO_PEM],
    ['a public key', PUBLIC, PUBLIC_KEY],
    ['a public key, its line breaks lost', PUBLIC.replaceAll('\n', ''), PUBLIC_KEY],
    ['an RSA key with damaged numbers', damagedRsa(), 'cannot sign'],
    [
      'an RSA key of 1024 bits',
      pkcs8(generateKeyPairSync('rsa', { modulusLength: 1024 })),
      'an RSA key of fewer than 2048 bits',
    ],
    ['an EC key', pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-256' })), OTHER_KIND],
    ['an RSA-PSS key', pkcs8(generateKeyPairSync('rsa-pss', { modulusLength: 2048 })), OTHER_KIND],
    ['an Ed448 key', pkcs8(generateKeyPairSync('ed448')), OTHER_KIND],
    ['an X25519 key', pkcs8(generateKeyPairSync('x25519')), OTHER_KIND],
  ])('privateKey: %s', (_, privateKey, rule) => {
    expectRefusal({ ...PEM, privateKey }, 'privateKey', rule);
  });

  test('both apiSecret and privateKey', () => {
    const rule = 'beside privateKey, where only one of them may stand';
    expectRefusal({ ...HMAC, ...PEM }, 'apiSecret', rule);
  });

  test.each(
    ENCRYPTED_KINDS.flatMap((kind) => [
      [kind, undefined, NO_PASSPHRASE] as const,
      [kind, '', NO_PASSPHRASE] as const,
      [kind, ' ', EMPTY] as const,
      [kind, 918273645546372, EMPTY] as const,
      [kind, null, NO_PASSPHRASE] as const,
      [kind, ['Tr0ub4dor&3'], EMPTY] as const,
      [kind, 'Tr0ub4dor&3 Tr0ub4dor&4', WRONG_PASSPHRASE] as const,
    ]),
  )('of %s, the passphrase %j', (kind, passphrase, rule) => {
    expectRefusal({ ...pemSecret(kind), passphrase }, 'passphrase', rule);
  });

  test.each([
    [UNREADABLE, ED25519.replace(/\n.+\n/, `\n${API_KEY}\n`), undefined],
    [WRONG_PASSPHRASE, pemSecret('ed25519-encrypted').privateKey, 'x'],
    ['cannot sign', damagedRsa(), undefined],
  ])('with the reason of the library behind it: %s', (_, privateKey, passphrase) => {
    const secret = { ...PEM, privateKey, passphrase };
    const message = expect.any(String) as string;
    expect(refusal(JSON.stringify(secret), secret).cause).toMatchObject({ message });
  });
});

test.each<[string, string, unknown?]>([
  ['nothing', ''],
  ['no JSON', `${API_KEY}:${API_SECRET}`],
  ['a bare PEM', ED25519],
  ['another notation', `{apiKey: '${API_KEY}', apiSecret: '${API_SECRET}'}`, HMAC],
  ['a JSON object that is cut off', JSON.stringify(HMAC).slice(0, -2), HMAC],
  ['a JSON object with something after it', `${JSON.stringify(HMAC)}${API_KEY}`, HMAC],
  ['a JSON list', JSON.stringify([API_KEY, API_SECRET])],
  ['a JSON list of an object', JSON.stringify([HMAC]), HMAC],
  ['a JSON string', JSON.stringify(API_SECRET)],
  ['a JSON object in quotes of two kinds', `'${JSON.stringify(HMAC)}"`, HMAC],
  ['a JSON object in double quotes that nothing escapes', `"${JSON.stringify(HMAC)}"`, HMAC],
  ['a JSON list within a JSON string', JSON.stringify(JSON.stringify([API_KEY])), [API_KEY]],
  ['a JSON number', '918273645546372'],
  ['null', 'null', []],
  ['true', 'true', []],
])('a refused secret, named and never quoted: %s', (_, text, values = text) => {
  expect(refusal(text, values).message).toBe(
    `The secret ${SECRET_ID} is not a JSON object. Store {"apiKey", "apiSecret"} or {"apiKey", "privateKey"}.`,
  );
});

describe('fields of other names', () => {
  test.each([
    [{ API_KEY, secret_key: API_SECRET }, 'apiKey', 'API_KEY, secret_key'],
    [{ apiKey: API_KEY, 'secret-1': API_SECRET }, 'privateKey', 'secret-1'],
    [{ apiKey: '', key: API_KEY, apiSecret: API_SECRET }, 'apiKey', 'key'],
    [{ ...HMAC, apiSecret: '', note: 'x' }, 'apiSecret', 'note'],
  ])('are named where one is missing: %#', (secret, field, names) => {
    expectRefusal(secret, field, `${EMPTY}; other fields: ${names}`);
  });

  test('are named ten at most', () => {
    const names = Array.from({ length: 12 }, (_, index) => `field${index}`);
    const secret = Object.fromEntries(names.map((name) => [name, API_KEY]));
    expectRefusal(secret, 'apiKey', `${EMPTY}; other fields: ${names.slice(0, 10).join(', ')}`);
  });

  test.each([
    ['as long as half a key', API_KEY],
    ['of 31 characters', 'k'.repeat(31)],
    ['with a space', 'my secret'],
    ['with a line break', 'key\n'],
    ['a PEM', ED25519],
    ['with letters that are not ASCII', 'schlüssel'],
    ['empty', ''],
  ])('are not named where the name may be a value: %s', (_, name) => {
    expectRefusal({ [name]: API_SECRET }, 'apiKey', EMPTY);
  });
});

test('fields by way of a prototype are none', () => {
  const text = `{"__proto__":${JSON.stringify(HMAC)}}`;
  expect(refusal(text, HMAC).message).toContain('field apiKey ');
});
