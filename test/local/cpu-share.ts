import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** "At 1,769 MB, a function has the equivalent of one vCPU" (Lambda guide, memory). */
const MB_A_CORE = 1_769;
const PERIOD_US = 20_000;
/** How often a process is stopped where there are no control groups. */
const STOP_EVERY_MS = 100;
const ROOT = '/sys/fs/cgroup';

/**
 * Gives a process the share of a core that Lambda gives to a memory size, in MB: by a control
 * group, or where this machine allows none, by stopping the process for the rest of the time.
 * Windows knows neither.
 * @returns to be called once the process has ended
 */
export function throttle(child: ChildProcess, memoryMb: number): () => void {
  const group = makeGroup(memoryMb);
  if (group === undefined) return stopAndGo(child, (STOP_EVERY_MS * memoryMb) / MB_A_CORE);
  writeFileSync(join(group, 'cgroup.procs'), String(child.pid));
  return () => {
    removeGroup(group);
  };
}

function stopAndGo(child: ChildProcess, runsMs: number): () => void {
  const timer = setInterval(() => {
    child.kill('SIGCONT');
    setTimeout(() => child.kill('SIGSTOP'), runsMs);
  }, STOP_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}

/**
 * Makes a control group with the share of a core that Lambda gives to a memory size, in MB; by
 * version 2 or version 1 of Linux's control groups. Undefined where this machine allows none.
 */
export function makeGroup(memoryMb: number): string | undefined {
  const quota = String(Math.round((PERIOD_US * memoryMb) / MB_A_CORE));
  const legacy = existsSync(join(ROOT, 'cpu', 'cpu.cfs_quota_us'));
  let group: string | undefined;
  try {
    group = mkdtempSync(join(ROOT, legacy ? 'cpu' : '', `pm-loan-monitor-${memoryMb}-`));
    if (!legacy && !existsSync(join(group, 'cpu.max'))) throw new Error('no controller of the CPU');
    if (legacy) {
      writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD_US));
      writeFileSync(join(group, 'cpu.cfs_quota_us'), quota);
    } else writeFileSync(join(group, 'cpu.max'), `${quota} ${PERIOD_US}`);
    return group;
  } catch {
    if (group !== undefined) removeGroup(group);
    return undefined;
  }
}

export function removeGroup(group: string): void {
  rmdirSync(group);
}
