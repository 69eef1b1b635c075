import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  verify,
} from 'node:crypto';
import { inspect } from 'node:util';
import { parseCredentials } from '../../../lambda/binance/key';
import { SecretError } from '../../../lambda/errors';
import { KEY_KINDS } from '../../local/exchange/keys';
import type { KeyKind } from '../../local/exchange/keys';
import { thrownBy } from '../thrown';

const SECRET_ID = 'pm-loan-monitor/main';
const PAYLOAD = 'recvWindow=5000&timestamp=1763700000123';
const API_KEY = randomBytes(32).toString('hex');
const API_SECRET = randomBytes(32).toString('hex');

const PEM_KINDS = (Object.keys(KEY_KINDS) as KeyKind[]).filter((kind) => kind !== 'hmac');
const ENCRYPTED_KINDS = [
  'ed25519-encrypted',
  'rsa-encrypted',
  'rsa-pkcs1-encrypted',
] as const satisfies KeyKind[];

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
};

interface PemSecret {
  readonly apiKey: string;
  readonly privateKey: string;
  readonly passphrase?: string;
}

function pemSecret(kind: KeyKind): PemSecret {
  const { secret } = KEY_KINDS[kind];
  if (!('privateKey' in secret)) throw new Error(`${kind} has no PEM`);
  return secret;
}

function parse(secret: object): ReturnType<typeof parseCredentials> {
  return parseCredentials(SECRET_ID, JSON.stringify(secret));
}

describe('a PEM', () => {
  test.each(
    PEM_KINDS.flatMap((kind) =>
      Object.entries(FORMS).map(([form, make]) => ({ kind, form, make })),
    ),
  )('of $kind signs what its public key verifies: $form', ({ kind, make }) => {
    const { registration } = KEY_KINDS[kind];
    const secret = pemSecret(kind);
    const credentials = parse({ ...secret, privateKey: make(secret.privateKey) });
    expect(credentials.apiKey).toBe(registration.apiKey);
    expect(credentials.kind).toBe(kind.startsWith('rsa') ? 'RSA' : 'Ed25519');
    const signature = credentials.sign(PAYLOAD);
    expect(signature).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
    if (!('publicKey' in registration)) throw new Error('a registration without a public key');
    const digest = kind.startsWith('rsa') ? 'sha256' : null;
    const bytes = Buffer.from(signature, 'base64');
    expect(verify(digest, Buffer.from(PAYLOAD), registration.publicKey, bytes)).toBe(true);
  });

  test.each(['ed25519', 'rsa', 'rsa-pkcs1', 'ed25519-encrypted', 'rsa-encrypted'] as const)(
    'of %s is read where all its line breaks were lost',
    (kind) => {
      const secret = pemSecret(kind);
      const flat = { ...secret, privateKey: secret.privateKey.replaceAll('\n', '') };
      // Neither Ed25519 nor RSA by PKCS#1 v1.5 signs with chance in it.
      expect(parse(flat).sign(PAYLOAD)).toBe(parse(secret).sign(PAYLOAD));
    },
  );

  test('of RSA may have 4096 bits', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const signature = parse({ apiKey: API_KEY, privateKey: pem }).sign(PAYLOAD);
    const bytes = Buffer.from(signature, 'base64');
    expect(verify('sha256', Buffer.from(PAYLOAD), publicKey, bytes)).toBe(true);
  });

  test.each(ENCRYPTED_KINDS)(
    'of %s opens though stray line breaks and spaces stand about its passphrase',
    (kind) => {
      const secret = pemSecret(kind);
      for (const end of ['\n', '\r\n', ' ', '\\n', '\\n \n', '\\\\n', '\\\\r\\\\n']) {
        const { sign } = parse({ ...secret, passphrase: (secret.passphrase ?? '') + end });
        expect(sign(PAYLOAD)).toBe(parse(secret).sign(PAYLOAD));
      }
    },
  );
});

