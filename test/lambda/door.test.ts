import type { World } from '../local/world';
import { start } from './monitored';

/** How often anyone was asked for anything. */
function asked({ exchange, cloud }: World): number {
  return exchange.requests.length + cloud.calls.length;
}

test('a malformed event is refused before anything is asked of anyone', async () => {
  const { world, failure } = await start();
  const { message } = await failure({ accounts: [{ name: 'main' }] });
  expect(message).toContain('accounts[0].secretId');
  expect(asked(world)).toBe(0);
});

test("today's debt is not written into another time", async () => {
  const { world, failure } = await start();
  const { message } = await failure({ ...world.event(), scheduledTime: '2026-11-22T06:14:00Z' });
  expect(message).toContain('scheduledTime');
  expect(asked(world)).toBe(0);
});

test('a wrong environment is refused in a sentence that names the variable', async () => {
  const { world, failure } = await start({ environment: { TOPIC_ARN: '' } });
  expect((await failure()).message).toContain('TOPIC_ARN');
  expect(asked(world)).toBe(0);
});
