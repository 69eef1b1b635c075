import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { officialDocVectors, testKeys, vectors } from '../../signing-vectors.json';
import { ACCOUNT_PATH, PM_LOAN_PATH, RESTRICTIONS_PATH, TIME_PATH } from './endpoints';
import { Exchange } from './exchange';
import { KEY_KINDS, newAccountKey } from './keys';
import type { AccountKey, KeyKind, StoredSecret } from './keys';
import { isSignedBy } from './signature';

const NOW = vectors[0]?.frozenNowMs ?? 0;
const RIGHT = `timestamp=${NOW}`;

let now = NOW;
let exchange: Exchange;

beforeEach(async () => {
  now = NOW;
  exchange = await Exchange.start({ clock: () => now });
});

afterEach(() => exchange.close());

/** The signature before percent-encoding. */
function signatureOf(payload: string, secret: StoredSecret): string {
  if ('apiSecret' in secret) {
    return createHmac('sha256', secret.apiSecret).update(payload).digest('hex');
  }
  const { privateKey, passphrase } = secret;
  const key = createPrivateKey({ key: privateKey, ...(passphrase && { passphrase }) });
  const digest = key.asymmetricKeyType === 'rsa' ? 'sha256' : null;
  return sign(digest, Buffer.from(payload), key).toString('base64');
}

function signed(payload: string, secret: StoredSecret): string {
  return `${payload}&signature=${encodeURIComponent(signatureOf(payload, secret))}`;
}

interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

async function ask(query: string, apiKey?: string, path = PM_LOAN_PATH): Promise<Answer> {
  const headers: Record<string, string> = apiKey === undefined ? {} : { 'X-MBX-APIKEY': apiKey };
  const response = await fetch(`${exchange.url}${path}${query && '?'}${query}`, { headers });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  const body: unknown = isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
}

function open(key: AccountKey = KEY_KINDS.hmac): StoredSecret {
  exchange.register(key.registration);
  return key.secret;
}

async function askSigned(payload: string, secret = open()): Promise<Answer> {
  return ask(signed(payload, secret), secret.apiKey);
}

function refusal(status: number, code: number, msg: string): object {
  return expect.objectContaining({ status, body: { code, msg } }) as object;
}

const NO_LOAN = expect.objectContaining({
  status: 200,
  body: { asset: 'BUSD', amount: '0' },
}) as object;
const BAD_SIGNATURE = refusal(400, -1022, 'Signature for this request is not valid.');
const TOO_OLD = refusal(400, -1021, 'Timestamp for this request is outside of the recvWindow.');
const TOO_EARLY = refusal(
  400,
  -1021,
  "Timestamp for this request was 1000ms ahead of the server's time.",
);

function missing(name: string): object {
  const msg = `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`;
  return refusal(400, -1102, msg);
}

describe('recorded requests', () => {
  const cases = vectors.map((vector) => [`${vector.keyType}, ${vector.variant}`, vector] as const);
  const plainKinds = ['hmac', 'rsa', 'ed25519'] as const;

  function register(): void {
    for (const kind of plainKinds) open(KEY_KINDS[kind]);
  }

  function apiKeyOf({ keyType }: { keyType: string }): string {
    return testKeys[keyType as (typeof plainKinds)[number]].apiKey;
  }

  test('are nine', () => {
    expect(cases).toHaveLength(9);
  });

  test.each(cases)('%s: accepted', async (_, vector) => {
    register();
    expect(await ask(vector.rawQuery, apiKeyOf(vector))).toEqual(NO_LOAN);
  });

  test.each(cases)('%s: refused with one byte of the payload changed', async (_, vector) => {
    register();
    const later = vector.rawQuery.replace(String(NOW), String(NOW + 1));
    expect(await ask(later, apiKeyOf(vector))).toEqual(BAD_SIGNATURE);
  });

  test.each(cases)('%s: refused with one byte of the signature changed', async (_, vector) => {
    register();
    const at = vector.rawQuery.indexOf('signature=') + 'signature='.length;
    const other = vector.rawQuery[at] === 'b' ? 'c' : 'b';
    const changed = vector.rawQuery.slice(0, at) + other + vector.rawQuery.slice(at + 1);
    expect(await ask(changed, apiKeyOf(vector))).toEqual(BAD_SIGNATURE);
  });

  test.each(officialDocVectors)('documented signature of $source', ({ payload, signature }) => {
    expect(isSignedBy(testKeys.hmac, payload, signature)).toBe(true);
    expect(isSignedBy(testKeys.hmac, `${payload}0`, signature)).toBe(false);
  });
});

