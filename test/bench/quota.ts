import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lambda gives a whole core with so many MB, and less of one with less. */
const MB_A_CORE = 1_769;
const PERIOD_US = 20_000;
const ROOT = '/sys/fs/cgroup';

/**
 * Makes a control group with the share of a core that Lambda gives to a memory size, in MB; by
 * version 2 or version 1 of Linux's control groups. Undefined where this machine allows none.
 */
export function makeGroup(memoryMb: number): string | undefined {
  const quota = String(Math.round((PERIOD_US * memoryMb) / MB_A_CORE));
  const legacy = existsSync(join(ROOT, 'cpu', 'cpu.cfs_quota_us'));
  const group = join(ROOT, legacy ? 'cpu' : '', `pm-loan-monitor-bench-${memoryMb}-${process.pid}`);
  try {
    mkdirSync(group);
    if (!legacy && !existsSync(join(group, 'cpu.max'))) throw new Error('no controller of the CPU');
    if (legacy) {
      writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD_US));
      writeFileSync(join(group, 'cpu.cfs_quota_us'), quota);
    } else writeFileSync(join(group, 'cpu.max'), `${quota} ${PERIOD_US}`);
    return group;
  } catch {
    if (existsSync(group)) rmdirSync(group);
    return undefined;
  }
}

export function removeGroup(group: string): void {
  rmdirSync(group);
}
