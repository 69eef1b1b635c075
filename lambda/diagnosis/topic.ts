import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
} from '@aws-sdk/client-sns';
import type { SNSClient } from '@aws-sdk/client-sns';
import type {
  FilterPolicy,
  Subscriber,
  SubscriberFacts,
  Subscription,
  TopicFacts,
} from '../contract';
import type { Deadline } from '../deadline';
import { describe, printable } from '../errors';
import type { Limiter } from '../limit';

/** What SNS answers in the place of an ARN while a subscription awaits its confirmation. */
const PENDING = 'PendingConfirmation';
/** Each filter is a call of its own. */
const MAX_FILTERS = 50;
/** A hundred subscriptions each (API reference, ListSubscriptionsByTopic). */
const MAX_PAGES = 50;

export interface ReadableTopic {
  readonly arn: string;
  readonly client: SNSClient;
}

/** @throws what the SDK throws */
export async function readTopic(
  { client, arn }: ReadableTopic,
  deadline: Deadline,
): Promise<TopicFacts> {
  const { Attributes: { Policy = '', KmsMasterKeyId } = {} } = await deadline.within(
    (abortSignal) => client.send(new GetTopicAttributesCommand({ TopicArn: arn }), { abortSignal }),
  );
  return { policy: Policy, kmsMasterKeyId: KmsMasterKeyId };
}

/** Who is subscribed, and by which filter. @throws what the SDK throws */
export async function readSubscribers(
  topic: ReadableTopic,
  limit: Limiter,
  deadline: Deadline,
): Promise<SubscriberFacts> {
  const subscriptions = await listSubscriptions(topic, deadline);
  const filterOf = async (arn: string, index: number): Promise<Subscription['filter']> => {
    if (index >= MAX_FILTERS) {
      return { unreadable: `only the first ${MAX_FILTERS} filters are read` };
    }
    return limit(() => readFilter(topic, arn, deadline)).catch((error: unknown) => ({
      unreadable: describe(error),
    }));
  };
  const confirmed = subscriptions
    .filter((each) => each.confirmed)
    .map(async ({ protocol, endpoint, arn }, index) => {
      return { protocol, endpoint, arn, filter: await filterOf(arn, index) };
    });
  return {
    confirmed: await Promise.all(confirmed),
    pending: subscriptions
      .filter((each) => !each.confirmed)
      .map(({ protocol, endpoint }) => ({ protocol, endpoint })),
  };
}

/** Confirmed and pending ones; those that ended are left out. @throws what the SDK throws */
export async function listSubscriptions(
  { client, arn: TopicArn }: ReadableTopic,
  deadline: Deadline,
): Promise<(Subscriber & { readonly confirmed: boolean; readonly arn: string })[]> {
  const subscriptions = [];
  let NextToken: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const question = new ListSubscriptionsByTopicCommand({ TopicArn, NextToken });
    const page = await deadline.within((abortSignal) => client.send(question, { abortSignal }));
    for (const { Protocol = '', Endpoint = '', SubscriptionArn = '' } of page.Subscriptions ?? []) {
      const confirmed = SubscriptionArn.startsWith('arn:');
      if (!confirmed && SubscriptionArn !== PENDING) continue;
      const protocol = printable(Protocol);
      const endpoint = mask(Endpoint);
      subscriptions.push({ protocol, endpoint, confirmed, arn: SubscriptionArn });
    }
    NextToken = page.NextToken;
    if (NextToken === undefined) return subscriptions;
  }
  throw new Error(`the list of subscriptions has more than ${MAX_PAGES} pages`);
}

async function readFilter(
  { client }: ReadableTopic,
  SubscriptionArn: string,
  deadline: Deadline,
): Promise<FilterPolicy | null> {
  const question = new GetSubscriptionAttributesCommand({ SubscriptionArn });
  const { Attributes: { FilterPolicy: policy, FilterPolicyScope } = {} } = await deadline.within(
    (abortSignal) => client.send(question, { abortSignal }),
  );
  if (policy === undefined) return null;
  const scope = FilterPolicyScope === 'MessageBody' ? FilterPolicyScope : 'MessageAttributes';
  return { policy, scope };
}

/** As much of an endpoint as its owner needs to recognise it: URLs may hold keys. */
export function mask(endpoint: string): string {
  const [, name] = /^arn:.*[:/]([\w.-]{1,100})$/.exec(endpoint) ?? [];
  if (name !== undefined) return name;
  const host = URL.canParse(endpoint) ? `${new URL(endpoint).host}/***` : undefined;
  const email = endpoint.replace(/^(.)[^@]*@/, '$1***@');
  return printable(host ?? (email === endpoint ? `***${endpoint.slice(-2)}` : email));
}
