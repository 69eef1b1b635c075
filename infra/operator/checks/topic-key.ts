import type { Outside } from '../monitor';
import { broken, failed, ok, warning } from './finding';
import type { Outcome } from './finding';
import { allows } from './policy';

const CLOUDWATCH = /"cloudwatch\.amazonaws\.com"/;
/** The root of the AWS account stands for whoever its own policies let use the key. */
const ROLES = /:root"|:role\/|"AWS":"\*"|^"\*"$/;
/** What SNS needs of whoever publishes (SNS Developer Guide, "Key management"). */
const NEEDED = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Whether the key that encrypts the topic lets function and alarms publish. */
export function topicKey(_: unknown, { deployed }: Outside): Outcome | undefined {
  const asked = deployed?.topicKey;
  if (asked === undefined) return undefined;
  if (asked.error !== undefined) return warning(asked.error.message, failed(asked.error).fix);
  const { arn, state, policy } = asked.answer;
  if (state !== 'Enabled') {
    const command =
      state === 'PendingDeletion'
        ? `aws kms cancel-key-deletion --key-id ${arn}, then aws kms enable-key --key-id ${arn}`
        : `aws kms enable-key --key-id ${arn}`;
    return broken(
      `The key of the topic is ${state}: neither notices nor alarms reach anyone.`,
      command,
    );
  }
  const untold = [
    ...(NEEDED.every((action) => allows(policy, CLOUDWATCH, action)) ? [] : ['CloudWatch']),
    ...(NEEDED.every((action) => allows(policy, ROLES, action)) ? [] : ["the function's role"]),
  ];
  return untold.length === 0
    ? ok('The key of the topic is enabled, and its policy lets function and alarms use it.')
    : broken(
        `The policy of the topic's key does not let ${untold.join(' and ')} use it.`,
        `Allow ${NEEDED.join(' and ')} in it: to cloudwatch.amazonaws.com for alarms, to the AWS account for the function.`,
      );
}
