import { parse } from 'lossless-json';
import { AwsError, notServed } from './errors';
import { checkAttribute, sizeOf } from './message-attributes';
import type { MessageAttributes } from './message-attributes';
import { checkTopicCall, invalid } from './topic-call';
import type { Input } from './wire';

export type Protocol = 'email' | 'sms' | 'sqs' | 'lambda' | 'http' | 'https';

export interface PublishInput {
  readonly Version?: string;
  readonly TopicArn?: string;
  readonly Message?: string;
  readonly Subject?: string;
  readonly MessageStructure?: string;
  readonly MessageAttributes?: MessageAttributes;
}

/** What each protocol's subscribers get; those without a text of their own get `default`. */
export type Texts = Readonly<Partial<Record<Protocol, string>> & { default: string }>;

const PROTOCOLS: readonly string[] = ['email', 'sms', 'sqs', 'lambda', 'http', 'https'];
const KNOWN = ['Message', 'Subject', 'MessageStructure', 'MessageAttributes'];
const UNSERVED = ['TargetArn', 'PhoneNumber', 'MessageDeduplicationId', 'MessageGroupId'];
/** API reference; that attributes count: test_publish_too_long_message. */
const LARGEST_MESSAGE = 262_144;

/**
 * Refuses what SNS refuses of Publish to a topic, apart from a topic that does not exist. Sources:
 * the API reference of Publish, and the answers of SNS that LocalStack recorded in
 * tests/aws/services/sns/test_sns.snapshot.json, cited here by the names of its tests. An empty
 * message: test_empty_sns_message. Not verified: a message that is absent; the words are those for
 * a DataType that is absent, in test_empty_or_wrong_message_attributes.
 */
export function checkPublish(input: PublishInput & Input): void {
  const unserved = UNSERVED.find((name) => name in input);
  if (unserved !== undefined) throw notServed('sns', unserved);
  checkTopicCall('Publish', input, KNOWN);
  const { Message, Subject, MessageAttributes = {} } = input;
  if (Message === undefined) {
    const failed = "Value null at 'message' failed to satisfy constraint: Member must not be null";
    throw new AwsError('ValidationError', `1 validation error detected: ${failed}`);
  }
  if (Message === '') throw invalid('Empty message');
  if (Subject !== undefined) checkSubject(Subject);
  for (const [name, value] of Object.entries(MessageAttributes)) checkAttribute(name, value);
  if (Buffer.byteLength(Message) + sizeOf(MessageAttributes) > LARGEST_MESSAGE) {
    throw invalid('Message too long');
  }
}

/**
 * "ASCII text that begins with a letter, number, or punctuation mark", without line breaks and
 * control characters, "less than 100 characters long" (API reference). Newer pages of AWS say UTF-8
 * for ASCII, and SNS accepts 100 characters (getmoto/moto#1503): the narrower rule holds
 * everywhere. The words: test_publish_with_empty_subject.
 */
function checkSubject(subject: string): void {
  if (!/^[!-~][ -~]{0,98}$/.test(subject)) throw invalid('Subject');
}

/**
 * Takes the message apart by protocol; `MessageStructure` is `json` or absent. Recorded:
 * test_message_structure_json_exc. Not verified: the refusal of another MessageStructure.
 */
export function readTexts({ Message = '', MessageStructure }: PublishInput): Texts {
  if (MessageStructure === undefined) return { default: Message };
  if (MessageStructure !== 'json') throw invalid('MessageStructure');
  const texts = Object.entries(readObject(Message)).filter(
    ([key]) => key === 'default' || PROTOCOLS.includes(key),
  );
  // SNS ignores such a key ("non-string values"); refused here, or nobody would notice.
  const wrong = texts.find(([, text]) => typeof text !== 'string')?.[0];
  if (wrong !== undefined && wrong !== 'default') {
    throw invalid(`Message Structure - Entry ${wrong} is not a string`);
  }
  const { default: fallback, ...others } = Object.fromEntries(texts) as Partial<Texts>;
  if (typeof fallback !== 'string') {
    throw invalid('Message Structure - No default entry in JSON message body');
  }
  return { ...others, default: fallback };
}

function readObject(message: string): object {
  try {
    // "Duplicate keys are not allowed", though the recorded SNS accepted them.
    const parsed = parse(message);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Told below, as the wrong kind of value is.
  }
  throw invalid('Message Structure - JSON message body failed to parse');
}
