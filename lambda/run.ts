import type { PublishMetric } from './aws/metrics';
import type { ToldOrNot } from './aws/notification-log';
import type { Secret } from './aws/secrets';
import type { SendNotice } from './aws/topic';
import type { RequestStats } from './binance/client';
import type { ObservedLoan } from './binance/endpoints';
import type { Credentials } from './binance/key';
import type { FunctionSettings } from './environment';
import type { Told } from './notice/rule';

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
