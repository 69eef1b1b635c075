import { bundle } from '../../infra/bundle';
import { FunctionFailedError, OperatorError } from '../../infra/operator/errors';
import type { OperatedMonitor } from '../../infra/operator/monitor';
import { LocalFunction } from './function';
import { BROKEN_SET_UPS, subscribe } from './set-ups';
import type { BrokenSetUp } from './set-ups';
import type { SetUp } from './topic-set-ups';
import { showMail } from './story/show';
import { STACK, World } from './world';

/**
 * A set-up on this machine: the bundle that is deployed in a process of its own, with stand-ins
 * for Binance and AWS, and nothing or one thing broken in it.
 * @throws {OperatorError}
 */
export async function openEmbedded(broken?: string): Promise<OperatedMonitor> {
  if (broken !== undefined && !isBroken(broken)) throw new OperatorError(listed());
  const setUp: SetUp =
    broken === undefined ? { what: 'nothing is broken' } : BROKEN_SET_UPS[broken];
  const { file } = bundle();
  const world = await World.start({ at: new Date().toISOString(), ...setUp.options });
  const mailbox = subscribe(world);
  setUp.spoil?.(world);
  const monitor = new LocalFunction(file, world.environment());
  return {
    introduction: `A set-up on this machine, with stand-ins for Binance and AWS: ${setUp.what}.`,
    schedules: [world.event().accounts],
    stack: STACK,
    egressIp: undefined,
    mails: () => mailbox.inbox.map(({ subject, text }) => showMail({ subject, text })),
    ask: async (event) => {
      const { result, error } = await monitor.invoke(event, { clock: world.clock.now() });
      if (error === undefined) return result;
      throw new FunctionFailedError(
        `The function failed (${error.errorType}): ${error.errorMessage}`,
      );
    },
    close: async () => {
      await monitor.stop();
      await world.close();
    },
  };
}

function isBroken(name: string): name is BrokenSetUp {
  return Object.hasOwn(BROKEN_SET_UPS, name);
}

function listed(): string {
  const rows = Object.entries(BROKEN_SET_UPS).map(
    ([name, { what }]) => `  ${name.padEnd(24)}${what}`,
  );
  return ['What can be broken on this machine:', ...rows].join('\n');
}