test('a literal \\n within a passphrase belongs to it', () => {
  const passphrase = 'C:\\new\\nice folder';
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase,
  });
  const signature = parse({ apiKey: API_KEY, privateKey: pem, passphrase }).sign(PAYLOAD);
  expect(verify(null, Buffer.from(PAYLOAD), publicKey, Buffer.from(signature, 'base64'))).toBe(
    true,
  );
});

test.each(PEM_KINDS)('a PEM of %s is read where it was pasted into the JSON as it is', (kind) => {
  const secret = pemSecret(kind);
  const tidy = JSON.stringify(secret, undefined, '\t');
  for (const lineBreak of ['\n', '\r\n', '\t\n']) {
    const pasted = parseCredentials(SECRET_ID, tidy.replaceAll('\\n', lineBreak));
    expect(pasted.sign(PAYLOAD)).toBe(parse(secret).sign(PAYLOAD));
  }
});

test.each([
  ['white space', ' \r\n\t', '\n '],
  ['a byte order mark', '\ufeff', ''],
])('a secret may have %s around it', (_, before, after) => {
  const text = before + JSON.stringify(HMAC) + after;
  expect(parseCredentials(SECRET_ID, text).sign(PAYLOAD)).toBe(parse(HMAC).sign(PAYLOAD));
});

