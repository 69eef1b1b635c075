import { newAccounts } from '../local/exchange/keys';
import { LocalFunction } from '../local/function';
import { CERTIFICATE } from '../local/loopback';
import { World } from '../local/world';

export interface Owing {
  readonly accounts: number;
  /** The function's; its share of a core follows from it. */
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** How many messages a second SNS takes before it throttles; without a limit by default. */
  readonly publishPerSecond?: number;
  /** Whether every account is close to a liquidation too, and that is to be told. */
  readonly inDanger?: boolean;
}

export interface Told {
  readonly coldMs: number;
  readonly warmMs: number;
  readonly peakMb: number;
  /** Accounts that a run named as failed, in the first run and the second. */
  readonly failed: number;
  /** Accounts whose amount, and whose danger if there is any, was published and told. */
  readonly told: number;
  /** Notices beyond one for each account. */
  readonly duplicates: number;
  readonly reasons: readonly string[];
}

/**
 * Runs the built function cold and then warm, over TLS, with the share of a core that Lambda gives
 * to its memory size, while every account owes: the most that a small function ever has to do.
 */
export async function tellAll(bundle: string, options: Owing): Promise<Told> {
  const { accounts, memoryMb, timeoutMs } = options;
  const keys = newAccounts(accounts);
  const names = Object.keys(keys);
  const at = new Date().toISOString();
  const world = await World.start({ at, accounts: keys, secure: true });
  for (const name of names) world.owe('579.45', name);
  if (options.inDanger === true) {
    world.marginWarning = '1.5';
    for (const name of names) world.stand('1.18', 'REDUCE_ONLY', name);
  }
  world.cloud.misbehave('Publish', 'throttled', { when: exceeds(options.publishPerSecond) });
  const monitor = new LocalFunction(bundle, {
    ...world.environment(),
    NODE_EXTRA_CA_CERTS: CERTIFICATE,
  });
  try {
    await monitor.throttle(memoryMb);
    const invoke = () => monitor.invoke(world.event(), { clock: world.clock.now(), timeoutMs });
    const runs = [await invoke(), await invoke()] as const;
    const told = toldOf(world, 'amount');
    const margins = options.inDanger === true ? toldOf(world, 'status') : names;
    const published = names.filter(
      (name) => world.published('BankruptcyLoan', name).length > 0 && margins.includes(name),
    );
    const reasons = runs.flatMap(({ error }) => error?.errorMessage.split('\n').slice(1) ?? []);
    return {
      coldMs: runs[0].durationMs,
      warmMs: runs[1].durationMs,
      peakMb: runs[1].peakMb,
      failed: reasons.length,
      told: published.filter((name) => told.includes(name)).length,
      duplicates: told.length - new Set(told).size,
      reasons,
    };
  } finally {
    await monitor.stop();
    await world.close();
  }
}

/** The accounts of the notices that say this of one. */
function toldOf({ documents }: World, what: 'amount' | 'status'): string[] {
  return documents.flatMap((each) => (what in each && 'account' in each ? [each.account] : []));
}

/** Whether more calls came within this second than a service takes. */
function exceeds(perSecond = Infinity): () => boolean {
  const taken: number[] = [];
  return () => {
    const now = performance.now();
    if (taken.filter((at) => now - at < 1_000).length >= perSecond) return true;
    taken.push(now);
    return false;
  };
}
