import type { RequestStats } from './binance/client';
import type { ObservedLoan } from './binance/endpoints';
import { BinanceError } from './binance/errors';
import type { PointsOrNot } from './aws/newest-points';
import { judgeBlind } from './blind';
import type { BlindDue } from './blind';
import { METRICS } from './contract';
import type { Account, Condition, DebtEvent } from './contract';
import { MetricUnreadableError } from './errors';
import { composeDebt } from './notice/debt';
import { isNothingTold } from './notice/rule';
import type { Asking, LoanAnswer, ReadTold, Run } from './run';
import { settled } from './settled';
import { carry, dueOf, tell } from './tell';
import type { Watched } from './tell';

/** What became of one account's check. */
export interface Outcome extends LoanAnswer {
  readonly account: string;
  readonly notice: DebtEvent | null;
  /** What the run has to tell once all accounts are checked, if anything. */
  readonly blind: BlindDue | null;
}

type Telling = Pick<Outcome, 'notice' | 'blind' | 'failures'>;

/** A loan, with its amount as a number too. */
type Debt = ObservedLoan & { readonly owed: number };

/** Asks what an account owes. Where Binance refuses the key, its secret may have been rotated. */
export async function ask({ secretId }: Account, asking: Asking): Promise<LoanAnswer> {
  const stats: RequestStats = { attempts: 0 };
  const secret = await settled(asking.readSecret(secretId));
  if (secret instanceof Error) return { stats, failures: [secret] };
  const loan = await settled(asking.askLoan(secret.credentials, stats));
  if (!(loan instanceof Error)) return { stats, loan, failures: [] };
  if (!(loan instanceof BinanceError && loan.name === 'KeyRefusedError')) {
    return { stats, failures: [loan] };
  }
  const current = await settled(asking.rereadSecret(secretId));
  if (current instanceof Error) return { stats, failures: [loan, current] };
  if (current.text === secret.text) return { stats, failures: [loan] };
  const second = await settled(asking.askLoan(current.credentials, stats));
  return second instanceof Error
    ? { stats, failures: [loan, second] }
    : { stats, loan: second, failures: [] };
}

/** Publishes what an account owes, and tells its debt where that is due. Never rejects. */
export async function report(account: string, asked: LoanAnswer, run: Run): Promise<Outcome> {
  const { loan } = asked;
  const debt = loan && { ...loan, owed: Number(loan.amount) };
  const [published, telling] = await Promise.all([
    debt && settled(run.publish(METRICS.loan, account, debt.owed, run.scheduledTime)),
    judge(account, asked, debt, run),
  ]);
  const unpublished = published instanceof Error ? [published] : [];
  const failures = [...asked.failures, ...unpublished, ...telling.failures];
  return { account, ...asked, ...telling, failures };
}

async function judge(
  account: string,
  asked: LoanAnswer,
  debt: Debt | undefined,
  run: Run,
): Promise<Telling> {
  const isWell = debt?.owed === 0;
  if (debt) run.memory.keepAnswered(account, run.scheduledTime);
  const read = await run.readTold(account, isWell);
  // It is remembered that nothing was told, and nothing is wrong.
  if (read === undefined) return { notice: null, blind: null, failures: [] };
  const watch = (condition: Condition): Watched => watchedOf(account, condition, read, run);
  const debtWatched = watch('debt');
  const blindWatched = watch('blind');
  const { notice, failures } = await tellDebt(debtWatched, debt, isUnreadable(read.debt), run);
  const blind = await judgeBlind(blindWatched, asked, run);
  const nothingTold = [debtWatched, blindWatched].every(({ told }) => isNothingTold(told));
  const unreadable = [read.debt, read.blind, blind.lastAnswer].filter(isUnreadable);
  const isQuiet = isWell && nothingTold && unreadable.length === 0;
  run.memory.keepNothingTold(account, isQuiet ? run.now() : undefined);
  return {
    notice,
    blind: blind.due,
    // What cannot be read of one metric can be read of none as a rule.
    failures: [...unreadable.slice(0, 1), ...failures, ...blind.failures],
  };
}

function isUnreadable(points: PointsOrNot): points is MetricUnreadableError {
  return points instanceof MetricUnreadableError;
}

function watchedOf(account: string, condition: Condition, read: ReadTold, run: Run): Watched {
  const points = read[condition];
  const told = isUnreadable(points)
    ? []
    : [...run.memory.told(condition, account, run.scheduledTime), ...points];
  return { account, condition, told };
}

async function tellDebt(
  watched: Watched,
  debt: Debt | undefined,
  isToldUnreadable: boolean,
  run: Run,
): Promise<Pick<Telling, 'notice' | 'failures'>> {
  const due = debt ? dueOf(watched, debt.owed, run) : null;
  if (!debt || !due) return { notice: null, failures: await carry(watched, run) };
  const event: DebtEvent = `debt.${due.decision.change}`;
  const told = isToldUnreadable ? ('unreadable' as const) : due.decision.last;
  const facts = { event, account: watched.account, ...debt, told };
  const notice = composeDebt({ ...facts, scheduledTime: run.scheduledTime, ...run.settings });
  const { isTaken, failures } = await tell(notice, [due], run);
  return { notice: isTaken ? event : null, failures: failures.flat() };
}
