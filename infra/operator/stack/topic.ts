import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import { SNSClient } from '@aws-sdk/client-sns';
import { TopicReader } from '../../../lambda/aws/topic-reader';
import { Deadline } from '../../../lambda/deadline';
import { limiter } from '../../../lambda/limit';
import type { Deployed, TopicKeyFacts } from '../monitor';
import { askedOf } from './asked-of';

const READ_MS = 30_000;
/** Few enough for any quota of SNS's, since others read too. */
const FILTERS_AT_ONCE = 10;
/** SNS's own key: its policy is AWS's, and cannot be changed. */
const AWS_MANAGED = 'alias/aws/';

/** Reads the topic, its subscriptions, and the key that encrypts it. Never rejects. */
export async function readTopic(
  topicArn: string,
  region: string,
): Promise<Pick<Deployed, 'topicArn' | 'topic' | 'subscribers' | 'topicKey'>> {
  const reader = new TopicReader(new SNSClient({ region }), topicArn, new Deadline(READ_MS));
  const [topic, subscribers] = await Promise.all([
    askedOf('sns:GetTopicAttributes', reader.attributes()),
    askedOf(
      'sns:ListSubscriptionsByTopic and sns:GetSubscriptionAttributes',
      reader.subscribers(limiter(FILTERS_AT_ONCE)),
    ),
  ]);
  const { kmsMasterKeyId = '' } = topic.answer ?? {};
  const hasKey = kmsMasterKeyId !== '' && !kmsMasterKeyId.includes(AWS_MANAGED);
  const topicKey = hasKey
    ? {
        topicKey: await askedOf(
          'kms:DescribeKey and kms:GetKeyPolicy',
          readKey(kmsMasterKeyId, region),
        ),
      }
    : {};
  return { topicArn, topic, subscribers, ...topicKey };
}

async function readKey(KeyId: string, region: string): Promise<TopicKeyFacts> {
  const client = new KMSClient({ region });
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
  const { KeyState = '', Arn: arn = KeyId } = KeyMetadata ?? {};
  // It takes no alias. "The only valid name is default" (KMS API Reference, GetKeyPolicy).
  const { Policy: policy = '' } = await client.send(
    new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' }),
  );
  return { arn, state: KeyState, policy };
}
