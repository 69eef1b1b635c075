import { setImmediate } from 'node:timers/promises';
import { TRANSPORT_FAULTS } from '../faults';
import { PM_LOAN_PATH, RESTRICTIONS_PATH, TIME_PATH } from './endpoints';
import { Exchange } from './exchange';
import { EXCHANGE_FAULTS, isExchangeFault } from './faults';
import type { ExchangeFault } from './faults';
import { REDIRECT_PATH } from './host-faults';

const NOW = 1_763_700_000_123;

let exchange: Exchange;

beforeEach(async () => {
  exchange = await Exchange.start({ clock: () => NOW });
});

afterEach(() => exchange.close());

function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(exchange.url + path, { headers, redirect: 'manual' });
}

async function faulty(fault: ExchangeFault): Promise<Response> {
  exchange.misbehave(fault, { times: 1 });
  return ask(PM_LOAN_PATH);
}

/** Without a key a request that meets no fault is refused with 401. */
const BEHAVES = 401;

const answers = Object.entries(EXCHANGE_FAULTS).filter(([name]) => !(name in TRANSPORT_FAULTS));
const withCode = answers.filter(([name]) => /\d{4}$/.test(name));

test.each(withCode)('%s answers its code', async (name) => {
  const response = await faulty(name as ExchangeFault);
  expect(response.status).toBeGreaterThanOrEqual(400);
  const code = -Number(/\d{4,5}$/.exec(name)?.[0]);
  expect(await response.json()).toEqual({ code, msg: expect.stringMatching(/./) as string });
});

test.each([
  ['unknown-error', 503, -1000],
  ['unavailable', 503, 0],
  ['internal-error', 500, -1000],
  ['clock', 400, -1021],
  ['clock-ahead', 400, -1021],
  ['signature', 400, -1022],
  ['rate-limit', 429, -1003],
  ['location', 451, 0],
] as const)('%s answers %d with code %d', async (name, status, code) => {
  const response = await faulty(name);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code });
});

test.each([
  ['firewall', 403],
  ['bad-gateway', 502],
  ['html', 200],
] as const)('%s answers %d with a web page', async (name, status) => {
  const response = await faulty(name);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('text/html');
  expect(await response.text()).toContain('<html>');
});

test.each([
  ['rate-limit', '1'],
  ['rate-limit-long', '60'],
  ['account-rate-limit', '1'],
  ['account-rate-limit-long', '60'],
  ['ban', '120'],
] as const)('%s asks to wait %s seconds', async (name, seconds) => {
  expect((await faulty(name)).headers.get('retry-after')).toBe(seconds);
});

test('a rate limit of the account says what the account has used, one of the address does not', async () => {
  const used = async (name: ExchangeFault): Promise<string | null> =>
    (await faulty(name)).headers.get('x-sapi-used-uid-weight-1m');
  expect(await used('account-rate-limit')).toBe('180500');
  expect(await used('rate-limit')).toBeNull();
});

test('ban names its end by the clock of the exchange', async () => {
  const response = await faulty('ban');
  expect(response.status).toBe(418);
  const msg = expect.stringContaining(`IP banned until ${NOW + 120_000}.`) as string;
  expect(await response.json()).toEqual({ code: -1003, msg });
});

test('redirect points at a path that is logged when followed', async () => {
  const response = await faulty('redirect');
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe(REDIRECT_PATH);
});

test.each(answers.filter(([name]) => /^(no-)?amount|^no-asset/.test(name)))(
  '%s answers 200 with JSON that is not a loan',
  async (name) => {
    const response = await faulty(name as ExchangeFault);
    expect(response.status).toBe(200);
    const { asset, amount } = (await response.json()) as Record<string, unknown>;
    const decimal = typeof amount === 'string' && /^\d+([.]\d+)?$/.test(amount);
    expect(typeof asset === 'string' && decimal).toBe(false);
  },
);

test.each([
  ['reset', 'fetch failed'],
  ['cut-off', 'terminated'],
] as const)('%s breaks the connection', async (name, message) => {
  await expect(faulty(name).then((response) => response.text())).rejects.toThrow(message);
});

test('hang never answers', async () => {
  exchange.misbehave('hang');
  const impatience = new AbortController();
  const answer = fetch(exchange.url + PM_LOAN_PATH, { signal: impatience.signal });
  while (exchange.requests.length === 0) await setImmediate();
  impatience.abort();
  await expect(answer).rejects.toThrow('aborted');
  expect(exchange.requests).toMatchObject([{ fault: 'hang', status: undefined }]);
});

test('every fault is described and known by its name', () => {
  for (const [name, { description }] of Object.entries(EXCHANGE_FAULTS)) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+|-\d{4,5})*$/);
    expect(description).toMatch(/^[a-z]/);
    expect(isExchangeFault(name)).toBe(true);
  }
  expect(isExchangeFault('toString')).toBe(false);
});

describe('a planned fault', () => {
  async function statuses(...paths: string[]): Promise<number[]> {
    const found: number[] = [];
    for (const path of paths) found.push((await ask(path)).status);
    return found;
  }

  test('lasts until the exchange is told to behave', async () => {
    exchange.misbehave('unavailable');
    expect(await statuses(PM_LOAN_PATH, PM_LOAN_PATH, TIME_PATH)).toEqual([503, 503, 503]);
    exchange.behave();
    expect(await statuses(PM_LOAN_PATH)).toEqual([BEHAVES]);
  });

  test('comes as often as planned, in the order of planning', async () => {
    exchange.misbehave('unavailable', { times: 2 });
    exchange.misbehave('location', { times: 1 });
    const asked = [PM_LOAN_PATH, PM_LOAN_PATH, PM_LOAN_PATH, PM_LOAN_PATH];
    expect(await statuses(...asked)).toEqual([503, 503, 451, BEHAVES]);
    const faults = ['unavailable', 'unavailable', 'location', undefined];
    expect(exchange.requests.map(({ fault }) => fault)).toEqual(faults);
    expect(exchange.requests.map(({ status }) => status)).toEqual([503, 503, 451, BEHAVES]);
  });

  test('of signed requests leaves the time alone', async () => {
    exchange.misbehave('clock');
    expect(await statuses(TIME_PATH, PM_LOAN_PATH, RESTRICTIONS_PATH)).toEqual([200, 400, 400]);
  });

  test('of the loan leaves other signed requests alone', async () => {
    exchange.misbehave('amount-null');
    expect(await statuses(RESTRICTIONS_PATH, PM_LOAN_PATH)).toEqual([BEHAVES, 200]);
  });

  test('meets one path', async () => {
    exchange.misbehave('unavailable', { path: TIME_PATH });
    expect(await statuses(PM_LOAN_PATH, TIME_PATH)).toEqual([BEHAVES, 503]);
  });

  test('meets one key', async () => {
    exchange.misbehave('unavailable', { apiKey: 'one' });
    expect((await ask(PM_LOAN_PATH, { 'X-MBX-APIKEY': 'one' })).status).toBe(503);
    expect((await ask(PM_LOAN_PATH, { 'X-MBX-APIKEY': 'two' })).status).toBe(400);
    expect((await ask(PM_LOAN_PATH)).status).toBe(BEHAVES);
  });
});
