import { setImmediate } from 'node:timers/promises';
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

const NAMES = Object.keys(EXCHANGE_FAULTS) as ExchangeFault[];

test.each(NAMES.filter((name) => /\d{4}$/.test(name)))('%s answers its code', async (name) => {
  const response = await faulty(name);
  expect(response.status).toBeGreaterThanOrEqual(400);
  const code = -Number(/\d{4,5}$/.exec(name)?.[0]);
  expect(await response.json()).toEqual({ code, msg: expect.stringMatching(/./) as string });
});

test.each<[ExchangeFault, number, object, object?]>([
  ['unknown-error', 503, { code: -1000 }],
  ['unavailable', 503, { code: 0 }],
  ['internal-error', 500, { code: -1000 }],
  ['clock', 400, { code: -1021 }],
  ['clock-ahead', 400, { code: -1021 }],
  ['signature', 400, { code: -1022 }],
  ['location', 451, { code: 0 }],
  ['rate-limit', 429, { code: -1003 }, { 'retry-after': '1' }],
  ['rate-limit-long', 429, { code: -1003 }, { 'retry-after': '60' }],
  ['account-rate-limit', 429, { code: -1003 }, { 'retry-after': '1', weight: '180500' }],
  ['account-rate-limit-long', 429, { code: -1003 }, { 'retry-after': '60', weight: '180500' }],
  ['ban', 418, { code: -1003 }, { 'retry-after': '120' }],
])('%s answers %d with %j and %j', async (name, status, body, expected = {}) => {
  const response = await faulty(name);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject(body);
  const { headers } = response;
  const wait = headers.get('retry-after');
  const weight = headers.get('x-sapi-used-uid-weight-1m');
  const found = { ...(wait && { 'retry-after': wait }), ...(weight && { weight }) };
  expect(found).toEqual(expected);
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

test('a ban names its end by the clock of the exchange', async () => {
  expect(await (await faulty('ban')).text()).toContain(`IP banned until ${NOW + 120_000}.`);
});

test('a redirect leads to a path that is logged when followed', async () => {
  const response = await faulty('redirect');
  expect([response.status, response.headers.get('location')]).toEqual([302, REDIRECT_PATH]);
});

test.each(NAMES.filter((name) => /^(no-)?amount|^no-asset/.test(name)))(
  '%s answers 200 with JSON that is not a loan',
  async (name) => {
    const response = await faulty(name);
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
    expect(exchange.requests.map(({ fault, status }) => [fault, status])).toEqual([
      ['unavailable', 503],
      ['unavailable', 503],
      ['location', 451],
      [undefined, BEHAVES],
    ]);
  });

  test.each<[string, ExchangeFault, { path?: string }, number[]]>([
    ['of signed requests leaves the time alone', 'clock', {}, [200, 400, 400]],
    ['of the loan leaves other signed ones alone', 'amount-null', {}, [200, BEHAVES, 200]],
    ['meets one path', 'unavailable', { path: TIME_PATH }, [503, BEHAVES, BEHAVES]],
  ])('%s', async (_, fault, options, expected) => {
    exchange.misbehave(fault, options);
    expect(await statuses(TIME_PATH, RESTRICTIONS_PATH, PM_LOAN_PATH)).toEqual(expected);
  });

  test('meets one key', async () => {
    exchange.misbehave('unavailable', { apiKey: 'one' });
    expect((await ask(PM_LOAN_PATH, { 'X-MBX-APIKEY': 'one' })).status).toBe(503);
    expect((await ask(PM_LOAN_PATH, { 'X-MBX-APIKEY': 'two' })).status).toBe(400);
    expect((await ask(PM_LOAN_PATH)).status).toBe(BEHAVES);
  });
});
