import { PM_LOAN_PATH, TIME_PATH } from '../../local/exchange/endpoints';
import type { ExchangeFault } from '../../local/exchange/faults';
import { newAccounts } from '../../local/exchange/keys';
import { serve } from '../../local/loopback';
import type { Loopback, Response } from '../../local/loopback';
import type { World } from '../../local/world';
import { start, twoAccounts } from '../monitored';

/** More than are asked at once, so that some are still to be asked when the answer comes. */
const MANY = newAccounts(60);

/** A host that always answers so; it counts how often it is asked. */
async function answering(response: Response): Promise<{ url: string; asked: number }> {
  const host = { url: '', asked: 0 };
  other = await serve({
    fault: () => undefined,
    respond: () => {
      host.asked += 1;
      return response;
    },
  });
  return Object.assign(host, { url: other.url });
}

let other: Loopback | undefined;

afterEach(async () => {
  await other?.close();
  other = undefined;
});

test.each<[ExchangeFault, string]>([
  ['ban', 'has banned'],
  ['firewall', 'firewall'],
  ['rate-limit-long', 'fewer requests'],
  ['location', 'location'],
])('after %s accounts not yet asked fail with the same reason, unasked', async (fault, reason) => {
  const { world, failure } = await start({ accounts: newAccounts(120) });
  world.exchange.misbehave(fault);
  const { message } = await failure(undefined, 20_000);
  expect(message).toMatch(/^120 of 120 accounts failed:/);
  const lines = message.split('\n').slice(1);
  expect(lines.filter((line) => line.includes(reason))).toHaveLength(120);
  expect(world.exchange.requests.length).toBeLessThanOrEqual(100);
});

test('what one account does wrong is no answer to the address', async () => {
  const { world, failure } = await start({ accounts: MANY });
  world.exchange.misbehave('key-refused-2015', {
    apiKey: world.account('account-0').key.secret.apiKey,
  });
  expect((await failure()).message).toMatch(/^1 of 60 accounts failed:/);
});

test("a warm function asks nobody before a ban's time is up", async () => {
  const { world, failure, runAt } = await start({ at: '2026-11-22T06:30:00Z' });
  world.exchange.misbehave('ban', { times: 1 });
  await failure();
  world.clock.set(Date.parse('2026-11-22T06:31:00Z'));
  expect((await failure()).message).toContain('until 2026-11-22T06:32:00');
  expect(world.exchange.requests).toHaveLength(1);
  await runAt('06:33');
  expect(world.exchange.requests).toHaveLength(2);
  expect(world.published('BankruptcyLoan')).toEqual([0]);
});

test('a ban whose end is past is taken to last for two minutes more', async () => {
  const msg = `IP banned until ${Date.parse('2026-11-22T06:29:00Z')}.`;
  const binance = await answering({ status: 418, body: JSON.stringify({ code: -1003, msg }) });
  const { world, failure } = await start({ environment: { BINANCE_BASE_URL: binance.url } });
  for (const [time, expected] of [
    ['06:30', 1],
    ['06:31', 1],
    ['06:33', 2],
  ] as const) {
    world.clock.set(Date.parse(`2026-11-22T${time}:00Z`));
    expect((await failure()).message).toContain('has banned');
    expect(binance.asked).toBe(expected);
  }
});

test.each(['firewall', 'location'] as const)(
  '%s ends with the run: the next one asks again',
  async (fault) => {
    const { world, failure, runAt } = await start();
    world.exchange.misbehave(fault, { times: 1 });
    await failure();
    await runAt('06:31');
    expect(world.published('BankruptcyLoan')).toEqual([0]);
  },
);

test('Retry-After is honoured where it fits into the time left', async () => {
  const { world, run } = await start({ accounts: MANY });
  world.exchange.misbehave('rate-limit', { times: 1 });
  await run(world.event(), 10_000);
  const [refused, ...later] = world.exchange.requests;
  const second = later.at(-1);
  expect(refused?.status).toBe(429);
  expect(second && refused ? second.at - refused.at : 0).toBeGreaterThanOrEqual(1000);
  expect(world.published('BankruptcyLoan', 'account-59')).toEqual([0]);
});

