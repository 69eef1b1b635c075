import { AwsError } from './errors';
import type { Input, Operation } from './wire';

const API_VERSION = '2010-03-31';

/** Refuses what SNS refuses of any call on a topic; `known` are the parameters besides its ARN. */
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
  if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(TopicArn)) throw invalid('TopicArn');
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
