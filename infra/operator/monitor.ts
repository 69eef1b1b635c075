import type { Account, DiagnoseEvent, DrillEvent } from '../../lambda/contract';

/** What is seen of a set-up from outside the function. */
export interface Outside {
  /** The stack's name, with which the names of its alarms begin. */
  readonly stack: string;
  /** Its fixed address, if it has one. */
  readonly egressIp: string | undefined;
  readonly schedules: readonly Schedule[];
}

export interface Schedule {
  readonly name: string;
  readonly state: 'ENABLED' | 'DISABLED' | 'DELETED';
  /** Such as `rate(5 minutes)`; empty where it was deleted. */
  readonly expression: string;
}

/** A monitor that an operator asks: a deployed one, or one on this machine. */
export interface OperatedMonitor extends Outside {
  /** Says in a sentence which one it is. */
  readonly introduction: string;
  readonly accounts: readonly Account[];
  /** @throws {OperatorError} where it does not answer */
  ask(event: DiagnoseEvent | DrillEvent): Promise<unknown>;
  /** The mails that came, where there is a mailbox to look into. */
  readonly mails?: () => string[];
  close(): Promise<void>;
}