describe('keys', () => {
  test.each(Object.keys(KEY_KINDS) as KeyKind[])('%s signs', async (kind) => {
    expect(await askSigned(RIGHT, open(KEY_KINDS[kind]))).toEqual(NO_LOAN);
  });

  test.each(['hmac', 'rsa', 'ed25519'] as const)('a fresh %s key signs', async (kind) => {
    expect(await askSigned(RIGHT, open(newAccountKey(kind)))).toEqual(NO_LOAN);
  });

  test('missing or misshapen: -2014', async () => {
    const malformed = refusal(401, -2014, 'API-key format invalid.');
    expect(await ask(RIGHT)).toEqual(malformed);
    expect(await ask(RIGHT, 'not a key')).toEqual(malformed);
  });

  test('unknown, or no longer known: -2008', async () => {
    const unknown = refusal(400, -2008, 'Invalid Api-Key ID.');
    const secret = open();
    expect(await ask(RIGHT, secret.apiKey.toLowerCase())).toEqual(unknown);
    exchange.unregister(secret.apiKey);
    expect(await ask(signed(RIGHT, secret), secret.apiKey)).toEqual(unknown);
  });

  test('without Enable Reading: -2015', async () => {
    const { registration, secret } = KEY_KINDS.ed25519;
    exchange.register({ ...registration, rights: { enableReading: false } });
    const forbidden = refusal(401, -2015, 'Invalid API-key, IP, or permissions for action.');
    expect(await ask(signed(RIGHT, secret), secret.apiKey)).toEqual(forbidden);
  });

  test('of an account outside portfolio margin: -21001', async () => {
    const { registration, secret } = KEY_KINDS.ed25519;
    exchange.register({ ...registration, portfolioMargin: false });
    const outside = refusal(400, -21001, 'Request ID is not a Portfolio Margin Account.');
    expect(await ask(signed(RIGHT, secret), secret.apiKey)).toEqual(outside);
  });

  test('signed by the key of another account: -1022', async () => {
    const { apiKey } = open(newAccountKey());
    expect(await ask(signed(RIGHT, open(newAccountKey())), apiKey)).toEqual(BAD_SIGNATURE);
  });
});

describe('signature', () => {
  test('last of the parameters', async () => {
    const secret = open();
    const [payload, signature] = signed(RIGHT, secret).split('&');
    expect(await ask(`${signature}&${payload}`, secret.apiKey)).toEqual(BAD_SIGNATURE);
    const before = `${payload}&${signature}&recvWindow=5000`;
    expect(await ask(before, secret.apiKey)).toEqual(BAD_SIGNATURE);
  });

  test('missing: -1102', async () => {
    expect(await ask(RIGHT, open().apiKey)).toEqual(missing('signature'));
  });

  test('HMAC in capitals is the same', async () => {
    const secret = open();
    const query = `${RIGHT}&signature=${signatureOf(RIGHT, secret).toUpperCase()}`;
    expect(await ask(query, secret.apiKey)).toEqual(NO_LOAN);
  });

  test.each(['rsa', 'ed25519'] as const)('%s in another case is another', async (kind) => {
    const secret = open(KEY_KINDS[kind]);
    const other = encodeURIComponent(signatureOf(RIGHT, secret).toLowerCase());
    expect(await ask(`${RIGHT}&signature=${other}`, secret.apiKey)).toEqual(BAD_SIGNATURE);
  });

  test.each(['rsa', 'ed25519'] as const)('%s without percent-encoding', async (kind) => {
    const secret = open(KEY_KINDS[kind]);
    const raw = signatureOf(RIGHT, secret);
    expect(raw).toMatch(/[+/=]/);
    expect(await ask(`${RIGHT}&signature=${raw}`, secret.apiKey)).toEqual(BAD_SIGNATURE);
  });

  test.each([
    ['of one byte', 'AA%3D%3D'],
    ['without its padding', undefined],
    ['that is not base64', '%21%21'],
  ])('Ed25519 %s', async (_, encoded) => {
    const secret = open(KEY_KINDS.ed25519);
    const bare = encodeURIComponent(signatureOf(RIGHT, secret).replaceAll('=', ''));
    const query = `${RIGHT}&signature=${encoded ?? bare}`;
    expect(await ask(query, secret.apiKey)).toEqual(BAD_SIGNATURE);
  });
});

