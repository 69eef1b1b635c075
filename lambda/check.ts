import type { RequestStats } from './binance/client';
import type { ObservedLoan } from './binance/endpoints';
import { BinanceError } from './binance/errors';
import { METRICS } from './contract';
import type { Account, NoticeEvent } from './contract';
import type { Asking, Run } from './run';
import { settled } from './settled';
import { tell } from './tell';

/** What asking Binance brought. */
export interface LoanAnswer {
  /** Undefined where it is unknown. */
  readonly loan?: ObservedLoan;
  readonly stats: RequestStats;
  readonly failures: readonly Error[];
}

/** What became of one account's check. */
export interface Outcome extends LoanAnswer {
  readonly account: string;
  readonly notice: NoticeEvent | null;
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
