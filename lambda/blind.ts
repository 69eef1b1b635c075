import type { PointsOrNot } from './aws/newest-points';
import type { Asked } from './ask';
import type { ObservedLoan } from './binance/endpoints';
import type { BlindEvent } from './contract';
import { describe } from './errors';
import { composeBlind } from './notice/blind';
import { toMinute } from './notice/rule';
import type { Run } from './run';
import { carry, dueOf, isUnreadable, tell } from './tell';
import type { Due, Watched } from './tell';

/** An account of which nobody has known for too long what it owes, or of which it is known again. */
export interface BlindDue extends Due {
  /** The schedule of the newest answer, in milliseconds since 1970; null where none is known. */
  readonly lastAnswered: number | null;
  /** The answer, where it can be checked again. */
  readonly loan: ObservedLoan | undefined;
  /** Why it cannot be checked. */
  readonly reason: string;
}

interface Judged {
  readonly due: BlindDue | null;
  /** Where it was not known from memory: points of it, or why they cannot be read. */
  readonly lastAnswer: PointsOrNot;
  /** Why the last word could not be carried forward, if it could not. */
  readonly failures: readonly Error[];
}

/**
 * Decides whether it is to be told that an account cannot be checked, or that it can again. Never
 * rejects.
 */
export async function judgeBlind(
  watched: Watched,
  { answer: loan, failures: [failure] }: Asked<ObservedLoan>,
  run: Run,
): Promise<Judged> {
  const { scheduledTime, settings, memory } = run;
  const isLongAgo = (answered: number): boolean =>
    toMinute(scheduledTime) - toMinute(answered) >= settings.blindAfter * 1_000;
  const known = loan ? scheduledTime : memory.answered(watched.account);
  const lastAnswer = isLongAgo(known) ? await run.readAnswered(watched.account) : [];
  const points = isUnreadable(lastAnswer) ? [] : lastAnswer;
  const last = Math.max(known, ...points.map(({ at }) => at));
  const isBlind = isLongAgo(last);
  // That it can be checked again is told with what it owes, by a run that knows that.
  const due = loan || isBlind ? dueOf(watched, isBlind ? 1 : 0, run) : null;
  if (due === null) return { due, lastAnswer, failures: await carry(watched, run) };
  const lastAnswered = last === -Infinity ? null : last;
  const reason = failure === undefined ? '' : `${describe(failure)}.`;
  return { due: { ...due, lastAnswered, loan, reason }, lastAnswer, failures: [] };
}

/** What became of a notice of several accounts. */
export interface ToldTogether {
  /** Null where SNS did not take it. */
  readonly notice: BlindEvent | null;
  /** What failed, by account. */
  readonly failures: ReadonlyMap<string, readonly Error[]>;
}

/**
 * Tells of all accounts at once what is due: one notice for those that cannot be checked, and one
 * for those that can again. Never rejects.
 */
export async function tellBlind(
  outcomes: readonly { readonly blind: BlindDue | null }[],
  run: Run,
): Promise<ToldTogether[]> {
  const dues = outcomes.flatMap(({ blind: due }) => due ?? []);
  const blind = dues.filter(({ is }) => is > 0);
  const seeing = dues.filter(({ is }) => is === 0);
  const isNew = blind.some(({ decision }) => decision.change !== 'reminder');
  const told = await Promise.all([
    tellTogether(isNew ? 'blind.detected' : 'blind.reminder', blind, run),
    tellTogether('blind.cleared', seeing, run),
  ]);
  return told.flat();
}

async function tellTogether(
  event: BlindEvent,
  dues: readonly BlindDue[],
  run: Run,
): Promise<ToldTogether[]> {
  if (dues.length === 0) return [];
  const { scheduledTime, settings, now } = run;
  const notice = composeBlind({ event, accounts: dues, scheduledTime, now: now(), ...settings });
  const { isTaken, failures } = await tell(notice, dues, run);
  const byAccount = dues.map(({ account }, index) => [account, failures[index] ?? []] as const);
  return [{ notice: isTaken ? event : null, failures: new Map(byAccount) }];
}
