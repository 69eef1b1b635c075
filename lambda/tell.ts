import type { ObservedLoan } from './binance/endpoints';
import type { Run } from './run';
import { METRICS } from './contract';
import type { NoticeEvent } from './contract';
import { NoticeRefusedError, ToldUnreadableError } from './errors';
import { composeDebt } from './notice/debt';
import { carryForward, decide, toMinute } from './notice/rule';
import type { Decision, Told } from './notice/rule';
import { settled } from './settled';

const DAY_MS = 24 * 3_600_000;

/** A loan, with its amount as a number too. */
type Debt = ObservedLoan & { readonly owed: number };

interface Telling {
  /** Of the notice that SNS took, if one was due. */
  readonly notice: NoticeEvent | null;
  readonly failures: readonly Error[];
}

/**
 * Tells subscribers what is due of an account, and records what they were told. Never rejects.
 * @param debt Undefined where it is not known.
 */
export async function tell(account: string, debt: Debt | undefined, run: Run): Promise<Telling> {
  const read = await run.readTold(account);
  const unreadable = read instanceof ToldUnreadableError;
  const told = unreadable ? [] : [...remembered(account, run), ...read];
  const { scheduledTime, settings } = run;
  const { remindEvery } = settings;
  const situation = { condition: 'debt', told, scheduledTime, remindEvery } as const;
  const decision = debt && decide({ ...situation, is: debt.owed, now: run.now() });
  const telling = debt && decision && (await tellDebt(account, debt, decision, unreadable, run));
  // What was not told anew has to stay readable.
  const carried = telling?.recorded ? [] : await carry(account, carryForward(situation), run);
  return {
    notice: telling?.notice ?? null,
    failures: [...(unreadable ? [read] : []), ...(telling?.failures ?? []), ...carried],
  };
}

async function tellDebt(
  account: string,
  debt: Debt,
  decision: Decision,
  unreadable: boolean,
  run: Run,
): Promise<Telling & { readonly recorded: boolean }> {
  const { event, last } = decision;
  const told = unreadable ? ('unreadable' as const) : last;
  const facts = { event, account, ...debt, told, scheduledTime: run.scheduledTime };
  const sent = await settled(run.send(composeDebt({ ...facts, ...run.settings })));
  if (!(sent instanceof Error)) {
    const failures = await recordTold(account, [debt.owed], decision, run);
    return { notice: event, failures, recorded: true };
  }
  // Nobody knows which of two amounts was last told: with both on record the next run tells. A
  // reminder has one amount: off the record it stays due.
  const mayBeTold = sent instanceof NoticeRefusedError && sent.mayBeTaken;
  if (!mayBeTold || event === 'debt.reminder') {
    return { notice: null, failures: [sent], recorded: false };
  }
  const failures = await recordTold(account, [last?.value ?? 0, debt.owed], decision, run);
  return { notice: null, failures: [sent, ...failures], recorded: true };
}

/** What memory still counts: as long as CloudWatch would. */
function remembered(account: string, { memory, scheduledTime }: Run): readonly Told[] {
  const told = memory.get(account) ?? [];
  return told.filter(({ at }) => at >= toMinute(scheduledTime) - DAY_MS);
}

/** Keeps what subscribers were told, or may have been, in memory until CloudWatch shows it. */
function recordTold(
  account: string,
  values: readonly number[],
  { recordAt }: Decision,
  run: Run,
): Promise<Error[]> {
  const { scheduledTime } = run;
  const points = recordAt(run.now()).flatMap((at) =>
    [...new Set(values)].map((value) => ({ value, at, scheduledTime })),
  );
  run.memory.set(account, points);
  return record(account, points, run);
}

/** Records the last word again; in memory only where CloudWatch has it. */
async function carry(account: string, points: readonly Told[], run: Run): Promise<Error[]> {
  const failures = await record(account, points, run);
  if (points.length > 0 && failures.length === 0) run.memory.set(account, points);
  return failures;
}

/** Publishes points of `NotifiedLoan`. @returns why that failed, if it did */
async function record(account: string, points: readonly Told[], run: Run): Promise<Error[]> {
  const published = points.map(({ value, at }) =>
    settled(run.publish(METRICS.notifiedLoan, account, value, at)),
  );
  const failures = (await Promise.all(published)).filter((each) => each instanceof Error);
  return failures.slice(0, 1);
}
