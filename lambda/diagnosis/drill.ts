import type { DrillResult } from '../contract';
import type { Deadline } from '../deadline';
import type { Settings } from '../environment';
import { describe } from '../errors';
import { composeDrill } from '../notice/drill';
import type { Topic } from '../aws/topic';
import { settled } from '../settled';
import { listSubscriptions } from './topic';

/**
 * Sends a drill the way of every notice, and says who should get it. Touches no metric, so that
 * the rule on notices knows nothing of it.
 * @param now Milliseconds since 1970.
 * @throws {NoticeRefusedError}
 */
export async function drill(
  topic: Topic,
  settings: Settings,
  now: number,
  deadline: Deadline,
): Promise<DrillResult> {
  const messageId = await topic.send('drill', composeDrill({ now, ...settings }), deadline);
  const listed = await settled(listSubscriptions(topic, deadline));
  const unlisted = listed instanceof Error;
  console.info({ drill: messageId, ...(unlisted && { subscribers: describe(listed) }) });
  const subscribers = unlisted
    ? null
    : listed.map(({ protocol, endpoint, confirmed }) => ({ protocol, endpoint, confirmed }));
  return { schema: 'pm-loan-monitor/drill@1', messageId, subscribers };
}
