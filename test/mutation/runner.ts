// jest-runner, like jest-circus, comes with jest.
import TestRunner from 'jest-runner';

type RunTests = TestRunner['runTests'];

/** Runs the quick test files first, and none after one in which a test fails. */
export default class QuickestUntilFailure extends TestRunner {
  override runTests(...[tests, watcher, options]: Parameters<RunTests>): ReturnType<RunTests> {
    this.on('test-file-success', async ([, { numFailingTests }]) => {
      if (numFailingTests > 0) await watcher.setState({ interrupted: true });
    });
    const byDuration = tests.toSorted((one, other) => (one.duration ?? 0) - (other.duration ?? 0));
    return super.runTests(byDuration, watcher, options);
  }
}
