import { request as httpRequest } from 'node:http';
import { parseCredentials } from '../../../lambda/binance/key';
import { officialDocVectors, testKeys, vectors } from '../../signing-vectors.json';
import { isSignedBy } from './checks';
import { ACCOUNT_PATH, PM_LOAN_PATH, RESTRICTIONS_PATH, TIME_PATH } from './endpoints';
import { Exchange } from './exchange';
import { KEY_KINDS, newAccountKey } from './keys';
import type { AccountKey, KeyKind, StoredSecret } from './keys';

const NOW = vectors[0]?.frozenNowMs ?? 0;
const RIGHT = `timestamp=${NOW}`;
const USED = 'x-sapi-used-uid-weight-1m';

let now = NOW;
let exchange: Exchange;

beforeEach(async () => {
  now = NOW;
  exchange = await Exchange.start({ clock: () => now });
});

afterEach(() => exchange.close());

/** The signature before percent-encoding, by the function's own means: recorded vectors hold them. */
function signatureOf(payload: string, secret: StoredSecret): string {
  return parseCredentials('main', JSON.stringify(secret)).sign(payload);
}

function signed(payload: string, secret: StoredSecret): string {
  return `${payload}&signature=${encodeURIComponent(signatureOf(payload, secret))}`;
}

async function ask(query: string, apiKey?: string, path = PM_LOAN_PATH) {
  const init = { headers: apiKey === undefined ? {} : { 'X-MBX-APIKEY': apiKey } };
  const response = await fetch(`${exchange.url}${path}${query && '?'}${query}`, init);
  const { status, headers } = response;
  const isJson = headers.get('content-type') === 'application/json;charset=UTF-8';
  const body = await (isJson ? response.json() : response.text());
  return { status, headers, body };
}

function open(
  { registration, secret }: AccountKey = KEY_KINDS.hmac,
  more: Partial<AccountKey['registration']> = {},
): StoredSecret {
  exchange.register({ ...registration, ...more });
  return secret;
}

async function askSigned(payload: string, secret = open(), path?: string) {
  return ask(signed(payload, secret), secret.apiKey, path);
}

function refusal(status: number, code: number, msg: string): object {
  return expect.objectContaining({ status, body: { code, msg } }) as object;
}

const ZERO = { asset: 'USDT', amount: '0' };
const NO_LOAN = expect.objectContaining({ status: 200, body: ZERO }) as object;
const LATE = 'Timestamp for this request is outside of the recvWindow.';
const EARLY = "Timestamp for this request was 1000ms ahead of the server's time.";
const MALFORMED = refusal(401, -2014, 'API-key format invalid.');
const UNKNOWN = refusal(400, -2008, 'Invalid Api-Key ID.');
const FORBIDDEN = refusal(401, -2015, 'Invalid API-key, IP, or permissions for action.');
const OUTSIDE = refusal(400, -21001, 'Request ID is not a Portfolio Margin Account.');
const BAD_SIGNATURE = refusal(400, -1022, 'Signature for this request is not valid.');
const TOO_OLD = refusal(400, -1021, LATE);
const TOO_EARLY = refusal(400, -1021, EARLY);

function missing(name: string): object {
  const msg = `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`;
  return refusal(400, -1102, msg);
}

describe('recorded requests', () => {
  test('are nine', () => {
    expect(vectors).toHaveLength(9);
  });

  test.each(vectors)(
    '$keyType, $variant: accepted as recorded, refused with one byte changed',
    async ({ keyType, rawQuery }) => {
      const { apiKey } = open(KEY_KINDS[keyType as KeyKind]);
      expect(await ask(rawQuery, apiKey)).toEqual(NO_LOAN);
      const later = rawQuery.replace(String(NOW), String(NOW + 1));
      expect(await ask(later, apiKey)).toEqual(BAD_SIGNATURE);
      const changed = rawQuery.replace(/(signature=)(.)/, (_, name, first) =>
        String(name).concat(first === 'b' ? 'c' : 'b'),
      );
      expect(await ask(changed, apiKey)).toEqual(BAD_SIGNATURE);
    },
  );

  test.each(officialDocVectors)('documented signature of $source', ({ payload, signature }) => {
    expect(isSignedBy(testKeys.hmac, payload, signature)).toBe(true);
    expect(isSignedBy(testKeys.hmac, `${payload}0`, signature)).toBe(false);
  });
});

