import { text } from 'node:stream/consumers';
import { confirm, input, password } from '@inquirer/prompts';
import { OperatorError } from './errors';

export interface Question {
  readonly message: string;
  readonly initial?: string;
  /** Why an answer is refused, or true. */
  readonly check: (answer: string) => string | true;
}

/** Whoever started a command. */
export interface Terminal {
  ask(question: Question): Promise<string>;
  /** Without an echo. */
  askSecret(question: Omit<Question, 'initial'>): Promise<string>;
  confirm(message: string): Promise<boolean>;
  say(message: string): void;
}

export interface Streams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/** The one that this process was started from; standard output is left to the result. */
export function ownTerminal(): Terminal {
  const streams = { input: process.stdin, output: process.stderr };
  return process.stdin.isTTY ? terminalOn(streams) : pipeOn(streams);
}

/** Somebody who types. */
export function terminalOn(streams: Streams): Terminal {
  return {
    ask: ({ message, initial, check }) => {
      const given = initial === undefined ? {} : { default: initial };
      return answered(input({ message, ...given, validate: check }, streams));
    },
    askSecret: ({ message, check }) => answered(password({ message, validate: check }, streams)),
    confirm: (message) => answered(confirm({ message, default: false }, streams)),
    say: (message) => streams.output.write(`${message}\n`),
  };
}

/** A program, which can only give secrets: one a line, in the order they are asked for. */
export function pipeOn({ input, output }: Streams): Terminal {
  let lines: Promise<string[]> | undefined;
  const nobody = (fix: string) =>
    Promise.reject(
      new OperatorError(`Nobody can be asked, as standard input is no terminal. ${fix}`),
    );
  return {
    ask: () => nobody('Give the settings as options; --help lists them.'),
    askSecret: async ({ message, check }) => {
      lines ??= text(input).then((all) => all.split('\n'));
      const answer = (await lines).shift()?.trim() ?? '';
      if (answer === '') {
        throw new OperatorError(
          `Standard input ends before the answer to "${message}". Give one line for each question.`,
        );
      }
      const verdict = check(answer);
      if (verdict === true) return answer;
      throw new OperatorError(verdict);
    },
    confirm: () => nobody('With --yes nothing has to be confirmed.'),
    say: (message) => output.write(`${message}\n`),
  };
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
