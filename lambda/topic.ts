import { PublishCommand, SNSClient, SNSServiceException } from '@aws-sdk/client-sns';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { clientOptions } from './aws';
import type { Deadline } from './deadline';
import { NoticeRefusedError } from './errors';
import { limiter } from './limit';
import { compose } from './notice/compose';
import type { NoticeFacts } from './notice/compose';

/** More connections at once than this cost time and memory. */
const AT_ONCE = 50;

/** The topic that subscribers listen to. */
export class Topic {
  readonly #limit = limiter(AT_ONCE);
  #client: SNSClient | undefined;

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
    try {
      const { MessageId } = await this.#limit(() =>
        deadline.within((abortSignal) => this.client.send(notice, { abortSignal })),
      );
      mayBeTaken = true;
      if (MessageId === undefined) throw new Error('its answer names no message');
      return MessageId;
    } catch (cause) {
      throw new NoticeRefusedError(event, cause, mayBeTaken || !isRefusal(cause));
    }
  }
}

/** A 4xx says that SNS did not take the message. After anything else, it may have. */
function isRefusal(error: unknown): boolean {
  const { httpStatusCode = 0 } = error instanceof SNSServiceException ? error.$metadata : {};
  return httpStatusCode >= 400 && httpStatusCode < 500;
}
