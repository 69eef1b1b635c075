import type { Finding, Subscriber } from '../contract';
import { describe } from '../errors';
import { broken, ok, warning } from './findings';
import type { TopicAttributes } from './subscribers';

/** More would be read by nobody. */
const MOST_NAMED = 10;

/** What is known of the topic, each part read or the reason why not. */
export interface TopicAnswers {
  readonly topicArn: string;
  readonly attributes: TopicAttributes | Error;
  readonly subscribers: readonly Subscriber[] | Error;
}

export function judgeTopic({ topicArn, attributes, subscribers }: TopicAnswers): Finding[] {
  const about = { check: 'topic' } as const;
  const findings =
    attributes instanceof Error
      ? [unread('topic', attributes)]
      : [
          ok(about, `SNS answers for the topic ${topicArn.replace(/.*:/, '')}.`),
          judgeAlarms(attributes),
        ];
  // Where both are refused, the first says it.
  if (subscribers instanceof Error) {
    return attributes instanceof Error
      ? findings
      : [...findings, unread('subscribers', subscribers)];
  }
  return [...findings, judgeSubscribers(topicArn, subscribers)];
}

function unread(check: 'topic' | 'subscribers', error: Error): Finding {
  const detail = `SNS does not answer for the topic (${describe(error)}).`;
  const fix = error.name.startsWith('NotFound')
    ? 'Deploy with topicArn set to a topic that exists: notices and alarms reach no one.'
    : "Check the role's sns:GetTopicAttributes and sns:ListSubscriptionsByTopic, the topic's own policy, and the health of SNS.";
  return broken({ check }, detail, fix);
}

/** Whether CloudWatch may publish: where it may not, alarms sound and nobody hears them. */
function judgeAlarms({ KmsMasterKeyId, Policy = '' }: TopicAttributes): Finding {
  const about = { check: 'alarms' } as const;
  if (KmsMasterKeyId === 'alias/aws/sns') {
    return broken(
      about,
      "The topic is encrypted with SNS's own key, which CloudWatch cannot use: no alarm reaches anyone.",
      'Encrypt it with a key of your own whose policy lets cloudwatch.amazonaws.com use it, or not at all.',
    );
  }
  return letsCloudWatchPublish(Policy)
    ? ok(about, "The topic's policy lets CloudWatch's alarms publish.")
    : broken(
        about,
        "The topic's policy does not let CloudWatch publish: no alarm reaches anyone.",
        'Allow cloudwatch.amazonaws.com the action sns:Publish in it.',
      );
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
}

/** By what is allowed to whom; conditions are not looked at. */
function letsCloudWatchPublish(policy: string): boolean {
  const holds = (value: unknown, pattern: RegExp): boolean => pattern.test(JSON.stringify(value));
  try {
    const { Statement } = JSON.parse(policy) as { Statement: Statement | Statement[] };
    return [Statement]
      .flat()
      .some(
        ({ Effect, Principal = '', Action = '' }) =>
          Effect === 'Allow' &&
          holds(Principal, /"(\*|cloudwatch\.amazonaws\.com)"/) &&
          holds(Action, /"(\*|sns:(\*|publish))"/i),
      );
  } catch {
    return false;
  }
}

function judgeSubscribers(topicArn: string, subscribers: readonly Subscriber[]): Finding {
  const about = { check: 'subscribers' } as const;
  const pending = subscribers.filter(({ confirmed }) => !confirmed);
  const confirmed = subscribers.filter((each) => each.confirmed);
  if (subscribers.length === 0) {
    return broken(
      about,
      'Nobody is subscribed: notices and alarms reach no one.',
      `Deploy with the setting emails, or subscribe: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint you@example.com`,
    );
  }
  const confirm =
    'Click the link in the mail from AWS (look among spam); "aws sns subscribe" again has it sent anew.';
  if (confirmed.length === 0) {
    return broken(about, `Nobody has confirmed: ${named(pending)}. No one is told.`, confirm);
  }
  const detail = `Confirmed: ${named(confirmed)}.`;
  return pending.length === 0
    ? ok(about, detail)
    : warning(about, `${detail} Not confirmed: ${named(pending)}.`, confirm);
}

function named(subscribers: readonly Subscriber[]): string {
  const names = subscribers.slice(0, MOST_NAMED).map((each) => `${each.protocol} ${each.endpoint}`);
  const more = subscribers.length - names.length;
  return [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
