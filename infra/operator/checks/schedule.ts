import type { Outside } from '../monitor';
import type { LiveResource } from '../stack/live';
import { differences } from './differences';
import { broken, failed, ok, RESTORE } from './finding';
import type { Outcome } from './finding';

/** Whether anything calls the function, as often and for the accounts as it was deployed. */
export function schedule({ deployed }: Outside): Outcome | undefined {
  if (deployed === undefined) return undefined;
  const { schedules } = deployed;
  const unread = schedules.find(({ live }) => live.error);
  if (unread?.live.error) return failed(unread.live.error);
  const problems = schedules.flatMap((each) => {
    const problem = problemOf(each);
    return problem === undefined ? [] : [`${each.name}: ${problem}.`];
  });
  if (problems.length > 0) {
    return broken(`Accounts are not checked as deployed. ${problems.join(' ')}`, RESTORE);
  }
  const { ScheduleExpression = '' } = (schedules[0]?.live.answer ?? {}) as Record<string, string>;
  return ok(`It runs by ${ScheduleExpression}.`);
}

function problemOf(schedule: LiveResource): string | undefined {
  const { answer } = schedule.live;
  if (answer === null) return 'deleted';
  const { State, EndDate } = (answer ?? {}) as Readonly<Record<string, string>>;
  if (State === 'DISABLED') return 'disabled';
  if (EndDate !== undefined) return `it ends, or ended, at ${EndDate}`;
  const found = differences(schedule);
  return found.length === 0 ? undefined : found.join(', ');
}
