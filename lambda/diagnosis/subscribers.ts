import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
} from '@aws-sdk/client-sns';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Subscriber, Subscription } from '../contract';
import type { Deadline } from '../deadline';
import { describe, printable } from '../errors';

/** What SNS answers in the place of an ARN while a subscription awaits its confirmation. */
const PENDING = 'PendingConfirmation';
/** Each filter is a call of its own. */
const MOST_FILTERS = 50;
/** A hundred subscriptions each (API reference, ListSubscriptionsByTopic). */
const MOST_PAGES = 50;

export type TopicAttributes = Readonly<Record<string, string>>;

/** A subscription, its filter not yet read. */
type Listed = Subscriber & Pick<Subscription, 'arn'>;

/** Looks at a topic: what it is like, and who is subscribed to it. */
export class TopicReader {
  readonly #client: SNSClient;
  readonly #topicArn: string;

  constructor(client: SNSClient, topicArn: string) {
    this.#client = client;
    this.#topicArn = topicArn;
  }

  /** @throws what the SDK throws */
  async attributes(deadline: Deadline): Promise<TopicAttributes> {
    const question = new GetTopicAttributesCommand({ TopicArn: this.#topicArn });
    const { Attributes = {} } = await deadline.within((abortSignal) =>
      this.#client.send(question, { abortSignal }),
    );
    return Attributes;
  }

  /** Confirmed and pending ones, those that ended aside. @throws what the SDK throws */
  async subscriptions(deadline: Deadline): Promise<Listed[]> {
    const subscriptions: Listed[] = [];
    let NextToken: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const question = new ListSubscriptionsByTopicCommand({ TopicArn: this.#topicArn, NextToken });
      const page = await deadline.within((abortSignal) =>
        this.#client.send(question, { abortSignal }),
      );
      for (const {
        Protocol = '',
        Endpoint = '',
        SubscriptionArn: arn = '',
      } of page.Subscriptions ?? []) {
        const confirmed = arn.startsWith('arn:');
        if (!confirmed && arn !== PENDING) continue;
        const endpoint = mask(Endpoint);
        subscriptions.push({ protocol: printable(Protocol), endpoint, confirmed, arn });
      }
      NextToken = page.NextToken;
      if (NextToken === undefined) return subscriptions;
    }
    throw new Error(`the list of subscriptions has more than ${MOST_PAGES} pages`);
  }

  /** The confirmed ones, each with its filter or the reason why that cannot be read. */
  filtered(
    subscriptions: readonly Listed[],
    limit: <T>(job: () => Promise<T>) => Promise<T>,
    deadline: Deadline,
  ): Promise<Subscription[]> {
    const confirmed = subscriptions.filter((each) => each.confirmed);
    return Promise.all(
      confirmed.map(async (each, index) => ({
        ...each,
        filter:
          index < MOST_FILTERS
            ? await limit(() => this.#filter(each.arn, deadline)).catch(unreadable)
            : { unreadable: `only the first ${MOST_FILTERS} filters are read` },
      })),
    );
  }

  async #filter(SubscriptionArn: string, deadline: Deadline): Promise<Subscription['filter']> {
    const question = new GetSubscriptionAttributesCommand({ SubscriptionArn });
    const { Attributes: { FilterPolicy: policy, FilterPolicyScope } = {} } = await deadline.within(
      (abortSignal) => this.#client.send(question, { abortSignal }),
    );
    if (policy === undefined) return null;
    const scope = FilterPolicyScope === 'MessageBody' ? FilterPolicyScope : 'MessageAttributes';
    return { policy, scope };
  }
}

function unreadable(error: unknown): { readonly unreadable: string } {
  return { unreadable: describe(error) };
}

/** As much of an endpoint as its owner needs to know it by: addresses are people's, URLs hold keys. */
export function mask(endpoint: string): string {
  const [, name] = /^arn:.*[:/]([\w.-]{1,100})$/.exec(endpoint) ?? [];
  if (name !== undefined) return name;
  const host = URL.canParse(endpoint) ? `${new URL(endpoint).host}/***` : undefined;
  const email = endpoint.replace(/^(.)[^@]*@/, '$1***@');
  return printable(host ?? (email === endpoint ? `***${endpoint.slice(-2)}` : email));
}
