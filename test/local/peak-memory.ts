import { readFileSync } from 'node:fs';

/**
 * The most memory that this process ever held, in MB. What Node calls maxRSS begins with that of
 * the process that started this one; Linux knows better.
 */
export function peakMb(): number {
  try {
    const [, kb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kb !== undefined) return Number(kb) / 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS / 1024;
}
