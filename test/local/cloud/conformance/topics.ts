import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
} from '@aws-sdk/client-sns';
import type { MessageAttributeValue, PublishCommandInput } from '@aws-sdk/client-sns';
import type { FilterPolicy } from '../filter-policy';
import { ACCEPTED, verdict } from './backend';
import type { Backend } from './backend';

export type Input = Partial<PublishCommandInput>;

export const attributes = ({ clients }: Backend, TopicArn: string | undefined) =>
  clients.topics.send(new GetTopicAttributesCommand({ TopicArn }));
export const subscriptions = (
  { clients }: Backend,
  TopicArn: string | undefined,
  NextToken?: string,
) => clients.topics.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }));

/** Publishes to a topic of its own, unless `input` names another. */
export async function publish(backend: Backend, input: Input) {
  const TopicArn = await backend.createTopic('notices');
  const command = new PublishCommand({ TopicArn, Message: 'text', ...input });
  return verdict(backend.clients.topics.send(command));
}

/** What a queue gets of a message. */
export async function arrived(backend: Backend, input: Input, filter?: FilterPolicy) {
  const received = await backend.subscribeQueue(await backend.createTopic('notices'), filter);
  const answer = await publish(backend, input);
  return answer === ACCEPTED ? received() : [answer];
}

export const text = (StringValue: string, DataType = 'String') => ({ DataType, StringValue });
export const attribute = (value: MessageAttributeValue, name = 'it'): Input => ({
  MessageAttributes: { [name]: value },
});

export const INVALID = { name: 'InvalidParameterException', status: 400, code: 'InvalidParameter' };
export const invalid = (what: string) => ({ ...INVALID, message: `Invalid parameter: ${what}` });
