import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudFault, Operation } from '../local/cloud/cloud';
import type { World } from '../local/world';
import { start, twoAccounts } from './monitored';

const PATH = '/ping/8a21d249-4329-4871-acc6-7be709c6ea7f';

let watchdog: Server;
let pings: string[];
let status: number;

beforeEach(async () => {
  pings = [];
  status = 200;
  watchdog = createServer((request, response) => {
    pings.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(status).end('OK');
  });
  await new Promise<void>((resolve) => watchdog.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => watchdog.close(resolve)));

async function monitored(): ReturnType<typeof start> {
  const { port } = watchdog.address() as AddressInfo;
  const HEARTBEAT_URL = `http://127.0.0.1:${port}${PATH}`;
  return start({ accounts: twoAccounts(), environment: { HEARTBEAT_URL } });
}

function confirm({ cloud, topicArn }: World): void {
  cloud.topics.subscribe(topicArn, { protocol: 'email' });
}

test('a run that did all it had to ends with a heartbeat', async () => {
  const { world, run, log } = await monitored();
  confirm(world);
  await run();
  world.owe('5');
  await run();
  expect(pings).toEqual([`GET ${PATH}`, `GET ${PATH}`]);
  expect(log.filter(({ level }) => level !== 'info')).toEqual([]);
});

test('without its address nothing is asked for it', async () => {
  const { world, run } = await start();
  confirm(world);
  await run();
  expect(world.cloud.calls.map(({ operation }) => operation)).not.toContain('GetTopicAttributes');
});

const aws =
  (operation: Operation, fault: CloudFault = 'access-denied') =>
  ({ cloud }: World): void => {
    cloud.misbehave(operation, fault);
  };

test.each<[string, (world: World) => void]>([
  [
    'Binance does not answer',
    ({ exchange }) => {
      exchange.misbehave('html');
    },
  ],
  [
    'Binance refuses the key of one account',
    (world) => {
      world.exchange.misbehave('key-refused-2015', {
        apiKey: world.account('other').key.secret.apiKey,
      });
    },
  ],
  ['the secret cannot be read', aws('BatchGetSecretValue', 'reset')],
  [
    'the secret of one account is gone',
    ({ cloud }) => {
      cloud.secrets.remove('pm-loan-monitor/other');
    },
  ],
  ['what was told cannot be read', aws('GetMetricData')],
  ['the metric is not taken', aws('PutMetricData')],
  ['the metric is taken by no one but a proxy', aws('PutMetricData', 'empty')],
  ['a debt cannot be told', aws('Publish')],
  ['the topic cannot be read', aws('GetTopicAttributes')],
  ['nobody has confirmed', () => undefined],
])('no heartbeat where %s', async (what, breakIt) => {
  const { world, run, log } = await monitored();
  if (what !== 'nobody has confirmed') confirm(world);
  if (what === 'a debt cannot be told') world.owe('5');
  breakIt(world);
  const failed = await run().then(
    () => false,
    () => true,
  );
  expect(pings).toEqual([]);
  const reason = log.at(-1)?.message['reason'];
  if (!failed)
    expect(reason).toMatch(/^(?:nobody has confirmed a subscription|.*GetTopicAttributes)/);
});

test.each([
  ['answers an error', () => (status = 500), /its service answered HTTP 500/],
  ['does not answer', () => watchdog.close(), /ECONNREFUSED/],
])(
  'a service that %s is a warning without the address, and the run is whole',
  async (_, breakIt, why) => {
    const { world, run, log } = await monitored();
    confirm(world);
    breakIt();
    expect((await run()).accounts).toHaveLength(2);
    const [warning] = log.filter(({ level }) => level === 'warn');
    expect(warning?.message).toEqual({
      heartbeat: null,
      reason: expect.stringMatching(why) as string,
    });
    expect(JSON.stringify(log)).not.toContain('8a21d249');
  },
);

test('a diagnosis sends one only where that is wanted, and never says where to', async () => {
  const { world, diagnose } = await monitored();
  expect(await diagnose()).toMatchObject({ heartbeat: { isSet: true } });
  expect(pings).toEqual([]);
  const tried = await diagnose({ heartbeat: true });
  expect(tried).toMatchObject({ heartbeat: { isSet: true, ping: { answer: true } } });
  status = 404;
  const failed = await diagnose({ heartbeat: true });
  expect(failed).toMatchObject({
    heartbeat: { ping: { error: { message: 'its service answered HTTP 404.' } } },
  });
  expect(pings).toHaveLength(2);
  expect(JSON.stringify([tried, failed])).not.toContain('8a21d249');
  expect(world.notices).toEqual([]);
});
