import type { Schedule } from '../monitor';
import { broken, ok } from './finding';
import type { Outcome } from './finding';

/** Whether anything calls the function. A set-up on this machine has no schedules. */
export function schedule(schedules: readonly Schedule[]): Outcome | undefined {
  const named = (state: Schedule['state']): string =>
    schedules.flatMap((each) => (each.state === state ? [each.name] : [])).join(', ');
  const [deleted, disabled] = [named('DELETED'), named('DISABLED')];
  if (deleted !== '') {
    return broken(
      `Nothing is checked by ${deleted}: deleted.`,
      'Restore it: npx cdk deploy --revert-drift.',
    );
  }
  if (disabled !== '') {
    return broken(
      `Nothing is checked by ${disabled}: disabled.`,
      'Enable it in EventBridge Scheduler.',
    );
  }
  const [first] = schedules;
  return first && ok(`It runs by ${first.expression}.`);
}
