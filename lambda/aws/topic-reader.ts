import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
} from '@aws-sdk/client-sns';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Deadline } from '../deadline';
import { describe, printable } from '../errors';
import type { Limiter } from '../limit';
import type {
  FilterPolicy,
  Subscriber,
  SubscriberFacts,
  Subscription,
  TopicFacts,
} from '../diagnosis/facts';

/** What SNS answers in the place of an ARN while a subscription awaits its confirmation. */
const PENDING = 'PendingConfirmation';
/** Each filter is a call of its own. */
const MAX_FILTERS = 50;
/** A hundred subscriptions each (API reference, ListSubscriptionsByTopic). */
const MAX_PAGES = 50;

/** Looks at a topic: what it is like, and who is subscribed to it. Throws what the SDK throws. */
export class TopicReader {
  constructor(
    private readonly client: SNSClient,
    private readonly topicArn: string,
    private readonly deadline: Deadline,
  ) {}

  async attributes(): Promise<TopicFacts> {
    const command = new GetTopicAttributesCommand({ TopicArn: this.topicArn });
    const { Attributes = {} } = await this.deadline.within((abortSignal) =>
      this.client.send(command, { abortSignal }),
    );
    const { Policy: policy = '', KmsMasterKeyId: kmsMasterKeyId } = Attributes;
    return { policy, kmsMasterKeyId, confirmed: Number(Attributes['SubscriptionsConfirmed'] ?? 0) };
  }

  /** Confirmed and pending ones, without an ARN; those that ended are left out. */
  async #list(): Promise<(Subscriber & { readonly arn: string | undefined })[]> {
    const subscribers = [];
    let NextToken: string | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const command = new ListSubscriptionsByTopicCommand({ TopicArn: this.topicArn, NextToken });
      const page = await this.deadline.within((abortSignal) =>
        this.client.send(command, { abortSignal }),
      );
      for (const {
        Protocol = '',
        Endpoint = '',
        SubscriptionArn: arn = '',
      } of page.Subscriptions ?? []) {
        if (!arn.startsWith('arn:') && arn !== PENDING) continue;
        subscribers.push({
          protocol: printable(Protocol),
          endpoint: mask(Endpoint),
          arn: arn === PENDING ? undefined : arn,
        });
      }
      NextToken = page.NextToken;
      if (NextToken === undefined) return subscribers;
    }
    throw new Error(`the list of subscriptions has more than ${MAX_PAGES} pages`);
  }

  /** Who is subscribed, and by which filter. */
  async subscribers(limit: Limiter): Promise<SubscriberFacts> {
    const all = await this.#list();
    const confirmed = all
      .flatMap(({ arn, ...subscriber }) => (arn === undefined ? [] : [{ ...subscriber, arn }]))
      .map(async (each, index): Promise<Subscription> => {
        const filter =
          index < MAX_FILTERS
            ? await limit(() => this.#filter(each.arn)).catch(unreadable)
            : { unreadable: `only the first ${MAX_FILTERS} filters are read` };
        return { ...each, filter };
      });
    const pending = all.filter(({ arn }) => arn === undefined);
    return {
      confirmed: await Promise.all(confirmed),
      pending: pending.map(({ protocol, endpoint }) => ({ protocol, endpoint })),
    };
  }

  async #filter(SubscriptionArn: string): Promise<FilterPolicy | null> {
    const command = new GetSubscriptionAttributesCommand({ SubscriptionArn });
    const { Attributes: { FilterPolicy: policy, FilterPolicyScope } = {} } =
      await this.deadline.within((abortSignal) => this.client.send(command, { abortSignal }));
    if (policy === undefined) return null;
    const scope = FilterPolicyScope === 'MessageBody' ? FilterPolicyScope : 'MessageAttributes';
    return { policy, scope };
  }
}

function unreadable(error: unknown): { readonly unreadable: string } {
  return { unreadable: describe(error) };
}

/** As much of an endpoint as its owner needs to recognise it: URLs may hold keys. */
export function mask(endpoint: string): string {
  const [, name] = /^arn:.*[:/]([\w.-]{1,100})$/.exec(endpoint) ?? [];
  if (name !== undefined) return name;
  const host = URL.canParse(endpoint) ? `${new URL(endpoint).host}/***` : undefined;
  const email = endpoint.replace(/^(.)[^@]*@/, '$1***@');
  return printable(host ?? (email === endpoint ? `***${endpoint.slice(-2)}` : email));
}
