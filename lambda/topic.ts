import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientOptions } from './aws';
import type { Deadline } from './deadline';
import { NoticeRefusedError } from './errors';
import { compose } from './notice/compose';
import type { NoticeFacts } from './notice/compose';

/** The topic that subscribers listen to. */
export class Topic {
  #client: SNSClient | undefined;

  constructor(private readonly topicArn: string) {}

  /** Resolves once SNS has taken the notice. @throws {NoticeRefusedError} */
  async tell(facts: NoticeFacts, deadline: Deadline): Promise<void> {
    // Made on demand: most runs have nothing to tell.
    const client = (this.#client ??= new SNSClient(clientOptions()));
    const notice = new PublishCommand({ TopicArn: this.topicArn, ...compose(facts) });
    try {
      const { MessageId } = await deadline.within((abortSignal) =>
        client.send(notice, { abortSignal }),
      );
      if (MessageId === undefined) throw new Error('its answer names no message');
    } catch (cause) {
      throw new NoticeRefusedError(facts.event, cause);
    }
  }
}
