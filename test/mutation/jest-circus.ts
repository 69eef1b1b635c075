import type { JestEnvironment } from '@jest/environment';
// @ts-expect-error: jest-circus declares no types for it
import circus from 'jest-circus/runner';

type RunTests = (
  globalConfig: unknown,
  config: unknown,
  environment: Pick<JestEnvironment, 'handleTestEvent'>,
  ...rest: readonly unknown[]
) => Promise<unknown>;

/** Runs the tests of a file, and none after one that fails. */
const untilFailure: RunTests = (globalConfig, config, environment, ...rest) => {
  const listen = environment.handleTestEvent?.bind(environment);
  let failed = false;
  environment.handleTestEvent = async (event, state) => {
    if (event.name === 'test_done') failed ||= event.test.errors.length > 0;
    if (event.name === 'test_start' && failed) event.test.mode = 'skip';
    await listen?.(event as never, state);
  };
  return (circus as RunTests)(globalConfig, config, environment, ...rest);
};

export default untilFailure;
