import type { Account, CheckEvent, DiagnoseEvent, DrillEvent } from '../../lambda/contract';
import type { Asked, Failure, SubscriberFacts, TopicFacts } from '../../lambda/diagnosis/facts';
import type { LiveStack } from './stack/live';

/** What is seen of a set-up from outside the function. */
export interface Outside {
  /** The stack's name, with which the names of its alarms begin. */
  readonly stack: string;
  /** Its fixed address, if it has one. */
  readonly egressIp: string | undefined;
  readonly accounts: readonly Account[];
  /** Absent on this machine, where nothing is deployed. */
  readonly deployed?: Deployed;
  /** By a secret's name, other regions that have one of that name. */
  readonly secretsElsewhere: ReadonlyMap<string, string[]>;
}

/** What whoever runs the doctor sees of the deployed stack, with credentials of their own. */
export interface Deployed extends LiveStack {
  /** The accounts that the settings name; undefined where they are those of another stack. */
  readonly inSettings: readonly string[] | undefined;
  /** Of the function's code, as deployed; undefined where the stack is older. */
  readonly codeSha256: string | undefined;
  readonly topicArn: string;
  readonly topic: Asked<TopicFacts>;
  readonly subscribers: Asked<SubscriberFacts>;
  /** Absent where the topic has none of its own. */
  readonly topicKey?: Asked<TopicKeyFacts>;
}

export interface TopicKeyFacts {
  readonly arn: string;
  /** By KMS's own names, such as `Enabled`. */
  readonly state: string;
  /** JSON. */
  readonly policy: string;
}

/** Why the function did not answer. */
export type Unanswered = Pick<Failure, 'message' | 'fix'>;

/** A monitor that an operator asks: a deployed one, or one on this machine. */
export interface OperatedMonitor {
  readonly stack: string;
  readonly egressIp: string | undefined;
  /** Says in a sentence which one it is. */
  readonly introduction: string;
  /** The accounts that each schedule checks. */
  readonly schedules: readonly (readonly Account[])[];
  /** @throws {OperatorError} where it does not answer */
  readonly ask: (event: CheckEvent | DiagnoseEvent | DrillEvent) => Promise<unknown>;
  /** Looks at what is deployed; absent on this machine. Never rejects. */
  readonly look?: () => Promise<Deployed>;
  /** In which other regions there are secrets of these names; absent on this machine. */
  readonly findSecrets?: (names: readonly string[]) => Promise<ReadonlyMap<string, string[]>>;
  /** The mails that came, where there is a mailbox to look into. */
  readonly mails?: () => string[];
  close(): Promise<void>;
}