test('a ban is not forgotten over a shorter wait that another account is told of', async () => {
  const { world, failure } = await start({ accounts: twoAccounts() });
  const banned = world.account('main').key.secret.apiKey;
  world.exchange.misbehave('ban', { apiKey: banned });
  world.exchange.misbehave('rate-limit', { apiKey: world.account('other').key.secret.apiKey });
  await failure();
  world.exchange.behave();
  const asked = world.exchange.requests.length;
  world.clock.set(world.clock.now() + 60_000);
  expect((await failure()).message).toMatch(/has banned[^]*has banned/);
  expect(world.exchange.requests).toHaveLength(asked);
});

test('a ban that comes with the server time keeps the loan from being asked for', async () => {
  const { world, failure } = await start({ accounts: twoAccounts(), exchangeAheadMs: -30_000 });
  world.exchange.misbehave('ban', { times: 1, path: TIME_PATH });
  await failure();
  const paths = world.exchange.requests.map(({ path }) => path);
  expect(paths.slice(paths.indexOf(TIME_PATH))).not.toContain(PM_LOAN_PATH);
});

describe('a 429 that says what the account has used is an answer to that account', () => {
  const accounts = twoAccounts();
  const asked = (world: World, name: keyof typeof accounts): number =>
    world.exchange.requests.filter(({ apiKey }) => apiKey === accounts[name].secret.apiKey).length;

  test('of 60 accounts the other 59 are asked all the same', async () => {
    const { world, failure } = await start({ accounts: MANY });
    const { apiKey } = world.account('account-0').key.secret;
    world.exchange.misbehave('account-rate-limit-long', { apiKey });
    const { message } = await failure();
    expect(message).toMatch(
      /^1 of 60 accounts failed:\naccount-0: .*fewer requests for this account/,
    );
    expect(world.exchange.requests).toHaveLength(60);
  });

  test('the next run of a warm function asks for the others, and for it only when it may', async () => {
    const { world, run, failure } = await start({ accounts });
    world.exchange.misbehave('account-rate-limit-long', { apiKey: accounts.main.secret.apiKey });
    await failure();
    world.exchange.behave();
    world.clock.set(world.clock.now() + 30_000);
    expect((await failure()).message).toMatch(/^1 of 2 accounts failed:\nmain: /);
    expect([asked(world, 'main'), asked(world, 'other')]).toEqual([1, 2]);
    world.clock.set(world.clock.now() + 31_000);
    await run();
    expect([asked(world, 'main'), asked(world, 'other')]).toEqual([2, 3]);
  });

  test('Retry-After is honoured where it fits, and nobody else waits for it', async () => {
    const { world, run } = await start({ accounts: MANY });
    const { apiKey } = world.account('account-0').key.secret;
    world.exchange.misbehave('account-rate-limit', { apiKey, times: 1 });
    await run(world.event(), 10_000);
    const at = world.exchange.requests.map((request) => request.at);
    expect(world.exchange.requests.map((request) => request.apiKey).lastIndexOf(apiKey)).toBe(60);
    expect((at[60] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(1000);
    expect(world.published('BankruptcyLoan', 'account-0')).toEqual([0]);
  });

  test('without Retry-After the account fails alone, at once', async () => {
    const headers = { 'x-sapi-used-uid-weight-1m': '180500' };
    const binance = await answering({ status: 429, headers, body: '' });
    const { failure } = await start({
      accounts: MANY,
      environment: { BINANCE_BASE_URL: binance.url },
    });
    expect((await failure()).message).toMatch(/^60 of 60 accounts failed:/);
    expect(binance.asked).toBe(60);
  });
});

test('one that asks for no silence, but goes on refusing, is asked four times', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0);
  const binance = await answering({ status: 429, headers: { 'retry-after': '0' }, body: '' });
  const { failure } = await start({ environment: { BINANCE_BASE_URL: binance.url } });
  expect((await failure()).message).toContain('fewer requests');
  jest.restoreAllMocks();
  expect(binance.asked).toBe(4);
});
