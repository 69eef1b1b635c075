import type { Failure, Facts, Subscriber } from '../../../lambda/diagnosis/facts';
import { broken, failed, ok, warning } from './finding';
import type { Outcome } from './finding';
import { list } from './list';
import { allows } from './policy';

const CLOUDWATCH = /"(\*|cloudwatch\.amazonaws\.com)"/;

/** What is known of the topic: by the function, or else by whoever runs the doctor. */
export type TopicFacts = Pick<Facts, 'topicArn' | 'topic' | 'subscribers'>;

/** Whether metrics can be written only shows when they are written. */
export function cloudwatch({ told, namespace }: Facts): Outcome {
  return told.error === undefined
    ? ok(`What subscribers were last told can be read from ${namespace}.`)
    : failed(told.error);
}

export function topic({ topic, topicArn }: TopicFacts): Outcome {
  return topic.error === undefined
    ? ok(`SNS answers for the topic ${topicArn.replace(/.*:/, '')}.`)
    : unanswered(topic.error);
}

/** Whether CloudWatch may publish: where it may not, alarms fire and nobody is told. */
export function topicPolicy({ topic: { answer } }: TopicFacts): Outcome | undefined {
  if (answer === undefined) return undefined;
  if (answer.kmsMasterKeyId === 'alias/aws/sns') {
    return broken(
      "The topic is encrypted with SNS's own key, which CloudWatch cannot use: no alarm reaches anyone.",
      'Encrypt it with a key of your own whose policy lets cloudwatch.amazonaws.com use it, or not at all.',
    );
  }
  return allows(answer.policy, CLOUDWATCH, 'sns:Publish')
    ? ok("The topic's policy lets CloudWatch's alarms publish.")
    : broken(
        "The topic's policy does not let CloudWatch publish: no alarm reaches anyone.",
        'Allow cloudwatch.amazonaws.com the action sns:Publish in it.',
      );
}

export function subscribers({ topic, topicArn, subscribers }: TopicFacts): Outcome | undefined {
  const { answer, error } = subscribers;
  // Where both are refused, the finding on the topic says it.
  if (error !== undefined) return topic.error === undefined ? unanswered(error) : undefined;
  const { confirmed, pending } = answer;
  const confirm =
    'Click the link in the mail from AWS (look among spam); "aws sns subscribe" again sends a new one.';
  if (confirmed.length + pending.length === 0) {
    return broken(
      'Nobody is subscribed: notices and alarms reach no one.',
      `Deploy with the setting emails, or ${subscribeByMail(topicArn)}`,
    );
  }
  if (confirmed.length === 0) {
    return broken(`Nobody has confirmed: ${named(pending)}. No one is told.`, confirm);
  }
  const detail = `Confirmed: ${named(confirmed)}.`;
  return pending.length === 0
    ? ok(detail)
    : warning(`${detail} Not confirmed: ${named(pending)}.`, confirm);
}

/** Whether somebody outside AWS would miss the monitor. */
export function heartbeat({ heartbeat: { isSet, ping } }: Pick<Facts, 'heartbeat'>): Outcome {
  if (!isSet) {
    return warning(
      'No heartbeat is set: if the whole of the function, the topic or the region dies, nobody hears of it.',
      'Set heartbeatUrl, as infra/README.md says.',
    );
  }
  if (ping === undefined) return ok('A heartbeat is set.');
  return ping.error === undefined
    ? ok('A heartbeat is set, and its service took one.')
    : broken(
        `A heartbeat is set, and it did not arrive. ${ping.error.message}`,
        'Check heartbeatUrl, the service, and the way out of the network of the function.',
      );
}

/** Whether anybody is told before a liquidation. To go without is a choice. */
export function margin({ marginWarning }: Facts): Outcome {
  return marginWarning === undefined
    ? {
        ...ok(
          'No margin warning is set: nobody is told that an account is close to a liquidation.',
        ),
        fix: 'If you want to be told, set marginWarning, such as 1.5, and deploy.',
      }
    : ok(`A margin warning is set: a uniMMR of ${marginWarning} or less is told.`);
}

export function subscribeByMail(topicArn: string): string {
  return `subscribe: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint you@example.com`;
}

function unanswered({ name, message }: Failure): Outcome {
  return broken(
    `SNS does not answer for the topic. ${message}`,
    name.startsWith('NotFound')
      ? 'Deploy with topicArn set to a topic that exists: notices and alarms reach no one.'
      : "Check the role's sns:GetTopicAttributes and sns:ListSubscriptionsByTopic, the topic's own policy, and the health of SNS.",
  );
}

function named(subscribers: readonly Subscriber[]): string {
  return list(subscribers.map(({ protocol, endpoint }) => `${protocol} ${endpoint}`));
}