describe('parameters', () => {
  test.each(['recvWindow=1', 'recvWindow=6000.346', 'recvWindow=60000'])('%s', async (window) => {
    expect(await askSigned(`${window}&${RIGHT}`)).toEqual(NO_LOAN);
    expect(await askSigned(`${RIGHT}&${window}`)).toEqual(NO_LOAN);
  });

  test.each(['60000.001', '60001', '100000'])('recvWindow=%s: -1131', async (window) => {
    const tooLarge = refusal(400, -1131, 'recvWindow must be less than 60000');
    expect(await askSigned(`recvWindow=${window}&${RIGHT}`)).toEqual(tooLarge);
  });

  test.each(['-1', 'abc', '1e3', '5000.1234', '5000.', '%205000'])(
    'recvWindow=%s: -1100',
    async (window) => {
      const answer = await askSigned(`recvWindow=${window}&${RIGHT}`);
      expect(answer).toMatchObject({ status: 400, body: { code: -1100 } });
    },
  );

  test.each(['-1', 'now', '1.5', '1e12', `${NOW}%20`])('timestamp=%s: -1100', async (value) => {
    const illegal = refusal(
      400,
      -1100,
      "Illegal characters found in parameter 'timestamp'; legal range is '^[0-9]{1,20}$'.",
    );
    expect(await askSigned(`timestamp=${value}`)).toEqual(illegal);
  });

  test('timestamp missing: -1102', async () => {
    expect(await askSigned('recvWindow=5000')).toEqual(missing('timestamp'));
    expect(await ask('', open().apiKey)).toEqual(missing('timestamp'));
  });

  test.each([
    ['timestamp', 'timestamp='],
    ['recvWindow', `recvWindow=&${RIGHT}`],
  ])('%s empty: -1105', async (name, payload) => {
    expect(await askSigned(payload)).toEqual(refusal(400, -1105, `Parameter '${name}' was empty.`));
  });

  test('twice the same: -1101', async () => {
    const twice = refusal(400, -1101, 'Duplicate values for a parameter detected.');
    expect(await askSigned(`${RIGHT}&${RIGHT}`)).toEqual(twice);
  });

  test('unknown: -1104', async () => {
    const unread = refusal(
      400,
      -1104,
      "Not all sent parameters were read; read '2' parameter(s) but was sent '3'.",
    );
    expect(await askSigned(`asset=BUSD&${RIGHT}`)).toEqual(unread);
  });

  test('wrong percent-encoding: -1100', async () => {
    const illegal = refusal(400, -1100, 'Illegal characters found in a parameter.');
    expect(await askSigned(`${RIGHT}%`)).toEqual(illegal);
  });
});

describe('clock', () => {
  test.each([
    ['just in time', NOW + 999, '', NO_LOAN],
    ['a second ahead', NOW + 1000, '', TOO_EARLY],
    ['as old as the default recvWindow', NOW - 5000, '', NO_LOAN],
    ['older', NOW - 5001, '', TOO_OLD],
    ['as old as its recvWindow', NOW - 6000, 'recvWindow=6000&', NO_LOAN],
    ['older than its recvWindow', NOW - 6000, 'recvWindow=5999.999&', TOO_OLD],
    ['seconds in the place of milliseconds', Math.floor(NOW / 1000), '', TOO_OLD],
  ])('%s', async (_, timestamp, recvWindow, expected) => {
    expect(await askSigned(`${recvWindow}timestamp=${timestamp}`)).toEqual(expected);
  });

  test('the exchange goes by its own', async () => {
    now = NOW + 3_600_000;
    expect(await askSigned(RIGHT)).toEqual(TOO_OLD);
    const { body } = await ask('', undefined, TIME_PATH);
    expect(body).toEqual({ serverTime: now });
    expect(await askSigned(`timestamp=${now}`)).toEqual(NO_LOAN);
  });
});

