import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Exchange } from '../../local/exchange/exchange';
import { reasons, start } from '../monitored';

test.each(['unavailable', 'reset', 'hang'] as const)(
  'after %s the next of several base URLs is asked',
  async (fault) => {
    const monitored = await start();
    const { world, run } = monitored;
    const second = await Exchange.start({ clock: world.clock.now });
    try {
      second.register(world.account('main').key.registration);
      second.owe(world.account('main').key.secret.apiKey, '579.45');
      world.exchange.misbehave(fault);
      monitored.environment['BINANCE_BASE_URL'] = `${world.exchange.url}, ${second.url}`;
      expect((await run(world.event(), 20_000)).accounts).toMatchObject([{ amount: '579.45' }]);
      expect([world.exchange.requests.length, second.requests.length]).toEqual([1, 1]);
    } finally {
      await second.close();
    }
  },
  15_000,
);

test('a host that refuses connections fails the check, with the reason', async () => {
  const environment = { BINANCE_BASE_URL: 'http://127.0.0.1:1' };
  const { world, failure } = await start({ environment });
  const error = await failure(world.event(), 6_000);
  expect(error.message).toContain('ECONNREFUSED');
  expect(reasons(error)).toMatchObject([{ cause: { code: 'ECONNREFUSED' } }]);
});

test('a host without an address fails the check, with the reason', async () => {
  const environment = { BINANCE_BASE_URL: 'https://binance.invalid' };
  const { world, failure } = await start({ environment });
  expect((await failure(world.event(), 1_500)).message).toMatch(/ENOTFOUND|EAI_AGAIN/);
});

test('an answer that changes the protocol ends the check, in time and with a reason', async () => {
  const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
  const server = createServer((_, response) => response.socket?.write(upgrade));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const monitored = await start();
    const { port } = server.address() as AddressInfo;
    monitored.environment['BINANCE_BASE_URL'] = `http://127.0.0.1:${port}`;
    const { message } = await monitored.failure(monitored.world.event(), 6_000);
    expect(message).toContain('closed without an answer');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('what earlier tries were told is not lost over a last one that is cut short', async () => {
  const { world, failure } = await start();
  world.exchange.misbehave('unavailable', { times: 1 });
  world.exchange.misbehave('hang');
  const { message } = await failure(world.event(), 2_000);
  expect(message).toMatch(/HTTP 503, Service Unavailable; then no whole answer within \d+ ms/);
});

test('where no time is left, a host is not asked, and that is the reason', async () => {
  const { world, run, failure } = await start();
  await run();
  expect((await failure(world.event(), 600)).message).toContain(
    'Binance could not be asked: no time was left to ask.',
  );
  expect(world.exchange.requests).toHaveLength(1);
});
