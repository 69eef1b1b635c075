/**
 * What went wrong, and what an operator should do about it; the two make the message. Each class
 * writes its name out: Lambda logs it, and in the bundle the classes have shorter ones.
 */
export abstract class MonitorError extends Error {
  constructor(
    readonly problem: string,
    readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(`${problem} ${fix}`, options);
    this.name = new.target.name;
  }
}

/** The event that the function was called with is malformed. */
export class EventError extends MonitorError {
  static override readonly name = 'EventError';

  constructor(field: string, rule: string) {
    const fix = 'Correct the event; Binance was not asked, and no notice was sent.';
    super(`The event's ${field} ${rule}.`, fix);
  }
}

/** A variable of the function's environment is missing or malformed. */
export class EnvironmentError extends MonitorError {
  static override readonly name = 'EnvironmentError';

  constructor(variable: string, rule: string) {
    const fix = "Correct the function's environment.";
    super(`The environment variable ${variable} ${rule}.`, fix);
  }
}

/** A secret cannot be read, or does not hold a usable key. Never quotes a value. */
export class SecretError extends MonitorError {
  static override readonly name = 'SecretError';

  constructor(secretId: string, what: string, fix: string, options?: ErrorOptions) {
    super(`The secret ${secretId} ${what}.`, fix, options);
  }
}

/** CloudWatch did not take a metric. */
export class MetricPublishError extends MonitorError {
  static override readonly name = 'MetricPublishError';

  constructor(metric: string, cause: unknown) {
    super(
      `CloudWatch did not take ${metric} (${describe(cause)}).`,
      "Check the role's cloudwatch:PutMetricData and the health of CloudWatch; the next run publishes again.",
      { cause },
    );
  }
}

/** What was last told or answered cannot be read, so whatever is wrong was told anew. */
export class MetricUnreadableError extends MonitorError {
  static override readonly name = 'MetricUnreadableError';

  constructor(metric: string, why: string, options?: ErrorOptions) {
    super(
      `CloudWatch's points of ${metric} could not be read (${why}), so whatever is wrong is told again.`,
      "Check the role's cloudwatch:GetMetricData and the health of CloudWatch.",
      options,
    );
  }
}

/** How an account stands is not known, whatever is known of its loan. */
export class MarginUnknownError extends MonitorError {
  static override readonly name = 'MarginUnknownError';

  constructor(override readonly cause: Error) {
    const fix = cause instanceof MonitorError ? cause.fix : 'Report this as a defect.';
    super(`How close the account is to a liquidation is unknown (${describe(cause)}).`, fix);
  }
}

/** SNS did not take a notice, or nobody knows whether it did. */
export class NoticeRefusedError extends MonitorError {
  static override readonly name = 'NoticeRefusedError';

  /** @param mayBeTaken Whether SNS may have taken it all the same: its answer was lost. */
  constructor(
    event: string,
    cause: unknown,
    readonly mayBeTaken: boolean,
  ) {
    const what = mayBeTaken ? 'did not confirm that it took' : 'did not take';
    const next = mayBeTaken
      ? 'it may arrive twice, since the next run sends it again'
      : 'the next run sends it again';
    super(
      `SNS ${what} the notice ${event} (${describe(cause)}).`,
      `Check the topic, its key's policy and the role's sns:Publish; ${next}.`,
      { cause },
    );
  }
}

/** One or more accounts could not be checked, or subscribers not be told; a line for each. */
export class CheckFailedError extends Error {
  static override readonly name = 'CheckFailedError';

  constructor(failures: ReadonlyMap<string, readonly Error[]>, accounts: number) {
    const lines = [...failures].map(
      ([account, reasons]) => `${account}: ${reasons.map(({ message }) => message).join(' ')}`,
    );
    super(`${failures.size} of ${accounts} accounts failed:\n${lines.join('\n')}`, {
      cause: new AggregateError([...failures.values()].flat()),
    });
    this.name = new.target.name;
  }
}

/** Name and message of anything thrown, in one short line. */
export function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return printable(String(thrown));
  const { name, code } = thrown as NodeJS.ErrnoException;
  const message = thrown instanceof MonitorError ? thrown.problem : thrown.message;
  // Where every address of a host fails, Node's error has a code and an empty message.
  return printable(name === 'Error' ? message : `${name}: ${message || (code ?? '')}`);
}

/**
 * Text from outside, made fit for logs and messages: its first line, at most 300 characters, no
 * full stop at the end, and nothing in it long enough to be a key or a signature.
 */
export function printable(text: string): string {
  return text
    .trim()
    .replace(/[\r\n].*/s, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/[A-Za-z0-9+/=%_-]{40,}/g, '[...]')
    .slice(0, 300)
    .replace(/[.\s]+$/, '');
}
