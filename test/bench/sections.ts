import { withWarning } from './contenders';
import type { Contender, Contenders } from './contenders';
import type { Processes, Sample } from './measure';
import type { Servers } from './servers';
import { makeGroup, removeGroup } from '../local/cpu-share';
import { spread } from './statistics';

/** Latency of every answer where that is not none, in milliseconds. */
export const LATENCY_MS = 50;
/** Calls of a warm function that are taken for the figure, after as many that are not. */
const WARM_CALLS = 8;
const ACCOUNTS = [1, 10, 100, 1_000];
export const MEMORY_MB = [128, 256, 512];

/** How often each is measured: enough for medians, and little enough for ten minutes in all. */
const ROUNDS = { start: 11, latency: 7, accounts: 5, share: 3 };

export interface Setting {
  readonly processes: Processes;
  readonly servers: Servers;
  readonly contenders: Contenders;
  readonly progress: (section: string, done: number, of: number) => void;
}

/** A contender's samples, one a round. */
export interface Start {
  readonly contender: Contender;
  /** Imported, and not called. */
  readonly imported: readonly Sample[];
  /** Called twice, as a function that starts and then is warm once. */
  readonly called: readonly Sample[];
  /** Called until it is quick. */
  readonly warm: readonly Sample[];
}

export async function measureStart(setting: Setting): Promise<Start[]> {
  const { processes, servers, contenders } = setting;
  servers.latencyMs = 0;
  const all = Object.values<Contender>(contenders as unknown as Record<string, Contender>);
  const samples = all.map((contender) => ({
    contender,
    imported: [] as Sample[],
    called: [] as Sample[],
    warm: [] as Sample[],
  }));
  for (let round = 0; round < ROUNDS.start; round += 1) {
    setting.progress('start', round, ROUNDS.start);
    for (const { contender, imported, called, warm } of samples) {
      const plan = { file: contender.file, accounts: 1 };
      imported.push(await processes.measure({ ...plan, calls: 0 }));
      called.push(await processes.measure({ ...plan, calls: 2 }));
      warm.push(await processes.measure({ ...plan, calls: 2 * WARM_CALLS }));
    }
  }
  return samples;
}

export interface Curve {
  readonly contender: Contender;
  readonly accounts: number;
  readonly samples: readonly Sample[];
}

/** One account, and every answer as late as over a network. */
export function measureLatency(setting: Setting): Promise<Curve[]> {
  const { floor, ours, connector, fetch, ccxt } = setting.contenders;
  const all = [floor, ours, withWarning(ours), connector, fetch, ccxt];
  return measureCurve(setting, 'latency', all, [1]);
}

/** More and more accounts in one call, and every answer as late as over a network. */
export function measureAccounts(setting: Setting): Promise<Curve[]> {
  const { ours, fetch } = setting.contenders;
  return measureCurve(setting, 'accounts', [ours, fetch], ACCOUNTS);
}

async function measureCurve(
  { servers, processes, progress }: Setting,
  section: 'latency' | 'accounts',
  contenders: readonly Contender[],
  accounts: readonly number[],
): Promise<Curve[]> {
  servers.latencyMs = LATENCY_MS;
  const cells = accounts.flatMap((each) =>
    contenders.map((contender) => ({ contender, accounts: each, samples: [] as Sample[] })),
  );
  for (let round = 0; round < ROUNDS[section]; round += 1) {
    progress(section, round, ROUNDS[section]);
    for (const { contender, accounts: count, samples } of cells) {
      const calls = 1 + (count < 100 ? WARM_CALLS : 3);
      const { file, environment } = contender;
      samples.push(await processes.measure({ file, environment, calls, accounts: count }));
    }
  }
  return cells;
}

export interface Share extends Curve {
  readonly memoryMb: number;
}

/** Under the share of a core that Lambda gives; undefined where this machine cannot give one. */
export async function measureShares(setting: Setting): Promise<Share[] | undefined> {
  const { servers, processes, contenders, progress } = setting;
  servers.latencyMs = 0;
  const groups = MEMORY_MB.map((memoryMb) => ({ memoryMb, group: makeGroup(memoryMb) }));
  const cells = groups.flatMap(({ memoryMb, group }) =>
    [
      ...[contenders.floor, contenders.ours, contenders.fetch].map((contender) => ({
        contender,
        accounts: 1,
      })),
      { contender: contenders.ours, accounts: 100 },
    ].map((cell) => ({ ...cell, memoryMb, group, samples: [] as Sample[] })),
  );
  try {
    if (groups.some(({ group }) => group === undefined)) return undefined;
    for (let round = 0; round < ROUNDS.share; round += 1) {
      progress('share', round, ROUNDS.share);
      for (const { contender, accounts, group = '', samples } of cells) {
        const plan = { file: contender.file, accounts, group, calls: 3 };
        samples.push(await processes.measure(plan));
      }
    }
    return cells;
  } finally {
    for (const { group } of groups) if (group !== undefined) removeGroup(group);
  }
}

/** The first call, and what calls take once the function is quick: the later half's median. */
export function coldMs({ callMs }: Sample): number {
  return callMs[0] ?? NaN;
}

export function warmMs({ callMs }: Sample): number {
  return laterMedian(callMs);
}

export function warmCpuMs({ callCpuMs }: Sample): number {
  return laterMedian(callCpuMs);
}

function laterMedian(values: readonly number[]): number {
  return spread(values.slice(Math.ceil(values.length / 2))).median;
}
