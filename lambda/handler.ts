import type { Context } from 'aws-lambda';
import { notDiagnosed } from './diagnosis/diagnose';
import { EnvironmentError } from './errors';
import { createMonitor } from './monitor';
import type { Monitor, Result } from './monitor';

/** Made while Lambda starts the function; what a warm function remembers lives in it. */
const monitor = begin();

/** The function's entry. */
export async function handler(
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis' | 'invokedFunctionArn'>,
): Promise<Result> {
  if (!(monitor instanceof EnvironmentError)) {
    return monitor(event, context.getRemainingTimeInMillis(), context.invokedFunctionArn);
  }
  // A diagnosis fails for no broken set-up, and without an environment nothing else can be tried.
  if (isDiagnosis(event)) return notDiagnosed(monitor);
  throw monitor;
}

function begin(): Monitor | EnvironmentError {
  try {
    return createMonitor(process.env, () => Date.now());
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
}

function isDiagnosis(event: unknown): boolean {
  return (event as { diagnose?: unknown } | null)?.diagnose === true;
}
