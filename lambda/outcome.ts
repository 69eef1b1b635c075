import type { Outcome } from './check';
import type { CheckResult, NoticeEvent } from './contract';
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
  if (failures.length === 0) console.info(line);
  else {
    const failed = failures.map(({ name, message }) => `${name}: ${message}`).join(' ');
    console.error({ ...line, failed });
  }
}

/** Logs a notice of several accounts. */
export function logNotice(notice: NoticeEvent | null, accounts: readonly string[]): void {
  console.info({ notice, accounts });
}

/**
 * What the run returns.
 * @param untold Of what was told of several accounts together, what failed by account.
 * @throws {CheckFailedError} if anything failed for any account
 */
export function conclude(
  outcomes: readonly Outcome[],
  untold: ReadonlyMap<string, readonly Error[]>,
): CheckResult {
  const reasons = outcomes
    .map(
      ({ account, failures }) => [account, [...failures, ...(untold.get(account) ?? [])]] as const,
    )
    .filter(([, failures]) => failures.length > 0);
  if (reasons.length > 0) throw new CheckFailedError(new Map(reasons), outcomes.length);
  return {
    accounts: outcomes.flatMap(({ account, loan, notice }) =>
      loan ? [{ name: account, asset: loan.asset, amount: loan.amount, notice }] : [],
    ),
  };
}