describe('an HMAC key', () => {
  const expected = createHmac('sha256', API_SECRET).update(PAYLOAD).digest('hex');

  test.each([
    ['as it was made', (text: string) => text],
    ['with spaces around it', (text: string) => `  ${text}\t `],
    ['with a line break after it', (text: string) => `${text}\n`],
    ['with a CRLF after it', (text: string) => `${text}\r\n`],
    ['with line breaks around it', (text: string) => `\n${text}\n`],
    ['with a literal \\n after it', (text: string) => `${text}\\n`],
    ['with a literal \\r\\n after it', (text: string) => `${text}\\r\\n`],
    ['with a literal \\n and a space after it', (text: string) => `${text}\\n `],
    ['with a space and a literal \\n before it', (text: string) => ` \\n${text}`],
  ])('signs by both its halves: %s', (_, make) => {
    const credentials = parse({ apiKey: make(API_KEY), apiSecret: make(API_SECRET) });
    expect(credentials).toMatchObject({ apiKey: API_KEY, kind: 'HMAC' });
    expect(credentials.sign(PAYLOAD)).toBe(expected);
  });

  test('may have further fields beside it', () => {
    const { sign } = parse({ apiKey: API_KEY, apiSecret: API_SECRET, comment: 'made in May' });
    expect(sign(PAYLOAD)).toBe(expected);
  });
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

/** The refusal of a secret: names the secret, and holds nothing of its values. */
function refusal(text: string, values: unknown): Error {
  const error = thrownBy(() => parseCredentials(SECRET_ID, text));
  expect(error).toBeInstanceOf(SecretError);
  expect(error.message).toContain(SECRET_ID);
  const everything = shown(error);
  expect(pieces(values).filter((piece) => everything.includes(piece))).toEqual([]);
  return error;
}

function pkcs8(type: 'ec' | 'rsa' | 'rsa-pss' | 'ed448' | 'x25519' | 'dsa'): string {
  const pair = {
    ec: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    rsa: () => generateKeyPairSync('rsa', { modulusLength: 1024 }),
    'rsa-pss': () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
    ed448: () => generateKeyPairSync('ed448'),
    x25519: () => generateKeyPairSync('x25519'),
    dsa: () => generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }),
  }[type]();
  return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const ED25519 = pemSecret('ed25519').privateKey;
const RSA = pemSecret('rsa').privateKey;
const HMAC = { apiKey: API_KEY, apiSecret: API_SECRET };
const PEM = { apiKey: API_KEY, privateKey: ED25519 };
const PUBLIC = createPublicKey(ED25519).export({ type: 'spki', format: 'pem' }).toString();
const ONE_WORD: Record<string, unknown> = {
  missing: undefined,
  empty: '',
  blank: ' \n',
  'a literal \\n alone': '\\n',
  null: null,
  'a number': 918273645546372,
  'a list': [API_KEY],
  'an object': { value: API_KEY },
  true: true,
  'two words': `${API_KEY} ${API_KEY}`,
  'beyond ASCII': `${API_KEY}ä`,
  'with a control character': `${API_KEY}\u0007`,
};

describe('a refused key, named by its secret and field, never by a value', () => {
  test.each(Object.entries(ONE_WORD))('apiKey: %s', (_, apiKey) => {
    for (const secret of [
      { ...HMAC, apiKey },
      { ...PEM, apiKey },
    ]) {
      expect(refusal(JSON.stringify(secret), secret).message).toContain('field apiKey ');
    }
  });

  test.each(Object.entries(ONE_WORD).filter(([, value]) => value !== undefined))(
    'apiSecret: %s',
    (_, apiSecret) => {
      const secret = { ...HMAC, apiSecret };
      expect(refusal(JSON.stringify(secret), secret).message).toContain('field apiSecret ');
    },
  );

  test.each<[string, unknown]>([
    ['missing, and apiSecret too', undefined],
    ['empty', ''],
    ['blank', ' \n'],
    ['null', null],
    ['a number', 918273645546372],
    ['a list', [ED25519]],
    ['an object', { pem: ED25519 }],
    ['garbage', randomBytes(60).toString('base64')],
    ['a PEM of garbage', ED25519.replace(/\n.+\n/, `\n${randomBytes(48).toString('base64')}\n`)],
    ['a PEM of nothing', '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n'],
    ['a PEM that is cut off', RSA.slice(0, 900)],
    ['a PEM with a piece missing', RSA.replace(/\n[^\n]+\n[^\n]+\n/, '\n')],
    ['a PEM without its first line', ED25519.replace(/^.*\n/, '')],
    ['a PEM with another last line', ED25519.replace('END PRIVATE', 'END RSA PRIVATE')],
    ['a public key', PUBLIC],
    ['an RSA key of 1024 bits', pkcs8('rsa')],
    ['an EC key', pkcs8('ec')],
    ['an RSA-PSS key', pkcs8('rsa-pss')],
    ['an Ed448 key', pkcs8('ed448')],
    ['an X25519 key', pkcs8('x25519')],
    ['a DSA key', pkcs8('dsa')],
  ])('privateKey: %s', (_, privateKey) => {
    const secret = { ...PEM, privateKey };
    expect(refusal(JSON.stringify(secret), secret).message).toContain('field privateKey ');
  });

  test('both apiSecret and privateKey', () => {
    const secret = { ...HMAC, privateKey: ED25519 };
    const { message } = refusal(JSON.stringify(secret), secret);
    expect(message).toContain('field apiSecret ');
    expect(message).toContain('beside privateKey');
  });

  test.each(ENCRYPTED_KINDS)('no passphrase, though the key is encrypted: %s', (kind) => {
    const secret = { ...PEM, privateKey: pemSecret(kind).privateKey };
    const { message } = refusal(JSON.stringify(secret), secret);
    expect(message).toContain('field passphrase ');
    expect(message).toContain('encrypted');
  });

  test.each(
    ENCRYPTED_KINDS.flatMap((kind) =>
      ['Tr0ub4dor&3 Tr0ub4dor&4', '', 918273645546372, null, ['Tr0ub4dor&3']].map(
        (passphrase) => [JSON.stringify(passphrase), kind, passphrase] as const,
      ),
    ),
  )('the passphrase %s, which is not that of the key: %s', (_, kind, passphrase) => {
    const secret = { ...pemSecret(kind), passphrase };
    expect(refusal(JSON.stringify(secret), secret).message).toContain('field passphrase ');
  });
});

describe('a refused secret, named and never quoted', () => {
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
    ['a JSON object within a JSON string', JSON.stringify(JSON.stringify(HMAC)), HMAC],
    ['a JSON number', '918273645546372'],
    ['null', 'null', []],
    ['true', 'true', []],
  ])('%s', (_, text, values = text) => {
    expect(refusal(text, values).message).toContain('not a JSON object');
  });

  test('fields by way of a prototype', () => {
    const text = `{"__proto__":${JSON.stringify(HMAC)}}`;
    expect(refusal(text, HMAC).message).toContain('field apiKey ');
  });
});

