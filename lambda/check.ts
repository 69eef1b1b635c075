import type { Binance, Effort } from './binance/client';
import { KeyRefusedError } from './binance/errors';
import type { ObservedLoan } from './binance/endpoints';
import { METRICS } from './contract';
import type { Account, NoticeEvent } from './contract';
import type { Deadline } from './deadline';
import type { Settings } from './environment';
import { ToldUnreadableError } from './errors';
import type { Metrics } from './aws/metrics';
import type { Told } from './notice/rule';
import type { Secret, Secrets } from './aws/secrets';
import { tell } from './tell';
import type { ToldOrNot } from './aws/notification-log';
import type { Topic } from './aws/topic';

/** What the checks of one run have in common. */
export interface Run {
  readonly scheduledTime: number;
  readonly now: () => number;
  /** By when asking Binance, and reading what that takes, has ended. */
  readonly askBy: Deadline;
  /** By when telling has ended. */
  readonly tellBy: Deadline;
  /** By when what was found and told is recorded in CloudWatch. */
  readonly recordBy: Deadline;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly binance: Binance;
  readonly metrics: Metrics;
  readonly topic: Topic;
  /** Bounds how many accounts are asked for at a time. */
  readonly limit: <T>(job: () => Promise<T>) => Promise<T>;
  readonly secretOf: (secretId: string) => Promise<Secret>;
  readonly toldOf: (account: string) => Promise<ToldOrNot>;
  /** What SNS accepted, or may have, while this function has been warm. */
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
  const done = [settle(publish(run, outcome)), settle(tellDue(run, outcome))];
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
  const { metrics, scheduledTime, recordBy } = run;
  await metrics.publish(METRICS.loan, account, Number(loan.amount), scheduledTime, recordBy);
}

async function tellDue(run: Run, outcome: Outcome): Promise<void> {
  const read = await run.toldOf(outcome.account);
  if (read instanceof ToldUnreadableError) outcome.failures.push(read);
  const { notice, failures } = await tell(outcome.account, outcome.loan, read, run);
  outcome.notice = notice;
  outcome.failures.push(...failures);
}
