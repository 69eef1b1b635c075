import { inspect } from 'node:util';

/** What no code under test may do; the message says what it did. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** @throws {Crash} saying what was broken, unless it holds */
export function must(holds: boolean, broken: string): void {
  if (!holds) throw new Crash(broken);
}

/** What a call returns, or the named error that it ends in; any other error is a crash. */
export function outcome<T, E extends Error>(
  call: () => T,
  named: abstract new (...args: never[]) => E,
): T | E {
  try {
    return call();
  } catch (error) {
    if (error instanceof named) return error;
    throw new Crash(`an error of no name of ours: ${String(error)}`, { cause: error });
  }
}

/** No part of an error may hold such a text: neither its message nor a cause, however deep. */
export function mustNotHold(error: object, texts: Iterable<string>): void {
  const everything = inspect(error, { depth: null, maxStringLength: null, breakLength: Infinity });
  for (const text of texts) must(!everything.includes(text), 'a value is echoed');
}

/** What an operator reads in a log: one printable line of bounded length, naming its fix. */
export function mustBeReadable({ message, name }: Error): void {
  must(/^[\x20-\x7e]{10,3000}$/.test(message), `a message that is no printable line (${name})`);
}
