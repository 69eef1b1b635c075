import type { Context } from 'aws-lambda';
import { notDiagnosed } from './diagnosis/diagnose';
import { EnvironmentError } from './errors';
import { createMonitor } from './monitor';
import type { Monitor, Result } from './monitor';

let monitor: Monitor | undefined;

/** The function's entry. What a warm function remembers lives in the monitor, made once. */
export async function handler(
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis' | 'invokedFunctionArn'>,
): Promise<Result> {
  try {
    monitor ??= createMonitor(process.env, () => Date.now());
  } catch (error) {
    // A diagnosis fails for no broken set-up, and without an environment nothing else can be tried.
    if (!(error instanceof EnvironmentError && isDiagnosis(event))) throw error;
    return notDiagnosed(error);
  }
  return monitor(event, context.getRemainingTimeInMillis(), context.invokedFunctionArn);
}

function isDiagnosis(event: unknown): boolean {
  return (event as { diagnose?: unknown } | null)?.diagnose === true;
}
