import { PassThrough } from 'node:stream';
import { terminalOn } from '../../../infra/operator/terminal';
import type { Terminal } from '../../../infra/operator/terminal';

const ENTER = '\r';
const ERASE = '\x7f'.repeat(80);

/** Somebody who types at a terminal: for each question, by part of it, what is typed. */
export interface Typist extends Terminal {
  /** All that the terminal showed. */
  readonly shown: () => string;
}

/**
 * Types the answers one after the other, each as soon as its question is shown. An answer that is
 * refused is erased before the next is typed.
 */
export function typist(
  ...answers: readonly (readonly [question: string, answer: string])[]
): Typist {
  const [input, output] = [new PassThrough(), new PassThrough()];
  // Each question ends its output, which leaves a terminal open.
  output.end = () => output;
  const waiting = [...answers];
  let shown = '';
  let unanswered = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    unanswered += chunk.toString();
    const [next] = waiting;
    if (next === undefined || !unanswered.includes(next[0])) return;
    waiting.shift();
    unanswered = '';
    setImmediate(() => input.write(`${ERASE}${next[1]}${ENTER}`));
  });
  return { ...terminalOn({ input, output }), shown: () => shown };
}
