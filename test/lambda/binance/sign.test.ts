import { signedQuery } from '../../../lambda/binance/sign';
import { parseCredentials } from '../../../lambda/binance/key';
import type { Credentials } from '../../../lambda/binance/key';
import { KEY_KINDS } from '../../local/exchange/keys';
import type { KeyKind } from '../../local/exchange/keys';
import { officialDocVectors, vectors } from '../../signing-vectors.json';

function credentialsOf(keyType: string): Credentials {
  const { secret } = KEY_KINDS[keyType as KeyKind];
  return parseCredentials('pm-loan-monitor/main', JSON.stringify(secret));
}

test('there are vectors of three kinds of key, three of each', () => {
  const kinds = vectors.map(({ keyType }) => keyType);
  expect(kinds.toSorted()).toEqual(
    ['ed25519', 'hmac', 'rsa'].flatMap((kind) => [kind, kind, kind]),
  );
});

test.each(vectors)(
  "a query is signed byte for byte as Binance's own client signs it: $keyType, $variant",
  ({ keyType, variant, frozenNowMs, rawQuery }) => {
    const recvWindow = /^recvWindow: (\S+)$/.exec(variant)?.[1];
    expect(signedQuery(credentialsOf(keyType), frozenNowMs, recvWindow)).toBe(rawQuery);
  },
);

test.each(officialDocVectors)(
  "the signature of Binance's documents comes out: $source",
  ({ keyType, payload, signature }) => {
    expect(credentialsOf(keyType).sign(payload)).toBe(signature);
  },
);
