import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { clientOptions } from '../aws';
import type { Subscriber } from '../contract';
import type { Deadline } from '../deadline';
import { printable } from '../errors';

/** What SNS answers in the place of an ARN while a subscription awaits its confirmation. */
const PENDING = 'PendingConfirmation';

export type TopicAttributes = Readonly<Record<string, string>>;

/** Looks at a topic: what it is like, and who is subscribed to it. */
export class TopicReader {
  readonly #client = new SNSClient(clientOptions());

  constructor(private readonly topicArn: string) {}

  /** @throws what the SDK throws */
  async attributes(deadline: Deadline): Promise<TopicAttributes> {
    const question = new GetTopicAttributesCommand({ TopicArn: this.topicArn });
    const { Attributes = {} } = await deadline.within((abortSignal) =>
      this.#client.send(question, { abortSignal }),
    );
    return Attributes;
  }

  /** Confirmed and pending ones, those that ended aside. @throws what the SDK throws */
  async subscribers(deadline: Deadline): Promise<Subscriber[]> {
    const subscribers: Subscriber[] = [];
    let NextToken: string | undefined;
    do {
      const question = new ListSubscriptionsByTopicCommand({ TopicArn: this.topicArn, NextToken });
      const page = await deadline.within((abortSignal) =>
        this.#client.send(question, { abortSignal }),
      );
      for (const { Protocol = '', Endpoint = '', SubscriptionArn = '' } of page.Subscriptions ??
        []) {
        const confirmed = SubscriptionArn.startsWith('arn:');
        if (!confirmed && SubscriptionArn !== PENDING) continue;
        subscribers.push({ protocol: printable(Protocol), endpoint: mask(Endpoint), confirmed });
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return subscribers;
  }
}

/** As much of an endpoint as its owner needs to know it by: addresses are people's, URLs hold keys. */
export function mask(endpoint: string): string {
  const [, name] = /^arn:.*[:/]([\w.-]{1,100})$/.exec(endpoint) ?? [];
  if (name !== undefined) return name;
  const host = URL.canParse(endpoint) ? `${new URL(endpoint).host}/***` : undefined;
  const email = endpoint.replace(/^(.)[^@]*@/, '$1***@');
  return printable(host ?? (email === endpoint ? `***${endpoint.slice(-2)}` : email));
}
