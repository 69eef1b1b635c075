import type { PublishMetric } from './aws/metrics';
import type { PointsOrNot } from './aws/newest-points';
import type { Secret } from './aws/secrets';
import type { SendNotice } from './aws/topic';
import type { RequestStats } from './binance/client';
import type { ObservedLoan } from './binance/endpoints';
import type { Credentials } from './binance/key';
import type { Condition } from './contract';
import type { FunctionSettings } from './environment';
import type { Memory } from './memory';

/** What asking takes; each function ends before the run's deadline. */
export interface Asking {
  readonly readSecret: (secretId: string) => Promise<Secret>;
  /** Reads it anew, whatever is in memory. */
  readonly rereadSecret: (secretId: string) => Promise<Secret>;
  readonly askLoan: (credentials: Credentials, stats: RequestStats) => Promise<ObservedLoan>;
}

/** What asking Binance brought. */
export interface LoanAnswer {
  /** Undefined where it is unknown. */
  readonly loan?: ObservedLoan;
  readonly stats: RequestStats;
  readonly failures: readonly Error[];
}

/** What subscribers were told of an account, by condition, as CloudWatch has it. */
export type ReadTold = Readonly<Record<Condition, PointsOrNot>>;

/** What publishing and telling take, likewise. */
export interface Run {
  readonly settings: Pick<
    FunctionSettings,
    'remindEvery' | 'blindAfter' | 'runbookUrl' | 'dashboardUrl'
  >;
  /** Milliseconds since 1970. */
  readonly scheduledTime: number;
  readonly now: () => number;
  /**
   * Undefined where it is remembered that nothing was told.
   * @param isWell Whether nothing is wrong: else it is read, whatever is remembered.
   */
  readonly readTold: (account: string, isWell: boolean) => Promise<ReadTold | undefined>;
  /** Reads the newest points of `BankruptcyLoan`. */
  readonly readAnswered: (account: string) => Promise<PointsOrNot>;
  readonly publish: PublishMetric;
  readonly send: SendNotice;
  readonly memory: Memory;
}
