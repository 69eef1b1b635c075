import type { Binance, Effort } from './binance/binance';
import { KeyRefusedError } from './binance/errors';
import type { ObservedLoan } from './binance/questions';
import { METRICS } from './contract';
import type { Account, NoticeEvent } from './contract';
import type { Deadline } from './deadline';
import type { Settings } from './environment';
import { ToldUnreadableError } from './errors';
import type { Metrics } from './metrics';
import { lastTold, noticeDue, tellingTimes } from './notice/rule';
import type { Told } from './notice/rule';
import type { Secret, Secrets } from './secrets';
import type { ToldOrNot } from './told';
import type { Topic } from './topic';

/** What the checks of one run have in common. */
export interface Run {
  readonly scheduledTime: number;
  readonly now: () => number;
  /** By when asking Binance, and reading what that takes, has ended. */
  readonly askBy: Deadline;
  /** By when telling has ended. */
  readonly tellBy: Deadline;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly binance: Binance;
  readonly metrics: Metrics;
  readonly topic: Topic;
  /** Bounds how many accounts are asked for at a time. */
  readonly limit: <T>(job: () => Promise<T>) => Promise<T>;
  readonly secretOf: (secretId: string) => Promise<Secret>;
  readonly toldOf: (account: string) => Promise<ToldOrNot>;
  /** What SNS accepted while this function has been warm. */
  readonly remembered: Map<string, readonly Told[]>;
}

/** What became of one account's check. */
export interface Outcome {
  readonly account: string;
  readonly effort: Effort;
  readonly failures: Error[];
  loan?: ObservedLoan;
  notice: NoticeEvent | null;
}

/** Checks one account and tells what is due. Never rejects: failures are part of the outcome. */
export async function check(account: Account, run: Run): Promise<Outcome> {
  const outcome: Outcome = {
    account: account.name,
    effort: { attempts: 0 },
    failures: [],
    notice: null,
  };
  const settle = async (step: Promise<void>): Promise<void> => {
    await step.catch((error: unknown) => {
      outcome.failures.push(error instanceof Error ? error : new Error(String(error)));
    });
  };
  const handedIn = run.metrics.expect();
  await settle(ask(account, run, outcome));
  const done = [settle(publish(run, outcome)), settle(tell(run, outcome))];
  handedIn();
  await Promise.all(done);
  return outcome;
}

async function ask({ secretId }: Account, run: Run, outcome: Outcome): Promise<void> {
  const { secrets, binance, askBy } = run;
  const secret = await run.secretOf(secretId);
  const askWith = ({ credentials }: Secret): Promise<ObservedLoan> =>
    run.limit(() => binance.loan(credentials, askBy, outcome.effort));
  try {
    outcome.loan = await askWith(secret);
  } catch (refusal) {
    if (!(refusal instanceof KeyRefusedError)) throw refusal;
    try {
      const current = await secrets.reload(secretId, askBy);
      if (current.text !== secret.text) {
        outcome.loan = await askWith(current);
        return;
      }
    } catch (error) {
      outcome.failures.push(refusal);
      throw error;
    }
    throw refusal;
  }
}

async function publish(run: Run, { account, loan }: Outcome): Promise<void> {
  if (loan === undefined) return;
  const { metrics, scheduledTime, tellBy } = run;
  await metrics.publish(METRICS.loan, account, Number(loan.amount), scheduledTime, tellBy);
}

async function tell(run: Run, outcome: Outcome): Promise<void> {
  const { scheduledTime, tellBy, settings, remembered } = run;
  const { account, loan } = outcome;
  const read = await run.toldOf(account);
  const unreadable = read instanceof ToldUnreadableError;
  if (unreadable) outcome.failures.push(read);
  if (loan === undefined) return;

  const owed = Number(loan.amount);
  const told = unreadable ? [] : [...(remembered.get(account) ?? []), ...read];
  const { remindEveryMs, runbookUrl, dashboardUrl } = settings;
  const event = noticeDue({ owed, told, now: scheduledTime, remindEveryMs });
  if (event === null) return;
  await run.topic.tell(
    {
      event,
      account,
      ...loan,
      told: unreadable ? 'unreadable' : lastTold(told, owed),
      scheduledTime,
      runbookUrl,
      dashboardUrl,
    },
    tellBy,
  );
  outcome.notice = event;
  const times = tellingTimes(scheduledTime, told, run.now());
  remembered.set(
    account,
    times.map((at) => ({ amount: owed, at })),
  );
  const publish = (at: number): Promise<void> =>
    run.metrics.publish(METRICS.notified, account, owed, at, tellBy);
  await Promise.all(times.map(publish));
}
