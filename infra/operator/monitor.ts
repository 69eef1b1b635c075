import type { Account, DiagnoseEvent, DrillEvent, Finding } from '../../lambda/contract';

/** A monitor that an operator asks: a deployed one, or the one on this machine. */
export interface OperatedMonitor {
  /** Says in a sentence which one it is. */
  readonly introduction: string;
  readonly accounts: readonly Account[];
  /** The stack's name, with which the names of its alarms begin. */
  readonly stack: string;
  /** Its fixed address, if it has one. */
  readonly egressIp: string | undefined;
  /** What is seen of it from outside. */
  readonly findings: readonly Finding[];
  /** @throws {OperatorError} where it does not answer */
  ask(event: DiagnoseEvent | DrillEvent): Promise<unknown>;
  /** The mails that came, where there is a mailbox to look into. */
  readonly mails?: () => string[];
  close(): Promise<void>;
}
