import { createClients } from '../../../lambda/aws/clients';
import { rehearse } from '../../../lambda/aws/rehearsal';
import { World } from '../../local/world';

const outside = { ...process.env };
let world: World;

beforeEach(async () => {
  world = await World.start();
  Object.assign(process.env, world.environment());
});
afterEach(async () => {
  process.env = { ...outside };
  await world.close();
});

test('every command succeeds, signed and answered, and nothing is sent', async () => {
  const clients = createClients(process.env);
  const succeeded: unknown[] = [];
  for (const { config } of [clients.cloudWatch, clients.secretsManager]) {
    const info = ({ commandName }: { commandName: string }) => succeeded.push(commandName);
    config.logger = { debug: jest.fn(), info, warn: jest.fn(), error: jest.fn() };
  }
  await rehearse(clients);
  expect(succeeded.sort()).toEqual([
    'GetMetricDataCommand',
    'GetSecretValueCommand',
    'PutMetricDataCommand',
  ]);
  expect(world.cloud.calls).toEqual([]);
});

test('without credentials it is left to the first run to say so', async () => {
  process.env['AWS_ACCESS_KEY_ID'] = '';
  await expect(rehearse(createClients(process.env))).resolves.toBeUndefined();
});
