import { newAccountKey } from '../../local/exchange/keys';
import type { ExchangeFault } from '../../local/exchange/faults';
import type { World } from '../../local/world';
import { start } from '../monitored';

function reads({ cloud }: World): number {
  return cloud.calls.filter(({ operation }) => operation === 'GetSecretValue').length;
}

test('a rotated secret is picked up without a redeploy', async () => {
  const { world, run, runAt } = await start();
  await run();
  const { key, secretId } = world.account('main');
  const rotated = newAccountKey();
  world.exchange.unregister(key.secret.apiKey);
  world.exchange.register({ ...rotated.registration, owes: { asset: 'USDT', amount: '579.45' } });
  world.cloud.secrets.put(secretId, JSON.stringify(rotated.secret));
  expect((await runAt('06:35')).accounts).toMatchObject([{ amount: '579.45' }]);
  expect(reads(world)).toBe(2);
  await runAt('06:40');
  expect(reads(world)).toBe(2);
});

describe.each<ExchangeFault>([
  'signature',
  'key-refused-1002',
  'key-refused-1099',
  'key-refused-2008',
  'key-refused-2014',
  'key-refused-2015',
])('%s', (fault) => {
  test('the secret is read again, and Binance not asked again where it is the same', async () => {
    const { world, failure } = await start();
    world.exchange.misbehave(fault);
    await failure();
    expect(reads(world)).toBe(2);
    expect(world.exchange.requests).toHaveLength(1);
  });
});

test('where the secret cannot be read again, both reasons are given', async () => {
  const { world, run, failure } = await start();
  await run();
  world.exchange.misbehave('key-refused-2015');
  world.cloud.misbehave('GetSecretValue', 'access-denied');
  const { message } = await failure();
  expect(message).toContain('Binance refuses the key');
  expect(message).toContain('cannot be read');
});

test('where the new key meets another fault, both reasons are given', async () => {
  const { world, run, failure } = await start();
  await run();
  world.cloud.secrets.put('pm-loan-monitor/main', JSON.stringify(newAccountKey().secret));
  world.exchange.misbehave('key-refused-2015', { times: 1 });
  world.exchange.misbehave('location');
  const { message } = await failure();
  expect(message).toContain('-2015');
  expect(message).toContain('HTTP 451');
});

test('other refusals do not make the secret read again', async () => {
  const { world, failure } = await start();
  world.exchange.misbehave('not-portfolio-margin-21001');
  await failure();
  expect(reads(world)).toBe(1);
});
