import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { parseCredentials } from '../../lambda/binance/key';
import { SecretError } from '../../lambda/errors';
import { KEY_KINDS } from '../local/exchange/keys';
import type { StoredSecret } from '../local/exchange/keys';
import { damaged, hostileJson, hostileText, mostly, record } from './values';
import { must, mustBeReadable, mustNotHold, outcome } from './verdict';

/** A run of this many characters of a value is taken for an echo of it. */
const ECHO = 24;
const STEP = 12;

const stored: readonly StoredSecret[] = [
  ...Object.values(KEY_KINDS).map(({ secret }): StoredSecret => secret),
  ...unsupported(),
];

const nearlyRight = fc
  .constantFrom(...stored)
  .chain((secret) =>
    fc.oneof(
      fc.constant({ ...secret }),
      damagedField(secret),
      damagedNumbers(secret),
      record(withMore(secret, 'passphrase', 'x'.repeat(2_000))),
      record(withMore(secret, 'apiSecret', '')),
    ),
  );

/** What Secrets Manager may hold: the JSON of a key, or what became of it, or anything. */
export const secret: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: nearlyRight.map((fields) => JSON.stringify(fields)) },
  { weight: 3, arbitrary: nearlyRight.chain((fields) => damaged(JSON.stringify(fields))) },
  // In quotes, or within a JSON string, whole or damaged.
  { weight: 2, arbitrary: nearlyRight.chain((fields) => wrapped(JSON.stringify(fields))) },
  // A PEM pasted into JSON by hand, its line breaks real ones.
  { weight: 1, arbitrary: nearlyRight.map((each) => JSON.stringify(each).replace(/\\n/g, '\r\n')) },
  { weight: 1, arbitrary: hostileText },
  { weight: 1, arbitrary: hostileJson.map((value) => JSON.stringify(value)) },
);

/** Refused by a sentence that echoes nothing, or taken for a key that really signs. */
export function trySecret(text: string): void {
  const credentials = outcome(() => parseCredentials('some/secret', text), SecretError);
  if (credentials instanceof Error) {
    mustBeReadable(credentials);
    must(credentials.message.startsWith('The secret some/secret '), 'the secret is not named');
    mustNotHold(credentials, pieces(text));
    return;
  }
  must(/^[\x21-\x7e]+$/.test(credentials.apiKey), 'an API key that is no header');
  const signature = credentials.sign('timestamp=1');
  must(/^[A-Za-z0-9+/]{64,}={0,2}$/.test(signature), 'a signature of another shape');
}

/** The secret's own fields, now and then something else in their place, and one more. */
function withMore(
  fields: StoredSecret,
  more: string,
  value: string,
): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries<string>({ [more]: value, ...fields }).map(([field, text]) => [
      field,
      mostly(fc.constant(text)),
    ]),
  );
}

function wrapped(json: string): fc.Arbitrary<string> {
  const inString = JSON.stringify(json);
  const forms = fc.constantFrom(`'${json}'`, inString, `'${inString}'`, JSON.stringify(inString));
  return forms.chain((form) => fc.oneof(fc.constant(form), damaged(form)));
}

function damagedField(fields: StoredSecret): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .constantFrom(...Object.entries<string>(fields))
    .chain(([field, value]) => damaged(value).map((slipped) => ({ ...fields, [field]: slipped })));
}

/** A PEM that is one by its form, with other bytes in its numbers. */
function damagedNumbers(fields: StoredSecret): fc.Arbitrary<Record<string, unknown>> {
  if (!('privateKey' in fields)) return damagedField(fields);
  const [, head = '', base64 = '', tail = ''] =
    /^(-.+?-----\n)(.+?)(-----END.+)$/s.exec(fields.privateKey) ?? [];
  const der = Buffer.from(base64, 'base64');
  const slips = fc.array(fc.tuple(fc.nat(der.length - 1), fc.nat(255)), { minLength: 1 });
  return slips.map((some) => {
    const changed = Buffer.from(der);
    for (const [at, value] of some) changed[at] = value;
    return { ...fields, privateKey: `${head}${changed.toString('base64')}\n${tail}` };
  });
}

/** Keys of kinds, and of sizes, that Binance does not take. */
function unsupported(): StoredSecret[] {
  const apiKey = 'k'.repeat(64);
  return [
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    generateKeyPairSync('x25519'),
    generateKeyPairSync('rsa', { modulusLength: 1024 }),
    generateKeyPairSync('rsa-pss', { modulusLength: 1024 }),
  ].flatMap(({ privateKey, publicKey }) => [
    { apiKey, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
    { apiKey, privateKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
  ]);
}

/** Runs of the text, so dense that every echo of `ECHO + STEP` characters holds one. */
function* pieces(text: string): Generator<string> {
  const secretParts = text.replace(/-----[A-Z0-9 ]+-----/g, ' ').split(/[\s"\\]+/);
  for (const part of secretParts) {
    for (let at = 0; at + ECHO <= part.length; at += STEP) yield part.slice(at, at + ECHO);
  }
}
