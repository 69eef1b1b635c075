import { confirm, input, password } from '@inquirer/prompts';
import { OperatorError } from './errors';

export interface Question {
  readonly message: string;
  readonly initial?: string;
  /** Why an answer is refused, or true. */
  readonly check: (answer: string) => string | true;
}

/** Who can answer questions. */
export interface Terminal {
  ask(question: Question): Promise<string>;
  /** The same, without an echo. */
  askSecret(question: Omit<Question, 'initial'>): Promise<string>;
  confirm(message: string): Promise<boolean>;
}

export interface Streams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/** Questions go to standard error, so that standard output has the result alone. */
const STANDARD: Streams = { input: process.stdin, output: process.stderr };

/** Whoever sits before these streams. */
export function terminalOn(streams = STANDARD): Terminal {
  return {
    ask: ({ message, initial, check }) => {
      const given = initial === undefined ? {} : { default: initial };
      return answered(input({ message, ...given, validate: check }, streams));
    },
    askSecret: ({ message, check }) => answered(password({ message, validate: check }, streams)),
    confirm: (message) => answered(confirm({ message, default: false }, streams)),
  };
}

/** The terminal that a command was started from, or undefined where it was started from none. */
export function ownTerminal(): Terminal | undefined {
  return process.stdin.isTTY ? terminalOn() : undefined;
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    // Ctrl+C, or the end of the input. By its name: @inquirer/core exports the class, not prompts.
    if ((cause as Error).name !== 'ExitPromptError') throw cause;
    throw new OperatorError('Stopped before anything was done.', { cause });
  }
}
