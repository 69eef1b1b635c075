/** Private keys whose encryption takes long to open. */
import * as crypto from 'node:crypto';
import { parseCredentials } from '../../../lambda/binance/key';
import { isSlowToOpen, roundsOf } from '../../../lambda/binance/pem';
import { newAccountKey } from '../../local/exchange/keys';
import { encryptedPem } from '../binance/encrypted-pem';
import { start } from '../monitored';

const passphrase = 'open sesame';

function secretOf(rounds: number): string {
  return JSON.stringify({ apiKey: 'k', privateKey: encryptedPem(rounds, passphrase), passphrase });
}

test.each([1, 127, 128, 2_048, 65_536, 600_000, 10_000_000])('%i rounds are read', (rounds) => {
  expect(roundsOf(encryptedPem(rounds, passphrase))).toBe(rounds);
});

test('a key that Node encrypts has 2,048 rounds, one that is not encrypted none', () => {
  const options = { format: 'pem', type: 'pkcs8' } as const;
  const { privateKey } = crypto.generateKeyPairSync('ed25519');
  const encrypted = privateKey.export({ ...options, cipher: 'aes-256-cbc', passphrase });
  expect(roundsOf(String(encrypted))).toBe(2_048);
  expect(roundsOf(String(privateKey.export(options)))).toBe(0);
  expect(roundsOf('-----BEGIN ENCRYPTED PRIVATE KEY-----\nMA==\n-----END')).toBe(0);
});

test('a key of many rounds is opened, and found slow by its literal line breaks too', () => {
  const text = secretOf(600_000);
  expect(parseCredentials('main', text).kind).toBe('Ed25519');
  expect([isSlowToOpen(text), isSlowToOpen(secretOf(2_048))]).toEqual([true, false]);
});

test('a key of too many rounds is refused in a sentence, without trying', () => {
  expect(() => parseCredentials('main', secretOf(5_000_000))).toThrow(
    'The secret main has no usable field privateKey (encrypted with more than 2000000 rounds of PBKDF2).',
  );
});

test('others are asked before a slow key is opened', async () => {
  const monitored = await start({ accounts: { slow: newAccountKey(), main: newAccountKey() } });
  const { world, run } = monitored;
  const slow = world.account('slow');
  const pem = encryptedPem(100_000, passphrase);
  const publicKey = crypto.createPublicKey(crypto.createPrivateKey({ key: pem, passphrase }));
  const { apiKey } = slow.key.secret;
  world.exchange.unregister(apiKey);
  world.exchange.register({ apiKey, publicKey });
  world.cloud.secrets.put(slow.secretId, JSON.stringify({ apiKey, privateKey: pem, passphrase }));
  const order = (): string[] =>
    world.exchange.requests.map((asked) => (asked.apiKey === apiKey ? 'slow' : 'main'));
  await run();
  expect(order()).toEqual(['main', 'slow']);
});
