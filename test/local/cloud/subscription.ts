import { ACCOUNT_ID, AwsError } from './errors';
import { matchesAttributes, matchesBody } from './filter-policy';
import type { FilterPolicy, FilterPolicyScope } from './filter-policy';
import type { MessageAttributes } from './message-attributes';
import type { Protocol } from './publish';
import { checkCall, invalid } from './topic-call';
import type { Input } from './wire';

export interface SubscriptionOptions {
  readonly protocol: Protocol;
  /** An address, a number, a URL or an ARN. */
  readonly endpoint?: string;
  /** Whether its confirmation is still awaited; until then it gets nothing. */
  readonly pending?: boolean;
  /** The AWS account that subscribed; the topic's by default. */
  readonly owner?: string;
  readonly filterPolicy?: FilterPolicy;
  readonly filterPolicyScope?: FilterPolicyScope;
}

export interface Listed extends SubscriptionOptions {
  readonly arn: string;
  readonly topicArn: string;
  readonly endpoint: string;
  readonly pending: boolean;
  readonly owner: string;
}

/** What a filter policy is held against. */
interface Filtered {
  readonly attributes: MessageAttributes;
  /**
   * Not verified: of a message in several forms, the form that the subscriber gets. LocalStack
   * takes it so too (publisher.py, `message_content(subscriber["Protocol"])`).
   */
  readonly text: string;
}

export function passes(subscription: SubscriptionOptions, { attributes, text }: Filtered): boolean {
  const { filterPolicy, filterPolicyScope } = subscription;
  if (filterPolicy === undefined) return true;
  return filterPolicyScope === 'MessageBody'
    ? matchesBody(filterPolicy, text)
    : matchesAttributes(filterPolicy, attributes);
}

/**
 * GetSubscriptionAttributes (API reference). Recorded by LocalStack's test_sns_filter_policy.py:
 * the scope is named only beside a policy, then always. Recorded in
 * github.com/ansible-collections/community.aws/pull/1418: how a subscription of another AWS account
 * is refused. The message of NotFound is that of the API's client libraries, not verified.
 */
export function readSubscription(subscriptions: readonly Listed[], input: Input): object {
  checkCall('GetSubscriptionAttributes', input, ['SubscriptionArn']);
  const { SubscriptionArn = '' } = input as Readonly<Record<string, string>>;
  if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}:[0-9a-f-]{36}$/.test(SubscriptionArn)) {
    throw invalid('SubscriptionArn');
  }
  const found = subscriptions.find(({ arn }) => arn === SubscriptionArn);
  if (found === undefined) throw new AwsError('NotFound', 'Subscription does not exist', 404);
  if (found.owner !== ACCOUNT_ID) {
    throw new AwsError('AuthorizationError', 'Not authorized to access this subscription', 403);
  }
  const { topicArn, owner, protocol, endpoint, pending, filterPolicy } = found;
  const filter = filterPolicy && {
    FilterPolicy: JSON.stringify(filterPolicy),
    FilterPolicyScope: found.filterPolicyScope ?? 'MessageAttributes',
  };
  const attributes = {
    ...{ SubscriptionArn, TopicArn: topicArn, Owner: owner, Protocol: protocol },
    Endpoint: endpoint,
    PendingConfirmation: String(pending),
    ConfirmationWasAuthenticated: 'false',
    RawMessageDelivery: 'false',
    ...filter,
  };
  return { Attributes: new Map(Object.entries(attributes)) };
}
