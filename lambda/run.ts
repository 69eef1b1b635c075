import type { PublishMetric } from './aws/metrics';
import type { PointsOrNot } from './aws/newest-points';
import type { SendNotice } from './aws/topic';
import type { Condition } from './contract';
import type { FunctionSettings } from './environment';
import type { Memory } from './memory';
import type { Sender } from './notice/message';

/** What subscribers were told of an account, by condition that is watched, as CloudWatch has it. */
export type ReadTold = Readonly<Partial<Record<Condition, PointsOrNot>>>;

/** What publishing and telling take; each function ends before the run's deadline. */
export interface Run {
  readonly settings: Pick<
    FunctionSettings,
    'remindEvery' | 'blindAfter' | 'marginWarning' | 'runbookUrl' | 'dashboardUrl'
  > &
    Pick<Sender, 'monitor'>;
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
