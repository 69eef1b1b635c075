import type { SubscriptionOptions } from './cloud/subscription';
import type { World, WorldOptions } from './world';

/** A set-up in which one thing is wrong, or worth a word. */
export interface SetUp {
  /** Says what, to people. */
  readonly what: string;
  readonly options?: WorldOptions;
  readonly spoil?: (world: World) => void;
}

/** What goes wrong with the topic, and with those who listen to it. */
export const TOPIC_SET_UPS = {
  'topic-missing': {
    what: 'the topic was deleted',
    spoil: ({ cloud, topicArn }) => {
      cloud.topics.remove(topicArn);
    },
  },
  'topic-denied': {
    what: 'the role may not look at the topic',
    spoil: ({ cloud }) => {
      cloud.misbehave('GetTopicAttributes', 'access-denied');
      cloud.misbehave('ListSubscriptionsByTopic', 'access-denied');
    },
  },
  'subscribers-denied': {
    what: 'the role may not list who is subscribed',
    spoil: ({ cloud }) => {
      cloud.misbehave('ListSubscriptionsByTopic', 'access-denied');
    },
  },
  'alarms-denied': {
    what: "the topic's policy keeps CloudWatch out",
    spoil: ({ cloud, topicArn }) => {
      const Statement = [
        { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish' },
      ];
      cloud.topics.set(topicArn, { Policy: JSON.stringify({ Statement }) });
    },
  },
  'alarms-encrypted': {
    what: 'the topic is encrypted with a key that CloudWatch cannot use',
    spoil: ({ cloud, topicArn }) => {
      cloud.topics.set(topicArn, { KmsMasterKeyId: 'alias/aws/sns' });
    },
  },
  'nobody-subscribed': listening('nobody is subscribed', []),
  'nobody-confirmed': listening('nobody has confirmed', ['ops@example.com', 'risk@example.com']),
  'filter-lets-nothing': {
    what: 'a pager has a filter that lets nothing through',
    spoil: (world) => {
      page(world, { filterPolicy: { event: [{ exists: false }] } });
    },
  },
  'filters-without-debts': {
    what: 'no filter lets debts through',
    spoil: (world) => {
      world.cloud.topics.unsubscribeAll(world.topicArn);
      const filterPolicy = { AlarmName: [{ exists: true }] };
      page(world, { filterPolicy, filterPolicyScope: 'MessageBody' });
    },
  },
  'filters-denied': {
    what: 'the role may not read filters',
    spoil: ({ cloud }) => {
      cloud.misbehave('GetSubscriptionAttributes', 'access-denied');
    },
  },
  'no-heartbeat': {
    what: 'nobody outside AWS waits for a heartbeat',
    spoil: (world) => {
      world.heartbeatUrl = undefined;
    },
  },
  'one-pending': {
    what: 'one of the subscribers has not confirmed',
    spoil: ({ cloud, topicArn }) => {
      const endpoint = 'risk@example.com';
      cloud.topics.subscribe(topicArn, { protocol: 'email', endpoint, pending: true });
    },
  },
} as const satisfies Record<string, SetUp>;

/** Lets a pager listen, by a filter. */
function page(
  { cloud, topicArn }: World,
  filter: Pick<SubscriptionOptions, 'filterPolicy' | 'filterPolicyScope'>,
): void {
  const endpoint = 'https://events.pagerduty.com/integration/none/enqueue';
  cloud.topics.subscribe(topicArn, { protocol: 'https', endpoint, ...filter });
}

/** Nobody but those, who are still to confirm. */
function listening(what: string, pending: readonly string[]): SetUp {
  return {
    what,
    spoil: ({ cloud, topicArn }) => {
      cloud.topics.unsubscribeAll(topicArn);
      for (const endpoint of pending) {
        cloud.topics.subscribe(topicArn, { protocol: 'email', endpoint, pending: true });
      }
    },
  };
}