/** An RSA key that is read like any other, though its numbers are no key's. */
function damagedRsa(): string {
  const jwk = createPrivateKey(RSA).export({ format: 'jwk' });
  const modulus = Buffer.from(jwk.n ?? '', 'base64url');
  modulus.writeUInt8((modulus.at(-1) ?? 0) & ~1, modulus.length - 1);
  const damaged = { ...jwk, n: modulus.toString('base64url') };
  return createPrivateKey({ key: damaged, format: 'jwk' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

describe('an operator reads what is wrong and what to do', () => {
  const again = 'Store it again: {"apiKey", "apiSecret"} or {"apiKey", "privateKey"}.';
  const locked = pemSecret('ed25519-encrypted');

  test.each<[string, object, string]>([
    ['an empty apiKey', { ...HMAC, apiKey: '' }, 'apiKey (missing or empty)'],
    ['a blank apiKey', { ...HMAC, apiKey: ' \n' }, 'apiKey (missing or empty)'],
    ['two words', { ...HMAC, apiSecret: 'a b' }, 'apiSecret (not one word of ASCII characters)'],
    [
      'both kinds of key',
      { ...HMAC, ...PEM },
      'apiSecret (beside privateKey, where only one of them may stand)',
    ],
    ['no key', { apiKey: API_KEY }, 'privateKey (missing or empty)'],
    ['no PEM', { ...PEM, privateKey: 'x' }, 'privateKey (not a PEM block)'],
    [
      'an EC key',
      { ...PEM, privateKey: pkcs8('ec') },
      'privateKey (neither an Ed25519 nor an RSA key)',
    ],
    [
      'a short RSA key',
      { ...PEM, privateKey: pkcs8('rsa') },
      'privateKey (an RSA key of fewer than 2048 bits)',
    ],
    ['a public key', { ...PEM, privateKey: PUBLIC }, 'privateKey (cannot be read)'],
    [
      'an RSA key with damaged numbers',
      { ...PEM, privateKey: damagedRsa() },
      'privateKey (cannot sign)',
    ],
    [
      'no passphrase',
      { ...locked, passphrase: undefined },
      'passphrase (missing, though the private key is encrypted)',
    ],
    [
      'an empty passphrase',
      { ...locked, passphrase: '' },
      'passphrase (missing, though the private key is encrypted)',
    ],
    ['a blank passphrase', { ...locked, passphrase: ' ' }, 'passphrase (missing or empty)'],
    [
      'another passphrase',
      { ...locked, passphrase: 'x' },
      'passphrase (it does not open the private key)',
    ],
  ])('where there is %s', (_, secret, what) => {
    expect(refusal(JSON.stringify(secret), secret).message).toBe(
      `The secret ${SECRET_ID} has no usable field ${what}. ${again}`,
    );
  });

  test('where there is no JSON', () => {
    expect(refusal('', '').message).toBe(
      `The secret ${SECRET_ID} is not a JSON object. Store {"apiKey", "apiSecret"} or {"apiKey", "privateKey"}.`,
    );
  });

  test.each([
    ['cannot be read', PUBLIC, undefined],
    ['does not open', locked.privateKey, 'x'],
    ['cannot sign', damagedRsa(), undefined],
  ])('with the reason of the library behind it: %s', (_, privateKey, passphrase) => {
    const secret = { ...PEM, privateKey, passphrase };
    expect(refusal(JSON.stringify(secret), secret).cause).toMatchObject({
      message: expect.any(String) as string,
    });
  });
});
