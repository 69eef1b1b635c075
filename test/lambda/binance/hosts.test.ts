import { Exchange } from '../../local/exchange/exchange';
import { start } from '../monitored';

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
  const monitored = await start();
  monitored.environment['BINANCE_BASE_URL'] = 'http://127.0.0.1:1';
  expect((await monitored.failure()).message).toContain('ECONNREFUSED');
});

test('a host without an address fails the check, with the reason', async () => {
  const monitored = await start();
  monitored.environment['BINANCE_BASE_URL'] = 'https://binance.invalid';
  expect((await monitored.failure()).message).toMatch(/ENOTFOUND|EAI_AGAIN/);
});
