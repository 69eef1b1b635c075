import { REGION } from './credentials';
import { AwsError } from './errors';
import type { Input, Operation } from './wire';

/** botocore, sns/2010-03-31/service-2.json. */
const API_VERSION = '2010-03-31';
const TOPIC_ARN = new RegExp(`^arn:aws:sns:${REGION}:\\d{12}:[\\w-]{1,256}$`);

/**
 * Refuses what SNS refuses of any call on a topic; `known` are the parameters besides its ARN. Not
 * verified: unknown parameters and versions, which the SDK never sends; an ARN that is absent, whose
 * words are those of Unsubscribe (recorded by LocalStack: test_unsubscribe_wrong_arn_format).
 */
export function checkTopicCall(
  operation: Operation,
  input: Input,
  known: readonly string[] = [],
): void {
  checkCall(operation, input, ['TopicArn', ...known]);
  const { TopicArn } = input as Readonly<Record<string, string>>;
  if (TopicArn === undefined) {
    const parameter = operation === 'Publish' ? 'TopicArn or TargetArn' : 'TopicArn';
    throw invalid(`${parameter} Reason: no value for required parameter`);
  }
  checkArn(TopicArn);
}

/** Refuses what SNS refuses of any call; `known` are its parameters. */
export function checkCall(operation: Operation, input: Input, known: readonly string[]): void {
  const stranger = Object.keys(input).find((name) => !['Version', ...known].includes(name));
  if (stranger !== undefined) throw invalid(stranger);
  const { Version = '' } = input as Readonly<Record<string, string>>;
  if (Version !== API_VERSION) {
    throw new AwsError(
      'InvalidAction',
      `Could not find operation ${operation} for version ${Version}`,
    );
  }
}

export function invalid(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}

/**
 * Recorded by LocalStack: test_publish_wrong_arn_format, test_topic_publish_another_region. Not
 * verified: that the other calls refuse another region as Publish does; the refusal of a name that
 * no topic can have.
 */
function checkArn(arn: string): void {
  const { length } = arn.split(':');
  if (length < 6) {
    throw invalid(`TopicArn Reason: An ARN must have at least 6 elements, not ${length}`);
  }
  if (!TOPIC_ARN.test(arn)) throw invalid('TopicArn');
}
