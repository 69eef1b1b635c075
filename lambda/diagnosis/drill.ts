import type { DrillResult } from '../contract';
import type { Deadline } from '../deadline';
import type { Settings } from '../environment';
import { describe } from '../errors';
import { composeDrill } from '../notice/drill';
import type { Topic } from '../aws/topic';
import { settled } from './findings';
import { TopicReader } from './subscribers';

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
  const subscribers = await settled(new TopicReader(topic).subscriptions(deadline));
  const unlisted = subscribers instanceof Error;
  console.info({ drill: messageId, ...(unlisted && { subscribers: describe(subscribers) }) });
  return {
    schema: 'pm-loan-monitor/drill@1',
    messageId,
    subscribers: unlisted
      ? null
      : subscribers.map(({ protocol, endpoint, confirmed }) => ({ protocol, endpoint, confirmed })),
  };
}
