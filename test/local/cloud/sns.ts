import { randomUUID } from 'node:crypto';
import { REGION } from './credentials';
import { ACCOUNT_ID, AwsError } from './errors';
import { checkFilterPolicy } from './filter-policy';
import type { MessageAttributes } from './message-attributes';
import { checkPublish, readTexts } from './publish';
import type { Protocol, PublishInput, Texts } from './publish';
import { passes, readSubscription } from './subscription';
import type { Listed, SubscriptionOptions } from './subscription';
import { checkTopicCall, invalid } from './topic-call';
import { attributesOf, listed, MOST_SUBSCRIPTIONS } from './topic-reads';
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

/** A subscription with what it got. */
export interface Subscription extends Listed {
  /** Oldest first. */
  readonly inbox: readonly Delivery[];
}

type Subscriber = Subscription & { readonly inbox: Delivery[] };

/** SNS: Publish to standard topics, and who listens to them. */
export class Sns {
  /** How many subscriptions ListSubscriptionsByTopic answers at once. */
  pageSize = MOST_SUBSCRIPTIONS;
  /** Whatever was accepted, oldest first. */
  readonly messages: Message[] = [];
  readonly #topics = new Map<string, Record<string, string>>();
  #subscriptions: Subscriber[] = [];

  /** Creates a topic, returns its ARN; names are of letters, digits, `-` and `_`. */
  create(name: string): string {
    const arn = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:${name}`;
    this.#topics.set(arn, {});
    return arn;
  }

  /** Sets attributes such as `Policy` and `KmsMasterKeyId`, as SetTopicAttributes does. */
  set(topicArn: string, attributes: Readonly<Record<string, string>>): void {
    Object.assign(this.#find(topicArn), attributes);
  }

  remove(topicArn: string): void {
    this.#topics.delete(topicArn);
  }

  subscribe(topicArn: string, options: SubscriptionOptions): Subscription {
    checkFilterPolicy(options.filterPolicy ?? {}, options.filterPolicyScope ?? 'MessageAttributes');
    const subscription = {
      endpoint: `somebody's ${options.protocol}`,
      pending: false,
      owner: ACCOUNT_ID,
      ...options,
      arn: `${topicArn}:${randomUUID()}`,
      topicArn,
      inbox: [],
    };
    this.#subscriptions.push(subscription);
    return subscription;
  }

  /** Ends the subscriptions of a topic. */
  unsubscribeAll(topicArn: string): void {
    this.#subscriptions = this.#subscriptions.filter((each) => each.topicArn !== topicArn);
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
    this.#find(topicArn);
    const message = { messageId: randomUUID(), topicArn, subject, attributes, texts };
    this.messages.push(message);
    for (const { inbox, ...subscription } of this.#subscribersOf(topicArn)) {
      const delivery = delivered(message, subscription.protocol);
      if (!subscription.pending && passes(subscription, delivery)) inbox.push(delivery);
    }
    return { MessageId: message.messageId };
  }

  getTopicAttributes(input: Input): object {
    checkTopicCall('GetTopicAttributes', input);
    const topicArn = String(input['TopicArn']);
    const set = this.#find(topicArn);
    return { Attributes: attributesOf(topicArn, set, this.#subscribersOf(topicArn)) };
  }

  listSubscriptionsByTopic(input: Input): object {
    checkTopicCall('ListSubscriptionsByTopic', input, ['NextToken']);
    const { TopicArn, NextToken = '0' } = input as Readonly<Record<string, string>>;
    const topicArn = String(TopicArn);
    this.#find(topicArn);
    if (!/^\d+$/.test(NextToken)) throw invalid('NextToken');
    const all = this.#subscribersOf(topicArn);
    const [from, to] = [Number(NextToken), Number(NextToken) + this.pageSize];
    const next = to < all.length ? { NextToken: String(to) } : {};
    return { Subscriptions: all.slice(from, to).map(listed), ...next };
  }

  getSubscriptionAttributes(input: Input): object {
    return readSubscription(this.#subscriptions, input);
  }

  #find(topicArn: string): Record<string, string> {
    const attributes = this.#topics.get(topicArn);
    if (attributes === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return attributes;
  }

  #subscribersOf(topicArn: string): Subscriber[] {
    return this.#subscriptions.filter((each) => each.topicArn === topicArn);
  }
}

function delivered({ texts, ...message }: Message, protocol: Protocol): Delivery {
  return { ...message, text: texts[protocol] ?? texts.default };
}
