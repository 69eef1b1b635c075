import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { bundle } from '../../infra/bundle';
import { ENVIRONMENT } from '../../lambda/contract';
import { reasons, start } from '../lambda/monitored';
import { newAccountKey } from '../local/exchange/keys';
import { LocalFunction } from '../local/function';
import type { Invoked } from '../local/function';
import { CERTIFICATE, serve } from '../local/loopback';
import type { Loopback, Request, Responder } from '../local/loopback';
import { World } from '../local/world';
import { TARGETS } from './fuzz';
import type { Findings } from './fuzz';

/** Far beyond what any of them takes: a busy machine is no failure. */
jest.setTimeout(30_000);

/** Of `npm test`; `npm run test:fuzz` takes others. */
const SEED = 20_261_122;
const CASES = 250;
const NOTHING: Findings = { cases: CASES, crashes: new Map() };

test.each(Object.entries(TARGETS))('%s takes what it should and names the rest', (_, attempt) => {
  expect(attempt({ cases: CASES, seed: SEED })).toEqual(NOTHING);
});

function answering(respond: Responder['respond'], secure = false): Promise<Loopback> {
  return serve({ fault: () => undefined, respond }, secure);
}

test.each([200, 302, 400, 403, 418, 429, 451])(
  'a host that sends back what it was asked with, in HTTP %i, gets it into no log and no error',
  async (status) => {
    const host = await answering(({ headers, query }) => {
      const key = String(headers['x-mbx-apikey']);
      const echo = `${key} ${query}`;
      const more = { 'x-sapi-used-uid-weight-1m': key, 'retry-after': key, 'content-type': echo };
      const body = JSON.stringify({ code: key, msg: echo, asset: key, amount: key });
      return { status, headers: { ...more, location: `/?${query}` }, body };
    });
    const { failure, log, world } = await start({
      accounts: { main: newAccountKey() },
      environment: { [ENVIRONMENT.baseUrls]: host.url },
    });
    const said = inspect([await failure(), log], { depth: null, maxStringLength: null });
    await host.close();
    expect(said).not.toContain(world.account('main').key.secret.apiKey);
    expect(said).not.toMatch(/signature=(?!\[)/);
  },
);

test.each([300, 301, 302, 303, 305, 307, 308])(
  'a redirect by %i to another server carries nothing there, least of all the key',
  async (status) => {
    const heard: Request[] = [];
    const elsewhere = await answering((request) => {
      heard.push(request);
      return { status: 200, body: '{"asset":"USDT","amount":"0"}' };
    });
    const location = `${elsewhere.url}/sapi/v1/portfolio/pmLoan`;
    const headers = { location, refresh: `0; url=${location}` };
    const binance = await answering(() => ({ status, headers, body: '' }));
    const { failure, world } = await start({
      environment: { [ENVIRONMENT.baseUrls]: binance.url },
    });
    expect(reasons(await failure())).toMatchObject([{ name: 'UnexpectedAnswerError' }]);
    await Promise.all([elsewhere.close(), binance.close()]);
    expect(heard).toEqual([]);
    expect(world.published('BankruptcyLoan')).toEqual([]);
  },
);

describe('a certificate that nobody vouches for', () => {
  const { file } = bundle(mkdtempSync(join(tmpdir(), 'pm-loan-monitor-')));
  let world: World;
  let host: Loopback;
  let asked = 0;

  beforeEach(async () => {
    world = await World.start();
    asked = 0;
    host = await answering(() => {
      asked += 1;
      return { status: 200, body: '{"asset":"USDT","amount":"579.45"}' };
    }, true);
  });
  afterEach(() => Promise.all([host.close(), world.close()]));
  afterAll(() => {
    rmSync(dirname(file), { recursive: true });
  });

  async function invoked(more: Record<string, string>): Promise<Invoked> {
    const monitor = new LocalFunction(file, { ...world.environment(), ...more });
    try {
      return await monitor.invoke(world.event(), { clock: world.clock.now(), timeoutMs: 3_000 });
    } finally {
      await monitor.stop();
    }
  }

  test.each([
    ['Binance', ENVIRONMENT.baseUrls, /self-signed certificate/],
    ['AWS', 'AWS_ENDPOINT_URL', /^main: The secret pm-loan-monitor\/main cannot be read/m],
  ])(
    'is no %s, though the environment turns verification off: nothing is asked of it',
    async (_, variable, reason) => {
      const { error } = await invoked({ [variable]: host.url, NODE_TLS_REJECT_UNAUTHORIZED: '0' });
      expect(error?.errorMessage).toMatch(reason);
      expect(asked).toBe(0);
    },
  );

  test('is taken where an operator vouches for it, so it is the certificate that is refused', async () => {
    const { result } = await invoked({
      [ENVIRONMENT.baseUrls]: host.url,
      NODE_EXTRA_CA_CERTS: CERTIFICATE,
    });
    expect(result).toEqual({ accounts: [expect.objectContaining({ amount: '579.45' })] });
    expect(asked).toBe(1);
  });
});
