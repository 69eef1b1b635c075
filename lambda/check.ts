import type { Asked } from './ask';
import { atMost } from './batches';
import type { ObservedHealth, ObservedLoan } from './binance/endpoints';
import { judgeBlind } from './blind';
import type { BlindDue } from './blind';
import { METRICS } from './contract';
import type { Change, DebtEvent } from './contract';
import { composeDebt } from './notice/debt';
import { isNothingTold } from './notice/rule';
import type { LastTold } from './notice/rule';
import type { Run } from './run';
import { settled } from './settled';
import { isUnreadable, tellOne, watch } from './tell';
import type { Watched } from './tell';

/** It was asked a moment after the loan, so it is answered a moment later. */
const HEALTH_WITHIN_MS = 100;

/** What became of one account's check. */
export interface Outcome extends Asked<ObservedLoan> {
  readonly account: string;
  readonly notice: DebtEvent | null;
  /** What the run has to tell once all accounts are checked, if anything. */
  readonly blind: BlindDue | null;
}

/** A loan, with its amount as a number too. */
type Debt = ObservedLoan & { readonly owed: number };

type Telling = Pick<Outcome, 'notice' | 'blind' | 'failures'>;

/**
 * Publishes what an account owes, and tells its debt where that is due. Never rejects.
 * @param health How the account stands: a debt's notice says it where it is known by then.
 */
export async function report(
  account: string,
  asked: Asked<ObservedLoan>,
  health: Promise<Asked<ObservedHealth>>,
  run: Run,
): Promise<Outcome> {
  const loan = asked.answer && { ...asked.answer, owed: Number(asked.answer.amount) };
  const [published, telling] = await Promise.all([
    loan && settled(run.publish(METRICS.loan, account, loan.owed, run.scheduledTime)),
    judge(account, { ...asked, loan }, health, run),
  ]);
  const unpublished = published instanceof Error ? [published] : [];
  const failures = [...asked.failures, ...unpublished, ...telling.failures];
  return { account, ...asked, ...telling, failures };
}

async function judge(
  account: string,
  asked: Asked<ObservedLoan> & { readonly loan: Debt | undefined },
  health: Promise<Asked<ObservedHealth>>,
  run: Run,
): Promise<Telling> {
  const { loan } = asked;
  const isWell = loan?.owed === 0;
  if (loan) run.memory.keepAnswered(account, run.scheduledTime);
  const read = await run.readTold(account, isWell);
  // It is remembered that nothing was told, and nothing is wrong.
  if (read === undefined) return { notice: null, blind: null, failures: [] };
  const watched = {
    debt: watch('debt', account, read, run),
    blind: watch('blind', account, read, run),
    margin: watch('margin', account, read, run),
  };
  const { change, failures } = await tellDebt(watched.debt, loan, health, run);
  const blind = await judgeBlind(watched.blind, asked, run);
  const nothingTold = Object.values(watched).every(({ told }) => isNothingTold(told));
  const unreadable = [...Object.values(read), blind.lastAnswer].filter(isUnreadable);
  const isQuiet = isWell && nothingTold && unreadable.length === 0;
  run.memory.keepNothingTold(account, isQuiet ? run.now() : undefined);
  return {
    notice: change && `debt.${change}`,
    blind: blind.due,
    // What cannot be read of one metric can be read of none as a rule.
    failures: [...unreadable.slice(0, 1), ...failures, ...blind.failures],
  };
}

function tellDebt(
  watched: Watched,
  loan: Debt | undefined,
  health: Promise<Asked<ObservedHealth>>,
  run: Run,
): ReturnType<typeof tellOne> {
  const { scheduledTime, settings } = run;
  const debt = loan && {
    is: loan.owed,
    compose: async (change: Change, told: LastTold) => {
      const known = await atMost(health, HEALTH_WITHIN_MS);
      const facts = { event: `debt.${change}` as const, account: watched.account, ...loan };
      return composeDebt({ ...facts, told, health: known?.answer, scheduledTime, ...settings });
    },
  };
  return tellOne(watched, debt, run);
}
