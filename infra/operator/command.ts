import { Command } from 'commander';
import { context } from '../../cdk.json';
import { DEFAULT_REGION } from '../settings/types';
import { openDeployed } from './deployed';
import { OperatorError } from './errors';
import type { OperatedMonitor } from './monitor';

/** Nothing could be asked, or the command was called the wrong way. */
const NOT_ASKED = 2;

export interface Options {
  readonly stack?: string;
  readonly region?: string;
}

/** A command on a deployed stack; without one, on a set-up that lives on this machine. */
export function operatorCommand(name: string, description: string): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .option('--stack <name>', 'the deployed stack; without it, a set-up on this machine')
    .option('--region <region>', 'of the stack; by default the setting in cdk.json, else Tokyo')
    .exitOverride(({ exitCode }) => {
      process.exit(exitCode === 0 ? 0 : NOT_ASKED);
    });
}

/** Opens the monitor, does what is to be done with it, and exits by what that returns. */
export async function operate(
  { stack, region }: Options,
  embedded: () => Promise<OperatedMonitor>,
  act: (monitor: OperatedMonitor) => Promise<number>,
): Promise<void> {
  let monitor: OperatedMonitor | undefined;
  try {
    if (stack === undefined && region !== undefined) {
      throw new OperatorError('--region goes with --stack.');
    }
    monitor =
      stack === undefined ? await embedded() : await openDeployed(stack, region ?? regionOf());
    process.exitCode = await act(monitor);
  } catch (error) {
    console.error(error instanceof OperatorError ? error.message : error);
    process.exitCode = NOT_ASKED;
  } finally {
    await monitor?.close();
  }
}

function regionOf(): string {
  const { region = DEFAULT_REGION } = context as { region?: string };
  return region;
}

/** What a function answered, if it has the form that was asked for. @throws {OperatorError} */
export function answerOf<T extends { readonly schema: string }>(
  answer: unknown,
  schema: T['schema'],
): T {
  if ((answer as Partial<T> | null)?.schema === schema) return answer as T;
  throw new OperatorError('The function answered something else: deploy it again.');
}
