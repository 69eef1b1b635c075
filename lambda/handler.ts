import type { Context } from 'aws-lambda';
import type { CheckResult } from './contract';
import { createMonitor } from './monitor';
import type { Monitor } from './monitor';

let monitor: Monitor | undefined;

/** The function's entry. What a warm function remembers lives in the monitor, made once. */
export async function handler(
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<CheckResult> {
  monitor ??= createMonitor(process.env, () => Date.now());
  return monitor(event, context.getRemainingTimeInMillis());
}
