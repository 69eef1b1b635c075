import fc from 'fast-check';
import { answer, tryHealth, tryLoan, tryServerTime } from './answers';
import { environment, tryEnvironment } from './environments';
import { anything, event, tryEvent } from './events';
import { facts, margins, tryMargin, tryNotice } from './notices';
import { secret, trySecret } from './secrets';

export interface Campaign {
  /** How many inputs each target is given. */
  readonly cases: number;
  readonly seed: number;
}

/** What became of a target. */
export interface Findings {
  readonly cases: number;
  /** How many of the inputs broke it, by what they broke. */
  readonly crashes: ReadonlyMap<string, number>;
  /** The smallest input found that breaks it. */
  readonly smallest?: unknown;
}

/** Everything that reads what comes from outside, without a network in between. */
export const TARGETS = {
  'parseEvent, near': target(event, tryEvent),
  'parseEvent, any': target(anything, tryEvent),
  parseCredentials: target(secret, trySecret),
  parseEnvironment: target(environment, tryEnvironment),
  readLoan: target(answer, tryLoan),
  readHealth: target(answer, tryHealth),
  readServerTime: target(answer, tryServerTime),
  composeDebt: target(facts, tryNotice),
  composeMargin: target(margins, tryMargin),
} as const;

/** Tries every input, so that one crash does not hide another; then looks for the smallest. */
function target<T>(inputs: fc.Arbitrary<T>, attempt: (input: T) => void) {
  return ({ cases, seed }: Campaign): Findings => {
    const options = { numRuns: cases, seed };
    const crashes = new Map<string, number>();
    fc.assert(
      fc.property(inputs, (input) => {
        const crash = crashOf(() => {
          attempt(input);
        });
        if (crash !== undefined) crashes.set(crash, (crashes.get(crash) ?? 0) + 1);
      }),
      options,
    );
    if (crashes.size === 0) return { cases, crashes };
    const { counterexample } = fc.check(fc.property(inputs, attempt), options);
    return { cases, crashes, smallest: counterexample?.[0] };
  };
}

function crashOf(attempt: () => void): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
