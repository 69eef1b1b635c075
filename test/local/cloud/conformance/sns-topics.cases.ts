import { each, verdict } from './backend';
import type { Backend, Case } from './backend';
import { attributes, INVALID, invalid, publish, subscriptions } from './topics';

const NOT_FOUND = {
  name: 'NotFoundException',
  message: 'Topic does not exist',
  status: 404,
  code: 'NotFound',
};
const ELSEWHERE = 'arn:aws:sns:eu-west-1:123456789012:notices';
const NO_ARN = invalid('TopicArn Reason: An ARN must have at least 6 elements, not 1');

/** Every call on a topic. */
const calls = async (backend: Backend, topicArn: string | undefined) => [
  await publish(backend, { TopicArn: topicArn }),
  await verdict(attributes(backend, topicArn)),
  await verdict(subscriptions(backend, topicArn)),
];

export const topicCases: readonly Case[] = [
  {
    name: 'SNS finds no topic that was never there',
    run: (backend) => calls(backend, 'arn:aws:sns:us-east-1:123456789012:never'),
    aws: [NOT_FOUND, NOT_FOUND, NOT_FOUND],
  },
  {
    name: 'SNS finds no topic that was deleted',
    run: async (backend) => {
      const topicArn = await backend.createTopic('gone');
      await backend.deleteTopic(topicArn);
      return calls(backend, topicArn);
    },
    aws: [NOT_FOUND, NOT_FOUND, NOT_FOUND],
  },
  {
    name: 'SNS refuses the topic of another region',
    run: (backend) => publish(backend, { TopicArn: ELSEWHERE }),
    aws: invalid('TopicArn'),
  },
  ...each('SNS refuses the ARN', ['notices', ''], calls, [NO_ARN, NO_ARN, NO_ARN]),
  ...each('SNS requires an ARN in place of', [undefined], calls, [INVALID, INVALID, INVALID]),
  {
    name: 'GetTopicAttributes of a new topic: no subscribers, no key, the policy that SNS gives it',
    run: async (backend) => {
      const { Attributes = {} } = await attributes(backend, await backend.createTopic('new'));
      const { Policy = '{}', KmsMasterKeyId = 'none', ...rest } = Attributes;
      return { ...rest, KmsMasterKeyId, Policy: JSON.parse(Policy) as unknown };
    },
    aws: {
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:new',
      Owner: '123456789012',
      SubscriptionsConfirmed: '0',
      SubscriptionsPending: '0',
      KmsMasterKeyId: 'none',
      Policy: {
        Statement: [
          {
            Principal: { AWS: '*' },
            Action: expect.arrayContaining(['SNS:Publish']) as string[],
            Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } },
          },
        ],
      },
    },
  },
  ...each(
    'GetTopicAttributes answers as set',
    [['Policy', '{"a":"<&>"}'] as const, ['KmsMasterKeyId', 'alias/aws/sns'] as const],
    async (backend, [name, value]) => {
      const topicArn = await backend.createTopic('set');
      await backend.setTopic(topicArn, name, value);
      return (await attributes(backend, topicArn)).Attributes?.[name] === value;
    },
    true,
  ),
  {
    name: 'SNS counts a queue as confirmed',
    run: async (backend) => {
      const topicArn = await backend.createTopic('notices');
      await backend.subscribeQueue(topicArn);
      return {
        attributes: (await attributes(backend, topicArn)).Attributes,
        subscriptions: (await subscriptions(backend, topicArn)).Subscriptions,
      };
    },
    aws: {
      attributes: { SubscriptionsConfirmed: '1', SubscriptionsPending: '0' },
      subscriptions: [
        {
          TopicArn: 'arn:aws:sns:us-east-1:123456789012:notices',
          Owner: '123456789012',
          Protocol: 'sqs',
          SubscriptionArn: expect.stringMatching(/:notices:[0-9a-f-]{36}$/) as string,
        },
      ],
    },
  },
  {
    name: 'SNS lists and counts an address that has not confirmed as pending',
    run: async (backend) => {
      const topicArn = await backend.createTopic('notices');
      await backend.subscribeEmail(topicArn, 'ops@example.com');
      return {
        attributes: (await attributes(backend, topicArn)).Attributes,
        subscriptions: (await subscriptions(backend, topicArn)).Subscriptions,
      };
    },
    aws: {
      attributes: { SubscriptionsConfirmed: '0', SubscriptionsPending: '1' },
      subscriptions: [{ Endpoint: 'ops@example.com', SubscriptionArn: 'PendingConfirmation' }],
    },
  },
  {
    name: 'ListSubscriptionsByTopic answers 100 subscriptions a page',
    run: async (backend) => {
      const topicArn = await backend.createTopic('notices');
      for (let index = 0; index < 101; index += 1) {
        await backend.subscribeEmail(topicArn, `${index}@example.com`);
      }
      const first = await subscriptions(backend, topicArn);
      const second = await subscriptions(backend, topicArn, first.NextToken);
      return [first.Subscriptions?.length, second.Subscriptions?.length, second.NextToken ?? 'end'];
    },
    aws: [100, 1, 'end'],
  },
  {
    name: 'ListSubscriptionsByTopic refuses a token that it never gave',
    run: async (backend) =>
      verdict(subscriptions(backend, await backend.createTopic('notices'), 'x')),
    aws: INVALID,
  },
];
