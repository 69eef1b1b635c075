import { BinanceError } from '../binance/errors';
import { describe, MonitorError, printable } from '../errors';
import { settled } from '../settled';
import type { Asked, Failure } from './facts';

/** Waits for an answer; never rejects. */
export async function asked<T>(call: Promise<T>): Promise<Asked<T>> {
  const start = performance.now();
  const answer = await settled(call);
  const durationMs = Math.round(performance.now() - start);
  return answer instanceof Error
    ? { durationMs, error: failureOf(answer) }
    : { durationMs, answer };
}

/** An error as it may leave the function: without its cause. */
export function failureOf(error: Error): Failure {
  if (!(error instanceof MonitorError)) {
    return { name: printable(error.name), message: `${describe(error)}.` };
  }
  const { name, problem: message, fix } = error;
  const cause = error.cause instanceof Error ? printable(error.cause.name) : undefined;
  const { code, askAgainAt = Infinity } = error instanceof BinanceError ? error : {};
  const until = askAgainAt === Infinity ? undefined : new Date(askAgainAt).toISOString();
  return { name, message, cause, fix, code, askAgainAt: until };
}