describe('keys', () => {
  test('missing, misshapen, unknown or no longer known', async () => {
    const secret = open();
    expect(await ask(RIGHT)).toEqual(MALFORMED);
    expect(await ask(RIGHT, 'not a key')).toEqual(MALFORMED);
    expect(await ask(RIGHT, secret.apiKey.toLowerCase())).toEqual(UNKNOWN);
    exchange.unregister(secret.apiKey);
    expect(await askSigned(RIGHT, secret)).toEqual(UNKNOWN);
  });

  test.each([PM_LOAN_PATH, ACCOUNT_PATH])(
    'without Enable Reading, or of an account outside portfolio margin: %s',
    async (path) => {
      const unread = open(newAccountKey(), { rights: { enableReading: false } });
      expect(await askSigned(RIGHT, unread, path)).toEqual(FORBIDDEN);
      const outside = open(newAccountKey(), { portfolioMargin: false });
      expect(await askSigned(RIGHT, outside, path)).toEqual(OUTSIDE);
    },
  );

  test('signed by the key of another account', async () => {
    const { apiKey } = open(newAccountKey());
    expect(await ask(signed(RIGHT, open(newAccountKey())), apiKey)).toEqual(BAD_SIGNATURE);
  });
});

describe('signature', () => {
  test('missing, or not last of the parameters', async () => {
    const secret = open();
    const [payload, signature] = signed(RIGHT, secret).split('&');
    expect(await ask(RIGHT, secret.apiKey)).toEqual(missing('signature'));
    for (const query of [`${signature}&${payload}`, `${payload}&${signature}&recvWindow=5000`]) {
      expect(await ask(query, secret.apiKey)).toEqual(BAD_SIGNATURE);
    }
  });

  test('HMAC in capitals is the same', async () => {
    const secret = open();
    const query = `${RIGHT}&signature=${signatureOf(RIGHT, secret).toUpperCase()}`;
    expect(await ask(query, secret.apiKey)).toEqual(NO_LOAN);
  });

  test.each<[KeyKind, string, (signature: string) => string]>([
    ['rsa', 'in another case', (right) => encodeURIComponent(right.toLowerCase())],
    ['ed25519', 'in another case', (right) => encodeURIComponent(right.toLowerCase())],
    ['rsa', 'without percent-encoding', (right) => right],
    ['ed25519', 'without percent-encoding', (right) => right],
    ['ed25519', 'of one byte', () => 'AA%3D%3D'],
    ['ed25519', 'without its padding', (right) => encodeURIComponent(right.replaceAll('=', ''))],
    ['ed25519', 'that is not base64', () => '%21%21'],
  ])('%s %s is wrong', async (kind, _, change) => {
    const secret = open(KEY_KINDS[kind]);
    const signature = signatureOf(RIGHT, secret);
    expect(signature).toMatch(/[+/=]/);
    const query = `${RIGHT}&signature=${change(signature)}`;
    expect(await ask(query, secret.apiKey)).toEqual(BAD_SIGNATURE);
  });
});

