import Table from 'cli-table3';
import { ALL_HOPS, FAULTS, HOPS, meaningless, nameOf, planOf, STATES } from './cells';
import type { Fault, Hop } from './cells';
import { toldAtOnce } from './invariants';
import type { Observation, Violation } from './invariants';

/** A cell that was played, and what it broke. */
export interface Result {
  readonly seen: Observation;
  readonly broken: readonly Violation[];
}

/** Faults down, hops across; each field says of debt and no debt when the truth was told. */
export function showMatrix(results: readonly Result[]): string {
  const table = new Table({
    head: ['', ...ALL_HOPS],
    style: { head: [], border: [], compact: true },
  });
  for (const fault of FAULTS) {
    table.push({ [fault]: ALL_HOPS.map((hop) => field(results, hop, fault)) });
  }
  return [
    `${STATES.join(' / ')} (that was repaid): told now, or by the next run, or BROKEN;`,
    '- has no meaning, . was not run',
    table.toString(),
    ...ALL_HOPS.map((hop) => `${hop}: ${HOPS[hop]}`),
  ].join('\n');
}

function field(results: readonly Result[], hop: Hop, fault: Fault): string {
  if (typeof planOf(hop, fault) === 'string') return '-';
  const fields = STATES.map((state) => {
    const result = results.find(
      ({ seen: { cell } }) => cell.hop === hop && cell.fault === fault && cell.state === state,
    );
    if (result === undefined) return '.';
    if (result.broken.length > 0) return 'BROKEN';
    return toldAtOnce(result.seen) ? 'now' : 'next';
  });
  return fields.join(' / ');
}

/** Why some fields are empty. */
export function showReasons(): string {
  const pairs = meaningless();
  const lines = [...new Set(pairs.map(({ reason }) => reason))].map((reason) => {
    const those = pairs.filter((pair) => pair.reason === reason);
    const hops = [...new Set(those.map(({ hop }) => hop))].join(', ');
    const faults = [...new Set(those.map(({ fault }) => fault))].join(', ');
    return `- ${hops} × ${faults}: ${reason}`;
  });
  return ['\nNo meaning:', ...lines].join('\n');
}

/** What was broken, by cells, with how long each run took. */
export function showViolations(results: readonly Result[]): string {
  return results
    .map(({ seen, broken }) => {
      const seconds = seen.runs.map(({ durationMs }) => `${(durationMs / 1000).toFixed(1)} s`);
      const lines = broken.map(({ invariant, what }) => `  ${what}\n    (${invariant})`);
      return [`${nameOf(seen.cell)} (${seconds.join(', then ')})`, ...lines].join('\n');
    })
    .join('\n');
}
