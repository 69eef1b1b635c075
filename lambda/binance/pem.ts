/** Several seconds of a small function, and three times what OWASP recommends for passwords. */
export const MOST_ROUNDS = 2_000_000;
/** A few milliseconds. OpenSSL's default, and Node's, is 2,048. */
const FEW_ROUNDS = 20_000;

export const LITERAL_LINE_BREAK = /(\\+r)?\\+n/g;
const PEM = /-----BEGIN ([A-Z0-9 ]+)-----(.+?)-----END \1-----/s;
/** Base64 of DER, whose first byte is the 0x30 of a sequence: PKCS#8 without its PEM lines. */
const BARE_KEY = /^M[A-Za-z0-9+/]+={0,2}$/;
const ENCRYPTION_HEADERS = /Proc-Type:\s*4,ENCRYPTED\s+DEK-Info:\s*([A-Z0-9-]+,[0-9A-F]+)/;
/** The object identifier of PBKDF2, as DER holds it (RFC 8018, appendix C). */
const PBKDF2 = Buffer.from('06092a864886f70d01050c', 'hex');
const INTEGER = 2;

/** Puts right what happens to a PEM on its way through forms, shells and JSON. */
export function tidyPem(text: string): string | undefined {
  const lines = text.replace(LITERAL_LINE_BREAK, '\n');
  const bare = lines.replace(/["'\s]/g, '');
  const [, label, content] =
    PEM.exec(lines) ?? (BARE_KEY.test(bare) ? ['', 'PRIVATE KEY', bare] : []);
  if (label === undefined || content === undefined) return undefined;
  const [headers = '', cipher] = ENCRYPTION_HEADERS.exec(content) ?? [];
  const base64 = content.replace(headers, '').replace(/\s/g, '');
  return [
    `-----BEGIN ${label}-----`,
    ...(cipher === undefined ? [] : ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${cipher}`, '']),
    ...(base64.match(/.{1,64}/g) ?? []),
    `-----END ${label}-----`,
  ].join('\n');
}

/**
 * How many rounds of PBKDF2 open an encrypted PKCS#8 key; 0 where it is encrypted in another way.
 * After the identifier come a sequence, the salt and the number (RFC 8018, appendix A.2).
 */
export function roundsOf(pem: string): number {
  const [, base64 = ''] = /ENCRYPTED PRIVATE KEY-----\s(.+)\s-----END/s.exec(pem) ?? [];
  const der = Buffer.from(base64, 'base64');
  const parameters = der.indexOf(PBKDF2) + PBKDF2.length;
  const [saltLength = 0] = der.subarray(parameters + 3);
  const [tag, length = 0, ...digits] = der.subarray(parameters + 4 + saltLength);
  if (parameters < PBKDF2.length || tag !== INTEGER) return 0;
  return digits.slice(0, length).reduce((number, digit) => number * 256 + digit, 0);
}

/** Whether the key in a secret's text takes so long to open that others should be asked first. */
export function isSlowToOpen(text: string): boolean {
  return roundsOf(tidyPem(text) ?? '') > FEW_ROUNDS;
}