describe('parameters', () => {
  test.each(['recvWindow=1', 'recvWindow=6000.346', 'recvWindow=60000'])('%s', async (window) => {
    expect(await askSigned(`${window}&${RIGHT}`)).toEqual(NO_LOAN);
    expect(await askSigned(`${RIGHT}&${window}`)).toEqual(NO_LOAN);
  });

  test.each<[string, object]>([
    ...['60000.001', '60001', '100000'].map((window): [string, object] => [
      `recvWindow=${window}&${RIGHT}`,
      refusal(400, -1131, 'recvWindow must be less than 60000'),
    ]),
    ...['-1', 'abc', '1e3', '5000.1234', '5000.', '%205000'].map((window): [string, object] => [
      `recvWindow=${window}&${RIGHT}`,
      outOfRange('recvWindow', '^[0-9]{1,20}([.][0-9]{1,3})?$'),
    ]),
    ...['-1', 'now', '1.5', '1e12', `${NOW}%20`, `${NOW}?`].map((time): [string, object] => [
      `timestamp=${time}`,
      outOfRange('timestamp', '^[0-9]{1,20}$'),
    ]),
    ['recvWindow=5000', missing('timestamp')],
    ['timestamp=', refusal(400, -1105, "Parameter 'timestamp' was empty.")],
    [`recvWindow=&${RIGHT}`, refusal(400, -1105, "Parameter 'recvWindow' was empty.")],
    [`${RIGHT}&${RIGHT}`, refusal(400, -1101, 'Duplicate values for a parameter detected.')],
    [
      `asset=USDT&${RIGHT}`,
      refusal(
        400,
        -1104,
        "Not all sent parameters were read; read '2' parameter(s) but was sent '3'.",
      ),
    ],
    [`${RIGHT}%`, refusal(400, -1100, 'Illegal characters found in a parameter.')],
  ])('%s is refused', async (payload, expected) => {
    expect(await askSigned(payload)).toEqual(expected);
  });

  function outOfRange(name: string, range: string): object {
    const msg = `Illegal characters found in parameter '${name}'; legal range is '${range}'.`;
    return refusal(400, -1100, msg);
  }
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
    expect((await ask('', undefined, TIME_PATH)).body).toEqual({ serverTime: now });
    expect(await askSigned(`timestamp=${now}`)).toEqual(NO_LOAN);
  });
});

describe('loans', () => {
  test('are answered as they were set, for every key of the UID', async () => {
    const one = open(newAccountKey(), { uid: '42' });
    const two = open(newAccountKey(), { uid: '42' });
    const other = open(newAccountKey(), { owes: { asset: 'USDT', amount: '1.50' } });
    exchange.owe(one.apiKey, '579.45');
    const loans = [one, two, other].map((secret) => askSigned(RIGHT, secret));
    expect((await Promise.all(loans)).map(({ body }) => body)).toEqual([
      { asset: 'USDT', amount: '579.45' },
      { asset: 'USDT', amount: '579.45' },
      { asset: 'USDT', amount: '1.50' },
    ]);
    exchange.owe('42', '0');
    expect(await askSigned(RIGHT, two)).toEqual(NO_LOAN);
  });

  test.each(['code', 'error code'] as const)('can end in -21004, by the name %j', async (name) => {
    const { apiKey } = open();
    exchange.answerDebtFree(name);
    const body = { [name]: -21004, msg: 'No outstanding pmLoan' };
    const answer = await askSigned(RIGHT);
    expect(answer).toMatchObject({ status: 400, body });
    expect(answer.headers.get(USED)).toBe('500');
    // A key that is replaced leaves what is owed as it is.
    exchange.owe(apiKey, '7', 'USDT');
    expect(await askSigned(RIGHT)).toMatchObject({ body: { asset: 'USDT', amount: '7' } });
    exchange.owe(apiKey, '0.00');
    expect(await askSigned(RIGHT)).toMatchObject({ status: 400, body });
  });

  test('of nobody cannot be set', () => {
    expect(() => {
      exchange.owe('nobody', '1');
    }).toThrow('nobody');
  });
});

