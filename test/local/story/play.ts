import type { NoticeEvent } from '../../../lambda/contract';
import { LocalFunction } from '../function';
import type { Invoked } from '../function';
import { ACCOUNT_PATH } from '../exchange/endpoints';
import type { World } from '../world';
import type { Scene, StoryFault } from './scenes';

const DAY = '2026-11-22';

/** What came of one scene, for the account that the story is about. */
export interface Played {
  readonly scene: Scene;
  /** The amount that was published; undefined where none was. */
  readonly published: number | undefined;
  /** The notices that SNS took. */
  readonly told: readonly NoticeEvent[];
  /** The amount in the last notice so far, and the status; what is told of nothing at first. */
  readonly lastTold: { readonly amount: string; readonly status: string };
  /** Whether the fault was met. */
  readonly faulted: boolean;
  readonly invoked: Invoked;
}

/** Plays the scenes one by one, on the bundle in a process of its own. */
export async function* play(
  world: World,
  bundle: string,
  scenes: readonly Scene[],
): AsyncGenerator<Played> {
  let monitor = new LocalFunction(bundle, world.environment());
  try {
    for (const scene of scenes) {
      if (scene.cold === true) {
        await monitor.stop();
        monitor = new LocalFunction(bundle, world.environment());
      }
      yield await playScene(world, monitor, scene);
    }
  } finally {
    await monitor.stop();
  }
}

async function playScene(world: World, monitor: LocalFunction, scene: Scene): Promise<Played> {
  world.clock.set(Date.parse(`${DAY}T${scene.time}:00Z`));
  world.owe(scene.owed);
  world.stand(...scene.standing);
  if (scene.fault !== undefined) misbehave(world, scene.fault);
  const [points, notices] = [world.published('BankruptcyLoan').length, world.notices.length];
  const [asked, called] = [world.exchange.requests.length, world.cloud.calls.length];
  const invoked = await monitor.invoke(world.event(), { clock: world.clock.now() });
  world.exchange.behave();
  world.cloud.behave();
  return {
    scene,
    published: world.published('BankruptcyLoan')[points],
    told: world.documents.slice(notices).map(({ event }) => event),
    lastTold: {
      amount: world.debts.at(-1)?.amount ?? '0',
      status: world.documents.findLast((each) => 'status' in each)?.status ?? 'NORMAL',
    },
    faulted:
      world.exchange.requests.slice(asked).some(({ fault }) => fault !== undefined) ||
      world.cloud.calls.slice(called).some(({ outcome }) => outcome !== 'accepted'),
    invoked,
  };
}

function misbehave({ exchange, cloud }: World, { at, fault }: StoryFault): void {
  if (at === 'Binance') exchange.misbehave(fault);
  else if (at === 'account') exchange.misbehave(fault, { path: ACCOUNT_PATH });
  else cloud.misbehave(at, fault);
}

/** What the monitor promises, broken: an amount nobody owed, something nobody was told, silence. */
export function brokenPromises(story: readonly Played[]): string[] {
  return story.flatMap(({ scene, published, lastTold, faulted, invoked }) => {
    const owed = Number(scene.owed);
    const broken: string[] = [];
    if (published !== undefined && published !== owed) {
      broken.push(`${published} was published where ${scene.owed} was owed`);
    }
    const { amount, status } = lastTold;
    const loanFaulted = scene.fault !== undefined && scene.fault.at !== 'account';
    if (!loanFaulted && Number(amount) !== owed) {
      broken.push(`${scene.owed} was owed and ${amount} was the last amount told`);
    }
    if (scene.fault === undefined && status !== scene.standing[1]) {
      broken.push(`the status was ${scene.standing[1]} and ${status} was last told`);
    }
    if (published === undefined && invoked.error === undefined) {
      broken.push('nothing was published, and the function did not fail');
    }
    if (scene.fault !== undefined && !faulted) broken.push('the fault was not met');
    return broken.map((what) => `${scene.time}: ${what}.`);
  });
}
