import type { Secret } from './aws/secrets';
import type { ToldOrNot } from './aws/notification-log';
import type { PublishMetric } from './aws/metrics';
import type { SendNotice } from './aws/topic';
import type { RequestStats } from './binance/client';
import type { ObservedLoan } from './binance/endpoints';
import { BinanceError } from './binance/errors';
import type { Credentials } from './binance/key';
import { METRICS } from './contract';
import type { Account } from './contract';
import type { FunctionSettings } from './environment';
import type { Told } from './notice/rule';
import type { Outcome } from './outcome';
import { settled } from './settled';
import { tell } from './tell';

/** What asking takes; each function ends before the run's deadline. */
export interface Asking {
  readonly readSecret: (secretId: string) => Promise<Secret>;
  /** Reads it anew, whatever is in memory. */
  readonly rereadSecret: (secretId: string) => Promise<Secret>;
  readonly askLoan: (credentials: Credentials, stats: RequestStats) => Promise<ObservedLoan>;
}

/** What publishing and telling take, likewise. */
export interface Run {
  readonly settings: Pick<FunctionSettings, 'remindEvery' | 'runbookUrl' | 'dashboardUrl'>;
  /** Milliseconds since 1970. */
  readonly scheduledTime: number;
  readonly now: () => number;
  readonly readTold: (account: string) => Promise<ToldOrNot>;
  readonly publish: PublishMetric;
  readonly send: SendNotice;
  /** By account, what SNS accepted, or may have, while this function has been warm. */
  readonly memory: Map<string, readonly Told[]>;
}

/** What asking Binance brought. */
export interface LoanAnswer {
  /** Undefined where it is unknown. */
  readonly loan?: ObservedLoan;
  readonly stats: RequestStats;
  readonly failures: readonly Error[];
}

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

/** Publishes what an account owes, and tells what is due. Never rejects. */
export async function report(account: string, asked: LoanAnswer, run: Run): Promise<Outcome> {
  const { loan } = asked;
  const debt = loan && { ...loan, owed: Number(loan.amount) };
  const [published, { notice, failures }] = await Promise.all([
    debt && settled(run.publish(METRICS.loan, account, debt.owed, run.scheduledTime)),
    tell(account, debt, run),
  ]);
  const unpublished = published instanceof Error ? [published] : [];
  return {
    account,
    ...asked,
    notice,
    failures: [...asked.failures, ...unpublished, ...failures],
  };
}
