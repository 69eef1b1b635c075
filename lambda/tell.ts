import type { ObservedLoan } from './binance/endpoints';
import type { Run } from './check';
import { METRICS } from './contract';
import type { NoticeEvent } from './contract';
import { NoticeRefusedError, ToldUnreadableError } from './errors';
import type { NoticeFacts } from './notice/debt';
import { carryForward, decide, toMinute } from './notice/rule';
import type { Decision, Situation, Told } from './notice/rule';
import { settled } from './settled';
import type { ToldOrNot } from './aws/notification-log';

const DAY_MS = 24 * 3_600_000;

export interface Telling {
  /** Of the notice that SNS took, if one was due. */
  readonly notice: NoticeEvent | null;
  readonly failures: readonly Error[];
}

/**
 * Tells subscribers what is due of an account, and records what they were told. Never rejects.
 * @param loan What the account owes; undefined where that is not known.
 * @param read What CloudWatch says that they were told.
 */
export async function tell(
  account: string,
  loan: ObservedLoan | undefined,
  read: ToldOrNot,
  run: Run,
): Promise<Telling> {
  const unreadable = read instanceof ToldUnreadableError;
  const told = unreadable ? [] : [...remembered(account, run), ...read];
  const { scheduledTime, settings } = run;
  const { remindEveryMs } = settings;
  const situation = { told, scheduledTime, now: run.now(), remindEveryMs };
  const decision = loan && decide({ ...situation, owed: Number(loan.amount) });
  if (loan === undefined || !decision) {
    return { notice: null, failures: await carry(account, situation, run) };
  }

  const event = `debt.${decision.change}` as const;
  const { runbookUrl, dashboardUrl } = settings;
  const facts: NoticeFacts = {
    ...{ event, account, ...loan, scheduledTime, runbookUrl, dashboardUrl },
    told: unreadable ? 'unreadable' : decision.last,
  };
  const refusal = await settled(run.topic.tell(facts, run.tellBy));
  if (!(refusal instanceof Error)) {
    const points = remember(account, [Number(loan.amount)], decision, run);
    return { notice: event, failures: await record(account, points, run) };
  }
  // Nobody knows which of two amounts was last told: with both on record the next run tells. A
  // reminder has one amount: off the record it stays due.
  const either = [decision.last?.amount ?? 0, Number(loan.amount)];
  const isDoubtful = mayBeTaken(refusal) && decision.change !== 'reminder';
  const failures = isDoubtful
    ? await record(account, remember(account, either, decision, run), run)
    : await carry(account, situation, run);
  return { notice: null, failures: [refusal, ...failures] };
}

function mayBeTaken(refusal: Error): boolean {
  return refusal instanceof NoticeRefusedError && refusal.mayBeTaken;
}

/** What memory still counts: as long as CloudWatch would. */
function remembered(account: string, { remembered, scheduledTime }: Run): readonly Told[] {
  const told = remembered.get(account) ?? [];
  return told.filter(({ at }) => at >= toMinute(scheduledTime) - DAY_MS);
}

/** The points of what subscribers were told, or may have been. */
function remember(
  account: string,
  amounts: readonly number[],
  { recordAt }: Decision,
  run: Run,
): readonly Told[] {
  const { scheduledTime, now } = run;
  const points = recordAt(now()).flatMap((at) =>
    [...new Set(amounts)].map((amount) => ({ amount, at, scheduledTime })),
  );
  return keep(account, points, run);
}

/** Keeps points in memory until CloudWatch shows them. */
function keep(account: string, points: readonly Told[], { remembered }: Run): readonly Told[] {
  if (points.length > 0) remembered.set(account, points);
  return points;
}

/** Keeps the last word within the 24 hours that are read back. @returns why that failed */
async function carry(
  account: string,
  situation: Omit<Situation, 'owed'>,
  run: Run,
): Promise<Error[]> {
  const points = carryForward(situation);
  const failures = await record(account, points, run);
  if (failures.length === 0) keep(account, points, run);
  return failures;
}

/** Publishes points of `NotifiedLoan`. @returns why that failed, if it did */
async function record(account: string, points: readonly Told[], run: Run): Promise<Error[]> {
  const { metrics, recordBy } = run;
  const published = points.map(({ amount, at }) =>
    settled(metrics.publish(METRICS.notified, account, amount, at, recordBy)),
  );
  const failures = (await Promise.all(published)).filter((each) => each instanceof Error);
  return failures.slice(0, 1);
}
