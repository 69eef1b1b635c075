import { PublishCommand, SNSServiceException } from '@aws-sdk/client-sns';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Deadline } from '../deadline';
import { NoticeRefusedError } from '../errors';
import { limiter } from '../limit';
import type { Limiter } from '../limit';
import { publishInput } from '../notice/message';
import type { Notice } from '../notice/message';

/** More connections at once than this cost time and memory. */
const AT_ONCE = 50;
/**
 * SNS suspends an e-mail subscription that gets more than ten messages in a second (SNS guide,
 * "Email subscription setup and management"), and a stack of 150 accounts runs three functions.
 */
const MOST_IN_A_SECOND = 3;
const SECOND_MS = 1_000;
const GAP_MS = 350;
/** Kept for the last notice: an answer that is lost, and another try. */
const LAST_NOTICE_MS = 5_000;
/** `Throttling`, `ThrottledException` or `KMSThrottlingException`: SNS has not taken the notice. */
const THROTTLED = 'Thrott';

/** Resolves to SNS's id of the message, once SNS has taken it. @throws {NoticeRefusedError} */
export type SendNotice = (notice: Notice) => Promise<string>;

/** The way of a run's notices to the topic, debts first, at a pace that SNS and subscribers bear. */
export function noticeSender(
  client: () => SNSClient,
  topicArn: string,
  deadline: Deadline,
): SendNotice {
  const limit = paced(deadline);
  return async (notice) => {
    const command = new PublishCommand({ TopicArn: topicArn, ...publishInput(notice) });
    const doubt = watchForDoubt(command);
    const { event } = notice.document;
    const rank = event.startsWith('debt.') ? 'first' : 'second';
    for (;;) {
      try {
        const { MessageId } = await limit(
          () => deadline.within((abortSignal) => client().send(command, { abortSignal })),
          rank,
        );
        if (MessageId !== undefined) return MessageId;
        doubt.mayBeTaken = true;
        throw new Error('its answer names no message');
      } catch (cause) {
        const isThrottled = cause instanceof SNSServiceException && cause.name.includes(THROTTLED);
        if (isThrottled && deadline.left >= LAST_NOTICE_MS) continue;
        const mayBeTaken = doubt.mayBeTaken || !isRefusal(cause);
        throw new NoticeRefusedError(event, cause, mayBeTaken);
      }
    }
  };
}

/** Whether any of the SDK's attempts may have been taken: the error of the last one hides it. */
function watchForDoubt(command: PublishCommand): { mayBeTaken: boolean } {
  const doubt = { mayBeTaken: false };
  command.middlewareStack.add(
    (next) => async (attempt) => {
      try {
        return await next(attempt);
      } catch (error) {
        doubt.mayBeTaken ||= !isRefusal(error);
        throw error;
      }
    },
    { step: 'deserialize', priority: 'high' },
  );
  return doubt;
}

/** A 4xx says that SNS did not take the message. After anything else, it may have. */
function isRefusal(error: unknown): boolean {
  const { httpStatusCode = 0 } = error instanceof SNSServiceException ? error.$metadata : {};
  return httpStatusCode >= 400 && httpStatusCode < 500;
}

/** Begins three notices at once, and then one at a time; faster where time would not suffice. */
function paced(deadline: Deadline): Limiter {
  let begun = 0;
  return limiter(AT_ONCE, (next, waiting) => {
    begun += 1;
    if (begun < MOST_IN_A_SECOND) return setImmediate(next);
    const share = Math.max(0, deadline.left - LAST_NOTICE_MS) / Math.max(1, waiting);
    return setTimeout(next, Math.min(begun === MOST_IN_A_SECOND ? SECOND_MS : GAP_MS, share));
  });
}
