/** The search for a month that breaks an invariant. */
import fc from 'fast-check';
import { INVARIANTS, violations } from './invariants';
import type { Violation } from './invariants';
import type { Month } from './model';
import type { MonthRecord } from './record';

export interface SearchOptions {
  /** How many months. */
  readonly count: number;
  readonly seed: number;
  /** How long a counter-example may be made smaller; without end by default. */
  readonly shrinkForMs?: number;
}

export interface Searched {
  readonly months: number;
  readonly runs: number;
  readonly notices: number;
  /** Of the first month that breaks an invariant. */
  readonly violations: readonly Violation[];
  /** That month, made as small as time allowed. */
  readonly counterExample: Month | undefined;
}

/** Goes through random months until one breaks an invariant, or all have passed. */
export async function search(
  experience: (month: Month) => Promise<MonthRecord>,
  arbitrary: fc.Arbitrary<Month>,
  { count, seed, shrinkForMs = Infinity }: SearchOptions,
): Promise<Searched> {
  const totals = { months: 0, runs: 0, notices: 0 };
  let smallest: { readonly month: Month; readonly broken: readonly Violation[] } | undefined;
  let shrinkUntil = Infinity;
  const property = fc.asyncProperty(arbitrary, async (month) => {
    if (performance.now() > shrinkUntil) return;
    const record = await experience(month);
    const broken = violations(record);
    if (smallest === undefined) {
      totals.months += 1;
      totals.runs += record.runs;
      totals.notices += record.notices.length;
    }
    if (broken.length === 0) return;
    if (smallest === undefined) shrinkUntil = performance.now() + shrinkForMs;
    smallest = { month, broken };
    throw new Error(broken[0]?.invariant);
  });
  await fc.check(property, { numRuns: count, seed });
  return {
    ...totals,
    violations: smallest?.broken ?? [],
    counterExample: smallest?.month,
  };
}

/** In words, with the counter-example if there is one. */
export function show(searched: Searched): string {
  const { months, runs, notices, counterExample } = searched;
  const totals = `${months} months, ${runs} runs, ${notices} notices`;
  if (counterExample === undefined) return `${totals}, no violation.`;
  const broken = searched.violations.map(showViolation);
  return [
    `${totals}, then ${broken.length} violations in one month.`,
    ...broken.slice(0, 5),
    'The month, made smaller:',
    ...Object.entries({ ...counterExample, events: '' }).map(([key, value]) => `  ${key} ${value}`),
    ...counterExample.events.map((event) => `  ${JSON.stringify(event)}`),
  ].join('\n');
}

function showViolation({ invariant, check, condition, last }: Violation): string {
  const { account, owed, clock, scheduledTime } = check;
  const value = last === undefined ? 'nothing' : `${last.value} dated ${time(last.at)}`;
  const told = `${value} (${condition})`;
  return `  ${time(clock)}, scheduled ${time(scheduledTime)}: ${account} owed ${owed ?? 'an unknown amount'}, told before: ${told}.\n    Broken: ${INVARIANTS[invariant]}.`;
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19);
}
