import type { Outside } from '../monitor';
import type { LiveResource } from '../stack/live';
import { differences } from './differences';
import { broken, failed, ok, RESTORE } from './finding';
import type { Outcome } from './finding';
import { list } from './list';

/** Whether every alarm exists, and watches and acts as it was deployed. */
export function alarms({ deployed }: Outside): Outcome | undefined {
  if (deployed === undefined) return undefined;
  const { alarms } = deployed;
  const unread = alarms.find(({ live }) => live.error);
  if (unread?.live.error) return failed(unread.live.error);
  const deleted = alarms.filter(({ live }) => live.answer === null);
  const changed = alarms.flatMap(describeChange);
  if (deleted.length + changed.length === 0) {
    return ok(`All ${alarms.length} alarms are there, and as they were deployed.`);
  }
  const missing =
    deleted.length === 0 ? [] : [`Deleted: ${list(deleted.map(({ name }) => name))}.`];
  const details = [...missing, ...(changed.length === 0 ? [] : [`Changed: ${list(changed)}.`])];
  return broken(details.join(' '), RESTORE);
}

function describeChange(alarm: LiveResource): string[] {
  const found = differences(alarm);
  return found.length === 0 ? [] : [`${alarm.name} (${found.join(', ')})`];
}
