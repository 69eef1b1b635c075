import { newAccounts } from '../local/exchange/keys';
import { LocalFunction } from '../local/function';
import { World } from '../local/world';
import { disturb } from './plan';
import type { Disturbance, Plan } from './plan';

/** The smallest that Lambda gives, and the stack's setting `memory` takes. */
export const MEMORY_MB = 128;
/** Bounds of V8's heap that leave room for all that a process takes besides. */
const NODE_OPTIONS = ['--max-old-space-size=64', '--max-semi-space-size=1'];
/** Of each four accounts three owe something. */
const DEBT_FREE = 4;

export interface Load extends Pick<Disturbance, 'slowly'> {
  readonly accounts: number;
  /** Until Lambda would stop the function. */
  readonly timeoutMs: number;
}

export interface Figures {
  readonly durationMs: number;
  /** Of the whole process, what the stand-in of Lambda's runtime takes included. */
  readonly peakMb: number;
  /** How many accounts each was done for. */
  readonly published: number;
  readonly told: number;
  readonly failed: number;
  /** How many calls met a fault. */
  readonly faults: number;
  /** What should have been, and was not, or the other way round; empty if all is well. */
  readonly missing: readonly string[];
}

interface Debtor {
  readonly name: string;
  readonly amount: string;
}

/** Runs the built function over accounts for which everything goes wrong at once. */
export async function load(bundle: string, options: Load): Promise<Figures> {
  // The function signs by its own clock, the world's: as Lambda's, it is right.
  const world = await World.start({
    at: new Date().toISOString(),
    accounts: newAccounts(options.accounts),
  });
  const debtors = world.accounts.map(({ name }, index) => ({ name, amount: amountOf(index) }));
  for (const { name, amount } of debtors) world.owe(amount, name);
  const owing = debtors.filter(({ amount }) => amount !== '0').map(({ name }) => name);
  const plan = disturb(world, { ...options, debtors: new Set(owing) });
  const monitor = new LocalFunction(bundle, world.environment(), NODE_OPTIONS);
  try {
    const { timeoutMs } = options;
    const invoked = await monitor.invoke(world.event(), { clock: world.clock.now(), timeoutMs });
    const { durationMs, peakMb, error } = invoked;
    const done = doneFor(world, error?.errorMessage);
    return {
      ...{ durationMs, peakMb, faults: faultsMet(world) },
      ...{ published: done.published.size, told: done.told.size, failed: done.failed.size },
      missing: [
        ...debtors.flatMap((debtor) => differences(debtor, plan, done)),
        ...(durationMs > timeoutMs ? ['it took longer than Lambda lets it'] : []),
        ...(peakMb > MEMORY_MB ? ['it took more memory than Lambda has'] : []),
      ],
    };
  } finally {
    await monitor.stop();
    await world.close();
  }
}

/** What was done, by the names of accounts. */
interface Done {
  readonly published: ReadonlyMap<string, string>;
  readonly told: ReadonlyMap<string, string>;
  readonly failed: ReadonlySet<string>;
}

function doneFor(world: World, thrown = ''): Done {
  const published = world.accounts.map(
    ({ name }) => [name, world.published('BankruptcyLoan', name).join()] as const,
  );
  const lines = thrown.split('\n').slice(1);
  return {
    published: new Map(published.filter(([, amounts]) => amounts !== '')),
    told: new Map(world.debts.map(({ account, amount }) => [account, amount])),
    failed: new Set(lines.map((line) => line.split(':', 1)[0] ?? '')),
  };
}

function faultsMet({ exchange, cloud }: World): number {
  const asked = exchange.requests.filter(({ fault }) => fault !== undefined);
  return asked.length + cloud.calls.filter(({ outcome }) => outcome !== 'accepted').length;
}

function differences({ name, amount }: Debtor, plan: Plan, done: Done): string[] {
  const answered = !plan.unanswered.has(name);
  const refused = amount !== '0' && plan.refused.has(name);
  const published = answered ? amount : undefined;
  const told = amount === '0' || refused ? undefined : published;
  const failed = !answered || refused;
  return [
    ...(done.published.get(name) === published ? [] : [`${name}: published`]),
    ...(done.told.get(name) === told ? [] : [`${name}: told`]),
    ...(done.failed.has(name) === failed ? [] : [`${name}: ${failed ? '' : 'not '}to be failed`]),
  ];
}

function amountOf(index: number): string {
  return index % DEBT_FREE === DEBT_FREE - 1 ? '0' : `${index + 1}.25`;
}
