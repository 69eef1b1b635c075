import { inspect } from 'node:util';
import { Command } from 'commander';
import { OperatorError } from './errors';
import type { OperatedMonitor } from './monitor';

/** Nothing was done, or the command was called the wrong way. */
const NOT_ASKED = 2;

/** Of the commands on a deployed stack, and of those on this machine (`npm start`). */
export interface Options {
  readonly json?: true;
  /** Whether a heartbeat is sent. */
  readonly heartbeat?: true;
  readonly stack?: string;
  readonly region?: string;
  /** What is broken in a set-up on this machine. */
  readonly broken?: string;
}

/** What a command prints, and exits with. */
export interface Printed {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command did; all that is printed of it goes to stdout. */
export type Done = Pick<Printed, 'status' | 'stdout'>;
export type Open = (options: Options) => Promise<OperatedMonitor>;
/** What is done with a monitor. */
export type Act = (monitor: OperatedMonitor, options: Options) => Promise<Done>;

/** What was done, or why nothing was. */
export async function printed(run: () => Promise<Done>): Promise<Printed> {
  try {
    return { ...(await run()), stderr: '' };
  } catch (error) {
    const stderr = error instanceof OperatorError ? error.message : inspect(error);
    return { status: NOT_ASKED, stdout: '', stderr };
  }
}

/** Opens the monitor that the options name, and does with it what is to be done. */
export function operate(open: Open, act: Act, options: Options): Promise<Printed> {
  return printed(async () => {
    const monitor = await open(options);
    try {
      return await act(monitor, options);
    } finally {
      await monitor.close();
    }
  });
}

/** The same as a command of the command line. */
export function operatorCommand(name: string, description: string, open: Open, act: Act): Command {
  return command(name, description, (options: Options) => operate(open, act, options));
}

/** A command of the command line. @param run gets arguments and options, as commander hands them on */
export function command(
  name: string,
  description: string,
  run: (...given: never[]) => Promise<Printed>,
): Command {
  return new Command(name)
    .description(description)
    .exitOverride(({ exitCode }) => {
      process.exit(exitCode === 0 ? 0 : NOT_ASKED);
    })
    .action(async (...given) => {
      const { status, stdout, stderr } = await run(...(given as never[]));
      if (stdout !== '') console.log(stdout);
      if (stderr !== '') console.error(stderr);
      process.exitCode = status;
    });
}

/** What a function answered, if it has the form that was asked for. @throws {OperatorError} */
export function answerOf<T extends { readonly schema: string }>(
  answer: unknown,
  schema: T['schema'],
): T {
  if ((answer as Partial<T> | null)?.schema === schema) return answer as T;
  throw new OperatorError('The function is of another version than this command.', {
    fix: 'Deploy it again: npx cdk deploy.',
  });
}