describe('loans', () => {
  test('are answered as they were set, for every key of the UID', async () => {
    const [one, two, other] = [newAccountKey(), newAccountKey(), newAccountKey()];
    for (const { registration } of [one, two]) exchange.register({ ...registration, uid: '42' });
    exchange.register({ ...other.registration, owes: { asset: 'USDT', amount: '1.50' } });
    exchange.owe(one.secret.apiKey, '579.45');
    const loans = [one, two, other].map(async ({ secret }) => askSigned(RIGHT, secret));
    expect((await Promise.all(loans)).map(({ body }) => body)).toEqual([
      { asset: 'BUSD', amount: '579.45' },
      { asset: 'BUSD', amount: '579.45' },
      { asset: 'USDT', amount: '1.50' },
    ]);
    exchange.owe('42', '0');
    expect(await askSigned(RIGHT, two.secret)).toEqual(NO_LOAN);
  });

  test.each(['code', 'error code'] as const)('can end in -21004, by the name %j', async (name) => {
    const secret = open();
    exchange.answerDebtFree(name);
    const body = { [name]: -21004, msg: 'No outstanding pmLoan' };
    const answer = await askSigned(RIGHT, secret);
    expect(answer).toMatchObject({ status: 400, body });
    expect(answer.headers.get('x-sapi-used-uid-weight-1m')).toBe('500');
    exchange.owe(testKeys.hmac.apiKey, '7');
    expect(await askSigned(RIGHT)).toMatchObject({ status: 200, body: { amount: '7' } });
    exchange.owe(testKeys.hmac.apiKey, '0.00');
    expect(await askSigned(RIGHT)).toMatchObject({ status: 400, body });
  });

  test('stay when a key is replaced', async () => {
    open();
    exchange.owe(testKeys.hmac.apiKey, '7', 'USDT');
    expect(await askSigned(RIGHT)).toMatchObject({ body: { asset: 'USDT', amount: '7' } });
  });

  test('of nobody cannot be set', () => {
    expect(() => {
      exchange.owe('nobody', '1');
    }).toThrow('nobody');
  });

  test('come as Binance sends JSON', async () => {
    const { headers } = await askSigned(RIGHT);
    expect(headers.get('content-type')).toBe('application/json;charset=UTF-8');
  });
});

describe('weight', () => {
  const USED = 'x-sapi-used-uid-weight-1m';

  test('is 500 a request, of 180000 a minute for the UID', async () => {
    now = Math.ceil(NOW / 60_000) * 60_000 + 20_000;
    const payload = `timestamp=${now}`;
    const [one, two] = [newAccountKey(), newAccountKey()];
    for (const { registration } of [one, two]) exchange.register({ ...registration, uid: '42' });
    const query = signed(payload, one.secret);
    let answer = await ask(query, one.secret.apiKey);
    expect(answer.headers.get(USED)).toBe('500');
    for (let n = 2; n <= 360; n++) answer = await ask(query, one.secret.apiKey);
    expect(answer).toEqual(NO_LOAN);
    expect(answer.headers.get(USED)).toBe('180000');

    answer = await ask(signed(payload, two.secret), two.secret.apiKey);
    expect(answer).toMatchObject({ status: 429, body: { code: -1003 } });
    expect(answer.headers.get('retry-after')).toBe('40');
    expect(await askSigned(payload)).toEqual(NO_LOAN);

    now += 40_000;
    answer = await askSigned(`timestamp=${now}`, two.secret);
    expect(answer).toEqual(NO_LOAN);
    expect(answer.headers.get(USED)).toBe('500');
  });

  test('is not used by who was refused', async () => {
    await askSigned(`${RIGHT}0`);
    expect((await askSigned(RIGHT)).headers.get(USED)).toBe('500');
  });
});

describe('endpoints', () => {
  test('the time asks for no key and no parameter', async () => {
    const answer = await ask('', undefined, TIME_PATH);
    expect(answer).toMatchObject({ status: 200, body: { serverTime: NOW } });
    expect(answer.headers.get('x-mbx-used-weight-1m')).toBe('1');
    const received = refusal(400, -1101, "Too many parameters; expected '0' and received '1'.");
    expect(await ask('symbol=BTCUSDT', undefined, TIME_PATH)).toEqual(received);
  });

  test.each(['/', '/sapi/v1/portfolio/pmloan', `${PM_LOAN_PATH}/`, `/${PM_LOAN_PATH}`])(
    '%s is none',
    async (path) => {
      const secret = open();
      const answer = await ask(signed(RIGHT, secret), secret.apiKey, path);
      expect(answer).toMatchObject({
        status: 404,
        body: expect.stringContaining('<html>') as string,
      });
    },
  );

  test.each(['POST', 'PUT', 'DELETE'])('%s is not allowed', async (method) => {
    const secret = open();
    const url = `${exchange.url}${PM_LOAN_PATH}?${signed(RIGHT, secret)}`;
    const response = await fetch(url, { method, headers: { 'X-MBX-APIKEY': secret.apiKey } });
    expect(response.status).toBe(405);
  });

  test('a GET with a body is refused', async () => {
    const secret = open();
    const status = await new Promise((resolve, reject) => {
      const url = `${exchange.url}${PM_LOAN_PATH}?${signed(RIGHT, secret)}`;
      const headers = { 'X-MBX-APIKEY': secret.apiKey, 'Content-Length': 2 };
      httpRequest(url, { headers }, (response) => {
        resolve(response.resume().statusCode);
      })
        .on('error', reject)
        .end('{}');
    });
    expect(status).toBe(403);
  });

  test('a second question mark belongs to the query', async () => {
    expect(await askSigned(`${RIGHT}?`)).toMatchObject({ status: 400, body: { code: -1100 } });
  });
});

