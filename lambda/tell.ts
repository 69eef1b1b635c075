import type { PointsOrNot } from './aws/newest-points';
import type { ReadTold, Run } from './run';
import { METRICS } from './contract';
import type { Change, Condition } from './contract';
import { MetricUnreadableError, NoticeRefusedError } from './errors';
import type { Notice } from './notice/message';
import { carryForward, decide } from './notice/rule';
import type { Decision, LastTold, Told } from './notice/rule';
import { settled } from './settled';

/** What is watched about an account, and what subscribers were told of it. */
export interface Watched {
  readonly account: string;
  readonly condition: Condition;
  /** Every point that is known; empty where nobody can say. */
  readonly told: readonly Told[];
  readonly isUnreadable: boolean;
}

/** What has to be told of an account. */
export interface Due extends Watched {
  /** What is: see the rule. */
  readonly is: number;
  readonly decision: Decision;
}

/** Puts together what CloudWatch has and what is remembered. */
export function watch(condition: Condition, account: string, read: ReadTold, run: Run): Watched {
  const { [condition]: points = [] } = read;
  if (isUnreadable(points)) return { account, condition, told: [], isUnreadable: true };
  const remembered = run.memory.told(condition, account, run.scheduledTime);
  return { account, condition, told: [...remembered, ...points], isUnreadable: false };
}

export function isUnreadable(points: PointsOrNot): points is MetricUnreadableError {
  return points instanceof MetricUnreadableError;
}

/** What has to be told now, if anything. */
export function dueOf(watched: Watched, is: number, run: Run): Due | null {
  const { scheduledTime, settings } = run;
  const { remindEvery } = settings;
  const decision = decide({ ...watched, is, scheduledTime, now: run.now(), remindEvery });
  return decision && { ...watched, is, decision };
}

/**
 * Tells what is watched about one account, where that is due. Never rejects.
 * @param found What is, and the notice that says so; undefined where it is unknown.
 * @returns what SNS took, if anything, and what failed
 */
export async function tellOne(
  watched: Watched,
  found:
    | {
        readonly is: number;
        readonly compose: (change: Change, told: LastTold) => Notice | Promise<Notice>;
      }
    | undefined,
  run: Run,
): Promise<{ readonly change: Change | null; readonly failures: readonly Error[] }> {
  const due = found ? dueOf(watched, found.is, run) : null;
  if (!found || !due) return { change: null, failures: await carry(watched, run) };
  const { change, last } = due.decision;
  const notice = await found.compose(change, watched.isUnreadable ? 'unreadable' : last);
  const { isTaken, failures } = await tell(notice, [due], run);
  return { change: isTaken ? change : null, failures: failures.flat() };
}

/**
 * Sends a notice, and records that subscribers were told what is due of every account in it.
 * Never rejects.
 * @returns whether SNS took it; and what failed, account by account
 */
export async function tell(
  notice: Notice,
  dues: readonly Due[],
  run: Run,
): Promise<{ readonly isTaken: boolean; readonly failures: readonly (readonly Error[])[] }> {
  const sent = await settled(run.send(notice));
  const refused = sent instanceof Error ? [sent] : [];
  const failures = dues.map(async (due) => [...refused, ...(await recordDue(due, sent, run))]);
  return { isTaken: refused.length === 0, failures: await Promise.all(failures) };
}

async function recordDue(due: Due, sent: unknown, run: Run): Promise<Error[]> {
  const { account, condition, decision } = due;
  const values = new Set(valuesTold(due, sent));
  // What was not told anew has to stay readable.
  if (values.size === 0) return carry(due, run);
  const points = decision
    .recordAt(run.now())
    .flatMap((at) => [...values].map((value) => ({ value, at, scheduledTime: run.scheduledTime })));
  run.memory.keepTold(condition, account, points);
  return record(due, points, run);
}

/**
 * Where SNS's answer was lost, nobody knows which of two values was last told: with both on record
 * the next run tells. A reminder has one value: off the record it stays due.
 */
function valuesTold({ is, decision }: Due, sent: unknown): number[] {
  if (!(sent instanceof Error)) return [is];
  const mayBeTold = sent instanceof NoticeRefusedError && sent.mayBeTaken;
  return mayBeTold && decision.change !== 'reminder' ? [decision.last?.value ?? 0, is] : [];
}

/** Records the last word again where it is old; in memory only where CloudWatch has it. */
export async function carry(watched: Watched, run: Run): Promise<Error[]> {
  const { remindEvery } = run.settings;
  const points = carryForward({ ...watched, scheduledTime: run.scheduledTime, remindEvery });
  const failures = await record(watched, points, run);
  if (points.length > 0 && failures.length === 0) {
    run.memory.keepTold(watched.condition, watched.account, points);
  }
  return failures;
}

/** Publishes what was told. @returns why that failed, if it did */
async function record(
  { account, condition }: Watched,
  points: readonly Told[],
  run: Run,
): Promise<Error[]> {
  const published = points.map(({ value, at }) =>
    settled(run.publish(METRICS.told[condition], account, value, at)),
  );
  const failures = (await Promise.all(published)).filter((each) => each instanceof Error);
  return failures.slice(0, 1);
}
