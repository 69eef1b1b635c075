import type { Deadline } from './deadline';
import { TopicReader } from './aws/topic-reader';
import { describe } from './errors';
import { get } from './http';
import type { Services } from './services';

const TIMEOUT_MS = 5_000;

/**
 * Tells a watchdog outside AWS that a run did all it had to, and that somebody can hear of it.
 * Without `HEARTBEAT_URL` it does nothing. Never rejects: the watchdog tells what it missed.
 */
export async function sendHeartbeat(
  { settings, sns }: Pick<Services, 'settings' | 'sns'>,
  deadline: Deadline,
): Promise<void> {
  const { heartbeatUrl, topicArn } = settings;
  if (heartbeatUrl === undefined) return;
  try {
    const { confirmed } = await new TopicReader(sns(), topicArn, deadline).attributes();
    if (confirmed === 0) throw new Error('nobody has confirmed a subscription of the topic');
    await ping(heartbeatUrl, deadline);
  } catch (error) {
    console.warn({ heartbeat: null, reason: describe(error) });
  }
}

/** Asks for the heartbeat's address. @throws {Error} that does not hold the address */
export async function ping(heartbeatUrl: string, deadline: Deadline): Promise<void> {
  const { status } = await get(new URL(heartbeatUrl), {}, TIMEOUT_MS, deadline.left);
  if (status > 299) throw new Error(`its service answered HTTP ${status}`);
}
