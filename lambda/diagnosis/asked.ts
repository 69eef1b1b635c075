import { KeyRefusedError } from '../binance/errors';
import { WaitError } from '../binance/wait-errors';
import type { Asked, Failure } from '../contract';
import { describe, MonitorError, printable } from '../errors';
import { settled } from '../settled';

/** Waits for an answer; never rejects. */
export async function asked<T>(call: Promise<T>): Promise<Asked<T>> {
  const start = performance.now();
  const answer = await settled(call);
  const durationMs = Math.round(performance.now() - start);
  return answer instanceof Error
    ? { durationMs, error: failureOf(answer) }
    : { durationMs, answer };
}

/** An error as it may leave the function: its cause and its fields stay. */
export function failureOf(error: Error): Failure {
  if (!(error instanceof MonitorError)) {
    return { name: printable(error.name), message: `${describe(error)}.` };
  }
  const { name, problem: message, fix } = error;
  const code = error instanceof KeyRefusedError ? error.code : undefined;
  const until = error instanceof WaitError ? error.askAgainAt : Infinity;
  const askAgainAt = until === Infinity ? undefined : new Date(until).toISOString();
  return { name, message, fix, code, askAgainAt };
}
