import { ACCOUNT_ID } from './errors';
import type { Listed } from './subscription';

/** As GetTopicAttributes answers them; a list of entries on the wire. */
export type TopicAttributes = ReadonlyMap<string, string>;

/** "Up to 100" subscriptions a page (API reference). */
export const MOST_SUBSCRIPTIONS = 100;

/**
 * The policy that SNS gives a topic which is made without one: all of the account may use it.
 * Recorded by LocalStack: test_topic_get_attributes_with_fifo_false.
 */
export function defaultPolicy(topicArn: string): string {
  const actions = [
    ...['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission'],
    ...['DeleteTopic', 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'],
  ];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': ACCOUNT_ID } },
      },
    ],
  });
}

/** API reference of GetTopicAttributes; values of a new topic: recorded, as above. */
export function attributesOf(
  topicArn: string,
  set: Readonly<Record<string, string>>,
  subscriptions: readonly Listed[],
): TopicAttributes {
  const pending = subscriptions.filter((each) => each.pending).length;
  return new Map(
    Object.entries({
      TopicArn: topicArn,
      Owner: ACCOUNT_ID,
      DisplayName: '',
      Policy: defaultPolicy(topicArn),
      SubscriptionsConfirmed: String(subscriptions.length - pending),
      SubscriptionsPending: String(pending),
      SubscriptionsDeleted: '0',
      ...set,
    }),
  );
}

/**
 * A subscription as ListSubscriptionsByTopic answers it. `PendingConfirmation`: SNS guide, "Confirm
 * the subscription".
 */
export function listed(subscription: Listed): object {
  const { arn, topicArn, owner, protocol, endpoint, pending } = subscription;
  return {
    TopicArn: topicArn,
    Protocol: protocol,
    SubscriptionArn: pending ? 'PendingConfirmation' : arn,
    Owner: owner,
    Endpoint: endpoint,
  };
}
