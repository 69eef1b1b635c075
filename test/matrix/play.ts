import { newAccountKey } from '../local/exchange/keys';
import { LocalFunction } from '../local/function';
import type { Invoked } from '../local/function';
import { MINUTE_MS, World } from '../local/world';
import { isLasting, planOf } from './cells';
import type { Cell } from './cells';
import type { Observation } from './invariants';
import { misbehave, setTheScene } from './scene';
import { Watch } from './watch';

/** How long a run may overstay before it is given up. */
const GRACE_MS = 20_000;
/** After these more runs that meet the fault: blindness is told, and told again. */
const LASTING_MS = [20 * MINUTE_MS, 65 * MINUTE_MS];
/** Longer than any ban or wait that a fault imposes. */
const BETWEEN_RUNS_MS = 5 * MINUTE_MS;

/**
 * Plays one cell in a world of its own: `main` meets the fault and `other` is well, for more than
 * an hour where the fault lasts; then a further run with the fault over, of the same warm process unless the fault was in its environment.
 * @param timeoutMs The function's own, at which Lambda would stop it.
 */
export async function play(cell: Cell, bundle: string, timeoutMs: number): Promise<Observation> {
  const plan = planOf(cell.hop, cell.fault);
  if (typeof plan === 'string') throw new Error(`The cell has no meaning: ${plan}.`);
  const world = await World.start({ accounts: { main: newAccountKey(), other: newAccountKey() } });
  let monitor: LocalFunction | undefined;
  try {
    setTheScene(world, cell);
    const watch = new Watch(world, cell, plan);
    monitor = await woken(bundle, world, misbehave(world, cell, plan));
    for (const wait of [0, ...(isLasting(cell) ? LASTING_MS : [])]) {
      await runAfter(wait, monitor, world, watch, timeoutMs);
    }
    world.exchange.behave();
    world.cloud.behave();
    if (plan.at === 'endpoint' || !monitor.running) {
      await monitor.stop();
      monitor = await woken(bundle, world, {});
    }
    await runAfter(BETWEEN_RUNS_MS, monitor, world, watch, timeoutMs);
    return watch.observation();
  } finally {
    await monitor?.stop();
    await world.close();
  }
}

/** Starts the process. An event that it refuses wakes it, so that its start takes no run's time. */
async function woken(
  bundle: string,
  world: World,
  faulty: Readonly<Record<string, string>>,
): Promise<LocalFunction> {
  const monitor = new LocalFunction(bundle, { ...world.environment(), ...faulty });
  await monitor.invoke({}, { clock: world.clock.now() });
  return monitor;
}

async function runAfter(
  waitMs: number,
  monitor: LocalFunction,
  world: World,
  watch: Watch,
  timeoutMs: number,
): Promise<void> {
  world.clock.set(world.clock.now() + waitMs);
  watch.end(await run(monitor, world, watch.begin(), timeoutMs), timeoutMs);
}

async function run(
  monitor: LocalFunction,
  world: World,
  event: unknown,
  timeoutMs: number,
): Promise<Invoked> {
  const giveUp = setTimeout(() => void monitor.stop(), timeoutMs + GRACE_MS);
  try {
    return await monitor.invoke(event, { clock: world.clock.now(), timeoutMs });
  } catch (error) {
    // It never ended, or its process did.
    return { durationMs: Infinity, peakMb: 0, output: [String(error)] };
  } finally {
    clearTimeout(giveUp);
  }
}
