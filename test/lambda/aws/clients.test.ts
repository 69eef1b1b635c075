import type { CloudFault, Operation } from '../../local/cloud/cloud';
import { start } from '../monitored';

const WAYS = ['GetSecretValue', 'GetMetricData', 'PutMetricData', 'Publish'] as const;

describe.each<CloudFault>([
  'huge',
  'html',
  'empty',
  'reset',
  'access-denied',
  'expired-credentials',
])('while AWS answers with %s', (fault) => {
  test.each<Operation>(WAYS)(
    'to %s, the run fails loudly, and the debt is told by then or by the next run',
    async (operation) => {
      const { world, failure, runAt, told } = await start();
      world.owe('579.45');
      world.cloud.misbehave(operation, fault);
      const { message } = await failure();
      expect(message).toMatch(/^1 of 1 accounts failed:\nmain: /);
      world.cloud.behave();
      await runAt('06:35');
      expect(told('debt').at(-1)).toBe('debt.detected 579.45');
      expect(new Set(world.published('BankruptcyLoan'))).toEqual(new Set([579.45]));
    },
  );
});

test.each<Operation>(WAYS)('one fault of %s is made good by asking again', async (operation) => {
  const { world, run, told } = await start();
  world.owe('579.45');
  world.cloud.misbehave(operation, 'throttled', { times: 1 });
  await run();
  expect(told()).toEqual(['debt.detected 579.45']);
});

test('an answer that trickles is given up before the time kept for telling is over', async () => {
  const { world, failure, told } = await start();
  world.owe('579.45');
  world.cloud.misbehave('GetMetricData', 'trickle');
  expect((await failure(world.event(), 1_500)).message).toContain('no time was left');
  expect(told()).toEqual(['debt.detected 579.45']);
});

test('what AWS does not answer in time is asked again', async () => {
  const { world, run, told } = await start();
  world.owe('579.45');
  world.cloud.misbehave('GetSecretValue', 'hang', { times: 1 });
  world.cloud.misbehave('GetMetricData', 'trickle', { times: 1 });
  await run(world.event(), 20_000);
  expect(told()).toEqual(['debt.detected 579.45']);
}, 10_000);

test('an answer without end is cut off', async () => {
  const { world, failure } = await start();
  world.cloud.misbehave('GetMetricData', 'huge');
  expect((await failure()).message).toContain('(more than 8388608 bytes)');
});

test.each<Operation>(WAYS)('%s is asked three times at most', async (operation) => {
  jest.spyOn(Math, 'random').mockReturnValue(0);
  const { world, failure } = await start();
  world.owe('579.45');
  world.cloud.misbehave(operation, 'unavailable');
  await failure();
  jest.restoreAllMocks();
  const asked = world.cloud.calls.filter((call) => call.operation === operation);
  // NotifiedLoan is put after BankruptcyLoan.
  expect(asked).toHaveLength(operation === 'PutMetricData' ? 6 : 3);
});
