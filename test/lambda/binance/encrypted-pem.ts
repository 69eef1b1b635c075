import { createCipheriv, generateKeyPairSync, pbkdf2Sync, randomBytes } from 'node:crypto';

/** A DER element (X.690) of fewer than 65,536 bytes. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function integer(value: number): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return der(0x02, Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex'));
}

/** An Ed25519 key, encrypted with so many rounds of PBKDF2 (RFC 8018, PBES2 with AES-256-CBC). */
export function encryptedPem(rounds: number, passphrase: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const plain = privateKey.export({ format: 'der', type: 'pkcs8' });
  const [salt, iv] = [randomBytes(16), randomBytes(16)];
  const cipher = createCipheriv(
    'aes-256-cbc',
    pbkdf2Sync(passphrase, salt, Math.min(rounds, 1e6), 32, 'sha256'),
    iv,
  );
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  const digest = der(0x30, oid('2a864886f70d0209'), der(0x05));
  const kdf = der(
    0x30,
    oid('2a864886f70d01050c'),
    der(0x30, der(0x04, salt), integer(rounds), digest),
  );
  const scheme = der(0x30, oid('60864801650304012a'), der(0x04, iv));
  const algorithm = der(0x30, oid('2a864886f70d01050d'), der(0x30, kdf, scheme));
  const base64 = der(0x30, algorithm, der(0x04, encrypted)).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [
    '-----BEGIN ENCRYPTED PRIVATE KEY-----',
    ...lines,
    '-----END ENCRYPTED PRIVATE KEY-----',
  ].join('\n');
}