test('requests are logged with what they were answered', async () => {
  const { apiKey } = open();
  await ask('', undefined, TIME_PATH);
  now += 5;
  await ask(RIGHT, apiKey);
  const logged = { method: 'GET', fault: undefined };
  expect(exchange.requests).toEqual([
    {
      ...logged,
      path: TIME_PATH,
      query: '',
      apiKey: undefined,
      at: NOW,
      status: 200,
      code: undefined,
    },
    { ...logged, path: PM_LOAN_PATH, query: RIGHT, apiKey, at: NOW + 5, status: 400, code: -1102 },
  ]);
});

describe('what a key may do', () => {
  const restrictions = (query: string, apiKey?: string): Promise<Answer> =>
    ask(query, apiKey, RESTRICTIONS_PATH);

  test.each(['hmac', 'rsa', 'ed25519'] as const)('is told to a %s key that signs', async (kind) => {
    const secret = open(newAccountKey(kind));
    const { status, body, headers } = await restrictions(signed(RIGHT, secret), secret.apiKey);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ipRestrict: true,
      createTime: expect.any(Number) as number,
      enableReading: true,
      enableWithdrawals: false,
      enablePortfolioMarginTrading: false,
    });
    expect(headers.get('x-sapi-used-ip-weight-1m')).toBe('1');
    expect(headers.get('x-sapi-used-uid-weight-1m')).toBeNull();
  });

  test('is what it was registered with, even that it may not read', async () => {
    const { registration, secret } = newAccountKey();
    const rights = { enableReading: false, enableWithdrawals: true, ipRestrict: false };
    exchange.register({ ...registration, rights });
    const { body } = await restrictions(signed(RIGHT, secret), secret.apiKey);
    expect(body).toMatchObject(rights);
  });

  test('is told of accounts of any kind', async () => {
    const { registration, secret } = newAccountKey();
    exchange.register({ ...registration, portfolioMargin: false });
    expect((await restrictions(signed(RIGHT, secret), secret.apiKey)).status).toBe(200);
  });

  test('is told to nobody else: key, parameters, time and signature are checked', async () => {
    const secret = open(newAccountKey());
    const { apiKey } = secret;
    expect(await restrictions(RIGHT)).toMatchObject({ body: { code: -2014 } });
    expect(await restrictions(RIGHT, 'unknown')).toMatchObject({ body: { code: -2008 } });
    expect(await restrictions(RIGHT, apiKey)).toEqual(missing('signature'));
    const foreign = signed(RIGHT, newAccountKey().secret);
    expect(await restrictions(foreign, apiKey)).toEqual(BAD_SIGNATURE);
    const old = signed(`timestamp=${NOW - 5001}`, secret);
    expect(await restrictions(old, apiKey)).toEqual(TOO_OLD);
    const early = signed(`timestamp=${NOW + 1000}`, secret);
    expect(await restrictions(early, apiKey)).toEqual(TOO_EARLY);
  });
});

describe("the account's type", () => {
  const account = (secret: StoredSecret): Promise<Answer> =>
    ask(signed(RIGHT, secret), secret.apiKey, ACCOUNT_PATH);

  test.each(['PM_1', 'PM_2', 'PM_3'] as const)('%s is told as it was registered', async (type) => {
    const { registration, secret } = newAccountKey();
    exchange.register({ ...registration, accountType: type });
    const { status, body, headers } = await account(secret);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      uniMMR: '5167.92171923',
      accountStatus: 'NORMAL',
      accountType: type,
    });
    expect(headers.get('x-sapi-used-uid-weight-1m')).toBe('5');
  });

  test('is PM_1 by default, and has a limit of its own', async () => {
    const secret = open(newAccountKey());
    exchange.use(secret.apiKey, 180_000);
    expect(await askSigned(RIGHT, secret)).toMatchObject({ status: 429 });
    expect(await account(secret)).toMatchObject({ status: 200, body: { accountType: 'PM_1' } });
  });

  test('is told neither without Enable Reading nor outside portfolio margin', async () => {
    const { registration, secret } = newAccountKey();
    exchange.register({ ...registration, rights: { enableReading: false } });
    expect(await account(secret)).toMatchObject({ status: 401, body: { code: -2015 } });
    exchange.register({ ...registration, portfolioMargin: false });
    expect(await account(secret)).toMatchObject({ status: 400, body: { code: -21001 } });
  });
});
