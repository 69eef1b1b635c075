import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { bundle } from '../../infra/bundle';
import { ENVIRONMENT } from '../../lambda/contract';
import { reasons, start } from '../lambda/monitored';
import { newAccountKey } from '../local/exchange/keys';
import { LocalFunction } from '../local/function';
import type { Invoked } from '../local/function';
import { serve } from '../local/loopback';
import type { Loopback, Request, Response } from '../local/loopback';
import { World } from '../local/world';
import { TARGETS } from './fuzz';
import type { Findings } from './fuzz';
import { trySecret } from './secrets';

/** Far beyond what any of them takes: a busy machine is no failure. */
jest.setTimeout(30_000);

/** Of `npm test`; `npm run test:fuzz` takes others. */
const SEED = 20_261_122;
const CASES = 250;
const NOTHING: Findings = { cases: CASES, crashes: new Map() };

test.each(Object.entries(TARGETS))('%s takes what it should and names the rest', (_, attempt) => {
  expect(attempt({ cases: CASES, seed: SEED })).toEqual(NOTHING);
});

test('an RSA key with a damaged number in it is refused by name, not found out in signing', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '' } = privateKey.export({ format: 'jwk' });
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const lastOfModulus = der.indexOf(Buffer.from(n, 'base64url')) + 255;
  // An even modulus: OpenSSL reads it, and cannot calculate with it.
  der.writeUInt8(der.readUInt8(lastOfModulus) - 1, lastOfModulus);
  const pem = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----`;
  const stored = JSON.stringify({ apiKey: 'k'.repeat(64), privateKey: pem });
  expect(() => {
    trySecret(stored);
  }).not.toThrow();
});

describe('a host that sends back what it was asked with', () => {
  let host: Loopback;
  let status = 200;

  beforeEach(async () => {
    host = await serve({
      fault: () => undefined,
      respond: ({ headers, query }) => {
        const key = String(headers['x-mbx-apikey']);
        const echo = `${key} ${query}`;
        return {
          status,
          headers: {
            'x-sapi-used-uid-weight-1m': key,
            'retry-after': key,
            location: `/?${query}`,
            'content-type': echo,
          },
          body: JSON.stringify({ code: key, msg: echo, asset: key, amount: key }),
        };
      },
    });
  });
  afterEach(() => host.close());

  test.each([200, 302, 400, 403, 418, 429, 451])(
    'with %i gets it into no log and no error',
    async (answered) => {
      status = answered;
      const { failure, log, world } = await start({
        accounts: { main: newAccountKey() },
        environment: { [ENVIRONMENT.baseUrls]: host.url },
      });
      const said = inspect([await failure(), log], { depth: null, maxStringLength: null });
      expect(said).not.toContain(world.account('main').key.secret.apiKey);
      expect(said).not.toMatch(/signature=(?!\[)/);
    },
  );
});

describe('a redirect', () => {
  const heard: Request[] = [];
  let elsewhere: Loopback;
  let binance: Loopback;
  let redirect: Response;

  beforeEach(async () => {
    heard.length = 0;
    elsewhere = await serve({
      fault: () => undefined,
      respond: (request) => {
        heard.push(request);
        return { status: 200, body: '{"asset":"BUSD","amount":"0"}' };
      },
    });
    binance = await serve({ fault: () => undefined, respond: () => redirect });
  });
  afterEach(() => Promise.all([elsewhere.close(), binance.close()]));

  test.each([300, 301, 302, 303, 305, 307, 308])(
    'by %i to another server carries nothing there, least of all the key',
    async (status) => {
      const location = `${elsewhere.url}/sapi/v1/portfolio/pmLoan`;
      redirect = { status, headers: { location, refresh: `0; url=${location}` }, body: '' };
      const { failure, world } = await start({
        environment: { [ENVIRONMENT.baseUrls]: binance.url },
      });
      expect(reasons(await failure())).toEqual([
        expect.objectContaining({ name: 'UnexpectedAnswerError' }),
      ]);
      expect(heard).toEqual([]);
      expect(world.published('BankruptcyLoan')).toEqual([]);
    },
  );
});

describe('a certificate that nobody vouches for', () => {
  const certificate = join(__dirname, '../local/self-signed-test-certificate.pem');
  const pem = readFileSync(certificate);
  const { file } = bundle(mkdtempSync(join(tmpdir(), 'pm-loan-monitor-')));
  let world: World;
  let asked = 0;
  const server = createServer({ cert: pem, key: pem }, (_, outgoing) => {
    asked += 1;
    outgoing.end('{"asset":"BUSD","amount":"579.45"}');
  });

  beforeAll(async () => {
    world = await World.start();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    asked = 0;
  });
  afterAll(async () => {
    await new Promise((resolve) => {
      server.close(resolve).closeAllConnections();
    });
    await world.close();
    rmSync(dirname(file), { recursive: true });
  });

  async function invoked(more: (url: string) => Record<string, string>): Promise<Invoked> {
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const monitor = new LocalFunction(file, { ...world.environment(), ...more(url) });
    try {
      return await monitor.invoke(world.event(), { clock: world.clock.now(), timeoutMs: 3_000 });
    } finally {
      await monitor.stop();
    }
  }

  test('is no Binance, though the environment turns verification off', async () => {
    const { error } = await invoked((url) => ({
      [ENVIRONMENT.baseUrls]: url,
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    }));
    expect(error?.errorMessage).toMatch(/self-signed certificate/);
    expect(asked).toBe(0);
  });

  test('is no AWS either: no secret is asked of it', async () => {
    const { error } = await invoked((url) => ({
      AWS_ENDPOINT_URL: url,
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    }));
    expect(error?.errorMessage).toMatch(/^main: The secret pm-loan-monitor\/main cannot be read/m);
    expect(asked).toBe(0);
  });

  test('is taken where an operator vouches for it, so it is the certificate that is refused', async () => {
    const { result } = await invoked((url) => ({
      [ENVIRONMENT.baseUrls]: url,
      NODE_EXTRA_CA_CERTS: certificate,
    }));
    expect(result).toEqual({ accounts: [expect.objectContaining({ amount: '579.45' })] });
    expect(asked).toBe(1);
  });
});
