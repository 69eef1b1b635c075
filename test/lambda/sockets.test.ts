import { newAccountKey } from '../local/exchange/keys';
import { ForgetfulProxy } from '../local/forgetful-proxy';
import { subscribe } from '../local/set-ups';
import { start } from './monitored';

const TWENTY = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`account-${index}`, newAccountKey()]),
);

let proxy: ForgetfulProxy;
afterEach(() => proxy.close());

test('connections to AWS that died while the function slept cost no notice', async () => {
  const monitored = await start({ accounts: TWENTY });
  const { world, run, runAt, told } = monitored;
  proxy = await ForgetfulProxy.start(world.cloud.url);
  monitored.environment['AWS_ENDPOINT_URL'] = proxy.url;
  for (const { name } of world.accounts) world.owe('5', name);
  await run();
  proxy.forget();
  world.owe('7', 'account-3');
  await runAt('06:36');
  expect(told().filter((notice) => notice === 'debt.changed 7')).toHaveLength(1);
});

test('connections to Binance that died while the function slept cost no check', async () => {
  const monitored = await start({ accounts: TWENTY });
  const { world, run } = monitored;
  proxy = await ForgetfulProxy.start(world.exchange.url);
  monitored.environment['BINANCE_BASE_URL'] = proxy.url;
  await run();
  proxy.forget();
  const [one] = world.event().accounts;
  expect(await run({ accounts: [one] })).toMatchObject({ accounts: [{ amount: '0' }] });
});

test('connections are kept from run to run', async () => {
  const monitored = await start();
  const { world, run, runAt } = monitored;
  const aws = await ForgetfulProxy.start(world.cloud.url);
  proxy = await ForgetfulProxy.start(world.exchange.url);
  monitored.environment['AWS_ENDPOINT_URL'] = aws.url;
  monitored.environment['BINANCE_BASE_URL'] = proxy.url;
  world.owe('5');
  await run();
  const before = [aws.connections, proxy.connections];
  world.owe('7');
  await runAt('06:35');
  await aws.close();
  expect([aws.connections, proxy.connections]).toEqual(before);
});

test('diagnoses and drills use the connections to SNS that are there', async () => {
  const monitored = await start();
  const { world, diagnose, drill } = monitored;
  subscribe(world);
  proxy = await ForgetfulProxy.start(world.cloud.url);
  monitored.environment['AWS_ENDPOINT_URL_SNS'] = proxy.url;
  await diagnose();
  const { connections } = proxy;
  await drill();
  for (let times = 0; times < 3; times += 1) await diagnose();
  expect(connections).toBeGreaterThan(0);
  expect([proxy.connections, proxy.live]).toEqual([connections, connections]);
});

test('however much is to be told, no more than fifty connections are opened for it', async () => {
  const accounts = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`account-${index}`, newAccountKey('hmac')]),
  );
  const monitored = await start({ accounts });
  const { world, run } = monitored;
  proxy = await ForgetfulProxy.start(world.cloud.url);
  monitored.environment['AWS_ENDPOINT_URL_SNS'] = proxy.url;
  for (const { name } of world.accounts) world.owe('5', name);
  await run(world.event(), 10_000);
  expect(world.notices).toHaveLength(60);
  expect(proxy.connections).toBeGreaterThan(1);
  expect(proxy.connections).toBeLessThanOrEqual(50);
});

test.each([
  ['GetSecretValue', 'SECRETS_MANAGER', ['main'], 0],
  ['BatchGetSecretValue', 'SECRETS_MANAGER', ['main', 'other'], 0],
  // PutMetricData keeps its own.
  ['GetMetricData', 'CLOUDWATCH', ['main'], 1],
  ['PutMetricData', 'CLOUDWATCH', ['main'], 0],
  ['Publish', 'SNS', ['main'], 0],
] as const)(
  'where the time is up, %s is hung up, not left to itself',
  async (operation, service, names, left) => {
    const accounts = Object.fromEntries(names.map((name) => [name, newAccountKey('hmac')]));
    const monitored = await start({ accounts });
    const { world, failure } = monitored;
    proxy = await ForgetfulProxy.start(world.cloud.url);
    monitored.environment[`AWS_ENDPOINT_URL_${service}`] = proxy.url;
    world.owe('5');
    world.cloud.misbehave(operation, 'hang');
    await failure(world.event(), 1_200);
    // The proxy hears of it a moment later.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(world.cloud.calls.map((call) => call.operation)).toContain(operation);
    expect(proxy.live).toBe(left);
  },
);
