import type { ToldTogether } from './blind';
import type { Outcome } from './check';
import type { CheckResult } from './contract';
import { CheckFailedError, MarginUnknownError, NoticeRefusedError } from './errors';
import type { MarginOutcome } from './margin';

type Checked = CheckResult['accounts'][number];

/**
 * Logs one line per account and run. `failed` is one text, since the dashboard's query can show a
 * text whole, and of a list only the items that it names.
 */
export function logOutcome(
  { account, answer, notice, stats, failures }: Outcome,
  took: number,
): void {
  const { asset, amount } = answer ?? {};
  const line = { account, asset, amount, notice, ...stats, durationMs: Math.round(took) };
  log(line, failures);
}

/** Likewise, of how it stands. */
export function logMargin(
  { account, answer, notice, stats, failures }: MarginOutcome,
  took: number,
): void {
  const { status, uniMmr } = answer ?? {};
  log({ account, status, uniMmr, notice, ...stats, durationMs: Math.round(took) }, failures);
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
  margins: readonly MarginOutcome[],
  together: readonly ToldTogether[],
): CheckResult {
  const reasons = outcomes
    .map(({ account, failures }, index) => {
      const ofMargin = (margins[index]?.failures ?? []).filter((each) => isNews(each, failures));
      const untold = together.flatMap((told) => told.failures.get(account) ?? []);
      return [account, [...failures, ...ofMargin, ...untold]] as const;
    })
    .filter(([, failures]) => failures.length > 0);
  if (reasons.length > 0) throw new CheckFailedError(new Map(reasons), outcomes.length);
  return {
    accounts: outcomes.flatMap(({ account, answer, notice }, index) => {
      if (!answer) return [];
      const margin = marginOf(margins[index]);
      return [{ name: account, asset: answer.asset, amount: answer.amount, notice, ...margin }];
    }),
  };
}

/** Whether a failure of the margin says more than those of the loan: of an outage, once is enough. */
function isNews(failure: Error, ofLoan: readonly Error[]): boolean {
  const reason = failure instanceof MarginUnknownError ? failure.cause : failure;
  return failure instanceof NoticeRefusedError || !ofLoan.some(({ name }) => name === reason.name);
}

function marginOf(outcome: MarginOutcome | undefined): Pick<Checked, 'margin'> {
  if (!outcome?.answer) return {};
  const { status, uniMmr, rank } = outcome.answer;
  return { margin: { status, uniMmr, rank, notice: outcome.notice } };
}
