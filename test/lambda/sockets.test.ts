import { newAccounts } from '../local/exchange/keys';
import { ForgetfulProxy } from '../local/forgetful-proxy';
import { subscribe } from '../local/set-ups';
import { start } from './monitored';

type Monitored = Awaited<ReturnType<typeof start>>;

let proxy: ForgetfulProxy;
afterEach(() => proxy.close());

/** The function, with a proxy on the way that this variable names. */
async function startBehind(
  variable: string,
  options?: Parameters<typeof start>[0],
): Promise<Monitored> {
  const monitored = await start(options);
  const { exchange, cloud } = monitored.world;
  proxy = await ForgetfulProxy.start(variable === 'BINANCE_BASE_URL' ? exchange.url : cloud.url);
  monitored.environment[variable] = proxy.url;
  return monitored;
}

test('connections to AWS that died while the function slept cost no notice', async () => {
  const { world, run, runAt, told } = await startBehind('AWS_ENDPOINT_URL', {
    accounts: newAccounts(20),
  });
  for (const { name } of world.accounts) world.owe('5', name);
  await run();
  proxy.forget();
  world.owe('7', 'account-3');
  await runAt('06:36');
  expect(told().filter((notice) => notice === 'debt.changed 7')).toHaveLength(1);
});

test('connections to Binance that died while the function slept cost no check', async () => {
  const { world, run } = await startBehind('BINANCE_BASE_URL', { accounts: newAccounts(20) });
  await run();
  proxy.forget();
  const [one] = world.event().accounts;
  expect(await run({ accounts: [one] })).toMatchObject({ accounts: [{ amount: '0' }] });
});

test('connections are kept from run to run', async () => {
  const { world, environment, run, runAt } = await startBehind('BINANCE_BASE_URL');
  const aws = await ForgetfulProxy.start(world.cloud.url);
  environment['AWS_ENDPOINT_URL'] = aws.url;
  world.owe('5');
  await run();
  const before = [aws.connections, proxy.connections];
  world.owe('7');
  await runAt('06:35');
  await aws.close();
  expect([aws.connections, proxy.connections]).toEqual(before);
});

test('diagnoses and drills use the connections to SNS that are there', async () => {
  const { world, diagnose, drill } = await startBehind('AWS_ENDPOINT_URL_SNS');
  subscribe(world);
  await diagnose();
  const { connections } = proxy;
  await drill();
  for (let times = 0; times < 3; times += 1) await diagnose();
  expect(connections).toBeGreaterThan(0);
  expect([proxy.connections, proxy.live]).toEqual([connections, connections]);
});

test('however much is to be told, no more than fifty connections are opened for it', async () => {
  const { world, run } = await startBehind('AWS_ENDPOINT_URL_SNS', {
    accounts: newAccounts(60, 'hmac'),
  });
  for (const { name } of world.accounts) world.owe('5', name);
  await run(world.event(), 10_000);
  expect(world.notices).toHaveLength(60);
  expect(proxy.connections).toBeGreaterThan(1);
  expect(proxy.connections).toBeLessThanOrEqual(50);
});

test.each([
  ['GetSecretValue', 'SECRETS_MANAGER', 1, 0],
  ['BatchGetSecretValue', 'SECRETS_MANAGER', 2, 0],
  // PutMetricData keeps its own.
  ['GetMetricData', 'CLOUDWATCH', 1, 1],
  ['PutMetricData', 'CLOUDWATCH', 1, 0],
  ['Publish', 'SNS', 1, 0],
] as const)(
  'where the time is up, %s is hung up, not left to itself',
  async (operation, service, count, left) => {
    const { world, failure } = await startBehind(`AWS_ENDPOINT_URL_${service}`, {
      accounts: newAccounts(count),
    });
    world.owe('5', 'account-0');
    world.cloud.misbehave(operation, 'hang');
    await failure(world.event(), 1_200);
    // The proxy hears of it a moment later.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(world.cloud.calls.map((call) => call.operation)).toContain(operation);
    expect(proxy.live).toBe(left);
  },
);
