import { randomUUID } from 'node:crypto';
import { REGION } from './credentials';
import { ACCOUNT_ID, AwsError } from './errors';
import { checkFilterPolicy, matches } from './filter-policy';
import type { FilterPolicy } from './filter-policy';
import { filterable } from './message-attributes';
import type { MessageAttributes } from './message-attributes';
import { checkPublish, readTexts } from './publish';
import type { Protocol, PublishInput, Texts } from './publish';
import type { Input } from './wire';

/** A message that SNS accepted. */
export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly attributes: MessageAttributes;
  readonly texts: Texts;
}

/** A message as one subscriber gets it. */
export interface Delivery extends Omit<Message, 'texts'> {
  readonly text: string;
}

export interface SubscriptionOptions {
  readonly protocol: Protocol;
  readonly filterPolicy?: FilterPolicy;
  /** What the policy looks at; SNS's default is MessageAttributes. */
  readonly filterPolicyScope?: 'MessageAttributes' | 'MessageBody';
}

export interface Subscription extends SubscriptionOptions {
  readonly topicArn: string;
  /** Oldest first. */
  readonly inbox: readonly Delivery[];
}

/** SNS: Publish to standard topics. */
export class Sns {
  /** Whatever was accepted, oldest first. */
  readonly messages: Message[] = [];
  readonly #topics = new Set<string>();
  readonly #subscriptions: (Subscription & { readonly inbox: Delivery[] })[] = [];

  /** Creates a topic, returns its ARN; names are of letters, digits, `-` and `_`. */
  create(name: string): string {
    const arn = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:${name}`;
    this.#topics.add(arn);
    return arn;
  }

  remove(topicArn: string): void {
    this.#topics.delete(topicArn);
  }

  subscribe(topicArn: string, options: SubscriptionOptions): Subscription {
    checkFilterPolicy(options.filterPolicy ?? {});
    const subscription = { ...options, topicArn, inbox: [] };
    this.#subscriptions.push(subscription);
    return subscription;
  }

  publish(input: Input): object {
    const wanted: PublishInput & Input = input;
    checkPublish(wanted);
    const texts = readTexts(wanted);
    const {
      TopicArn: topicArn = '',
      Subject: subject,
      MessageAttributes: attributes = {},
    } = wanted;
    if (!this.#topics.has(topicArn)) throw new AwsError('NotFound', 'Topic does not exist', 404);
    const message = { messageId: randomUUID(), topicArn, subject, attributes, texts };
    this.messages.push(message);
    for (const { inbox, ...subscription } of this.#subscriptions) {
      const delivery = delivered(message, subscription.protocol);
      if (topicArn === subscription.topicArn && passes(subscription, delivery))
        inbox.push(delivery);
    }
    return { MessageId: message.messageId };
  }
}

function delivered({ texts, ...message }: Message, protocol: Protocol): Delivery {
  return { ...message, text: texts[protocol] ?? texts.default };
}

function passes(options: SubscriptionOptions, { attributes, text }: Delivery): boolean {
  const { filterPolicy, filterPolicyScope = 'MessageAttributes' } = options;
  if (filterPolicy === undefined) return true;
  if (filterPolicyScope === 'MessageAttributes')
    return matches(filterPolicy, filterable(attributes));
  try {
    return matches(filterPolicy, JSON.parse(text));
  } catch {
    // A body that is no JSON matches no policy.
    return false;
  }
}
