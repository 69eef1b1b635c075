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
const LARGEST_MESSAGE = 262_144;

/** Refuses what SNS refuses of Publish to a topic (API reference); whether the topic exists aside. */
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
 * control characters, "less than 100 characters long". Newer pages of AWS say UTF-8 for ASCII;
 * the narrower rule holds everywhere.
 */
function checkSubject(subject: string): void {
  if (!/^[!-~][ -~]{0,98}$/.test(subject)) throw invalid('Subject');
}

/** Takes the message apart by protocol; `MessageStructure` is `json` or absent. */
export function readTexts({ Message = '', MessageStructure }: PublishInput): Texts {
  if (MessageStructure === undefined) return { default: Message };
  if (MessageStructure !== 'json') throw invalid('MessageStructure');
  const texts = Object.entries(readObject(Message)).filter(
    ([key]) => key === 'default' || PROTOCOLS.includes(key),
  );
  // SNS passes over a text that is no string; refused here, or nobody would miss it.
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
    // Unlike JSON.parse, this one refuses a key given twice, as SNS does.
    const parsed = parse(message);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Told below, as the wrong kind of value is.
  }
  throw invalid('Message Structure - JSON message body failed to parse');
}
