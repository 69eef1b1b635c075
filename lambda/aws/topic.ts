import { PublishCommand, SNSClient, SNSServiceException } from '@aws-sdk/client-sns';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { clientOptions } from './clients';
import type { Deadline } from '../deadline';
import { NoticeRefusedError } from '../errors';
import { limiter } from '../limit';
import type { Limiter } from '../limit';
import { compose } from '../notice/debt';
import type { NoticeFacts } from '../notice/debt';

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

/** The topic that subscribers listen to. */
export class Topic {
  #client: SNSClient | undefined;
  /** Each run has its own deadline, and its own pace. */
  #pace: { readonly deadline: Deadline; readonly limit: Limiter } | undefined;

  constructor(readonly arn: string) {}

  /** Made on demand: most runs have nothing to tell. */
  get client(): SNSClient {
    return (this.#client ??= new SNSClient(clientOptions()));
  }

  /** Resolves once SNS has taken the notice. @throws {NoticeRefusedError} */
  async tell(facts: NoticeFacts, deadline: Deadline): Promise<void> {
    await this.send(facts.event, compose(facts), deadline);
  }

  /** The same for a message that is composed; resolves to SNS's id of it. */
  async send(
    event: string,
    message: Omit<PublishCommandInput, 'TopicArn'>,
    deadline: Deadline,
  ): Promise<string> {
    const notice = new PublishCommand({ TopicArn: this.arn, ...message });
    let mayBeTaken = false;
    notice.middlewareStack.add(
      (next) => async (attempt) => {
        try {
          return await next(attempt);
        } catch (error) {
          mayBeTaken ||= !isRefusal(error);
          throw error;
        }
      },
      { step: 'deserialize', priority: 'high' },
    );
    if (this.#pace?.deadline !== deadline) this.#pace = { deadline, limit: paced(deadline) };
    const { limit } = this.#pace;
    for (;;) {
      try {
        const { MessageId } = await limit(() =>
          deadline.within((abortSignal) => this.client.send(notice, { abortSignal })),
        );
        mayBeTaken = true;
        if (MessageId === undefined) throw new Error('its answer names no message');
        return MessageId;
      } catch (cause) {
        const isThrottled = cause instanceof SNSServiceException && cause.name.includes(THROTTLED);
        if (isThrottled && deadline.left >= LAST_NOTICE_MS) continue;
        throw new NoticeRefusedError(event, cause, mayBeTaken || !isRefusal(cause));
      }
    }
  }
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
    const pause = begun === MOST_IN_A_SECOND ? SECOND_MS : GAP_MS;
    if (begun < MOST_IN_A_SECOND) setImmediate(next);
    else setTimeout(next, Math.min(pause, (deadline.left - LAST_NOTICE_MS) / waiting));
  });
}