describe('weight', () => {
  test('is 500 a request, of 180000 a minute for the UID', async () => {
    now = Math.ceil(NOW / 60_000) * 60_000 + 20_000;
    const [one, two] = [newAccountKey(), newAccountKey()].map((key) => open(key, { uid: '42' }));
    expect((await askSigned(`timestamp=${now}`, one)).headers.get(USED)).toBe('500');
    exchange.use('42', 179_000);
    const last = await askSigned(`timestamp=${now}`, one);
    expect([last.status, last.headers.get(USED)]).toEqual([200, '180000']);
    const { status, headers, body } = await askSigned(`timestamp=${now}`, two);
    expect([status, headers.get('retry-after')]).toEqual([429, '40']);
    expect(body).toMatchObject({ code: -1003 });
    expect(await askSigned(`timestamp=${now}`)).toEqual(NO_LOAN);
    now += 40_000;
    expect((await askSigned(`timestamp=${now}`, two)).headers.get(USED)).toBe('500');
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
      const body = expect.stringContaining('<html>') as string;
      expect(await askSigned(RIGHT, open(), path)).toMatchObject({ status: 404, body });
    },
  );

  test.each<[string, number, string?]>([
    ['POST', 405],
    ['PUT', 405],
    ['DELETE', 405],
    ['GET', 403, '{}'],
  ])('%s is answered %i: with the body %s', async (method, expected, body = '') => {
    const secret = open();
    const url = `${exchange.url}${PM_LOAN_PATH}?${signed(RIGHT, secret)}`;
    const headers = { 'X-MBX-APIKEY': secret.apiKey, 'Content-Length': body.length };
    const status = await new Promise((resolve, reject) => {
      httpRequest(url, { method, headers }, (response) => {
        resolve(response.resume().statusCode);
      })
        .on('error', reject)
        .end(body);
    });
    expect(status).toBe(expected);
  });
});

test('requests are logged with what they were answered', async () => {
  const { apiKey } = open();
  await ask('', undefined, TIME_PATH);
  now += 5;
  await ask(RIGHT, apiKey);
  const logged = { method: 'GET', fault: undefined };
  const none = { apiKey: undefined, code: undefined };
  expect(exchange.requests).toEqual([
    { ...logged, ...none, path: TIME_PATH, query: '', at: NOW, status: 200 },
    { ...logged, path: PM_LOAN_PATH, query: RIGHT, apiKey, at: NOW + 5, status: 400, code: -1102 },
  ]);
});

describe('what a key may do', () => {
  test('is told to a key that signs, whatever its account', async () => {
    const secret = open(newAccountKey(), { portfolioMargin: false });
    const { status, body, headers } = await askSigned(RIGHT, secret, RESTRICTIONS_PATH);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ipRestrict: true,
      createTime: expect.any(Number) as number,
      enableReading: true,
      enableWithdrawals: false,
      enablePortfolioMarginTrading: false,
    });
    expect(headers.get('x-sapi-used-ip-weight-1m')).toBe('1');
    expect(headers.get(USED)).toBeNull();
  });

  test('is what it was registered with, even that it may not read', async () => {
    const rights = { enableReading: false, enableWithdrawals: true, ipRestrict: false };
    const secret = open(newAccountKey(), { rights });
    expect((await askSigned(RIGHT, secret, RESTRICTIONS_PATH)).body).toMatchObject(rights);
  });

  test('is told to nobody else: key, parameters, time and signature are checked', async () => {
    const { apiKey } = open(newAccountKey());
    expect(await ask(RIGHT, undefined, RESTRICTIONS_PATH)).toEqual(MALFORMED);
    expect(await ask(RIGHT, apiKey, RESTRICTIONS_PATH)).toEqual(missing('signature'));
    const foreign = signed(RIGHT, newAccountKey().secret);
    expect(await ask(foreign, apiKey, RESTRICTIONS_PATH)).toEqual(BAD_SIGNATURE);
  });
});

describe("the account's type", () => {
  test.each(['PM_1', 'PM_2', 'PM_3'] as const)('%s is told as it was registered', async (type) => {
    const secret = open(newAccountKey(), { accountType: type });
    const { status, body, headers } = await askSigned(RIGHT, secret, ACCOUNT_PATH);
    expect([status, headers.get(USED)]).toEqual([200, '5']);
    const uniMMR = '5167.92171923';
    expect(body).toMatchObject({ uniMMR, accountStatus: 'NORMAL', accountType: type });
  });

  test('is PM_1 by default, and has a limit of its own', async () => {
    const secret = open(newAccountKey());
    exchange.use(secret.apiKey, 180_000);
    expect(await askSigned(RIGHT, secret)).toMatchObject({ status: 429 });
    expect(await askSigned(RIGHT, secret, ACCOUNT_PATH)).toMatchObject({
      status: 200,
      body: { accountType: 'PM_1' },
    });
  });
});
