import { noticeSender } from '../aws/topic';
import type { Deadline } from '../deadline';
import { describe } from '../errors';
import { composeDrill } from '../notice/drill';
import type { NamedServices } from '../services';
import { settled } from '../settled';
import type { DrillResult } from './facts';
import { TopicReader } from '../aws/topic-reader';

/**
 * Sends a drill the way of every notice, and says who should get it. Publishes no metric, so that
 * no notice depends on it.
 * @throws {NoticeRefusedError}
 */
export async function drill(
  { sns, settings, monitor, now, limit }: NamedServices,
  deadline: Deadline,
): Promise<DrillResult> {
  const { topicArn } = settings;
  const notice = composeDrill(now(), { ...settings, monitor });
  const messageId = await noticeSender(sns, topicArn, deadline)(notice);
  const listed = await settled(new TopicReader(sns(), topicArn, deadline).subscribers(limit));
  const unlisted = listed instanceof Error;
  console.info({ drill: messageId, ...(unlisted && { subscribers: describe(listed) }) });
  const subscribers = unlisted ? null : listed;
  return { schema: 'pm-loan-monitor/drill@1', messageId, subscribers };
}
