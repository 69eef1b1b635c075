import type { ToldTogether } from './blind';
import type { Outcome } from './check';
import type { CheckResult } from './contract';
import { CheckFailedError } from './errors';

/**
 * Logs one line per account and run. `failed` is one text, since the dashboard's query can show a
 * text whole, and of a list only the items that it names.
 */
export function logOutcome(
  { account, loan, notice, stats, failures }: Outcome,
  took: number,
): void {
  const { asset, amount } = loan ?? {};
  const line = { account, asset, amount, notice, ...stats, durationMs: Math.round(took) };
  log(line, failures);
}

/** Logs a notice of several accounts; what failed for all of them, once. */
export function logToldTogether({ notice, failures }: ToldTogether): void {
  log({ notice, accounts: [...failures.keys()] }, [...new Set([...failures.values()].flat())]);
}

function log(line: object, failures: readonly Error[]): void {
  if (failures.length === 0) console.info(line);
  else {
    const failed = failures.map(({ name, message }) => `${name}: ${message}`).join(' ');
    console.error({ ...line, failed });
  }
}

/**
 * What the run returns.
 * @throws {CheckFailedError} if anything failed for any account
 */
export function conclude(
  outcomes: readonly Outcome[],
  together: readonly ToldTogether[],
): CheckResult {
  const reasons = outcomes
    .map(({ account, failures }) => {
      const untold = together.flatMap((told) => told.failures.get(account) ?? []);
      return [account, [...failures, ...untold]] as const;
    })
    .filter(([, failures]) => failures.length > 0);
  if (reasons.length > 0) throw new CheckFailedError(new Map(reasons), outcomes.length);
  return {
    accounts: outcomes.flatMap(({ account, loan, notice }) =>
      loan ? [{ name: account, asset: loan.asset, amount: loan.amount, notice }] : [],
    ),
  };
}
