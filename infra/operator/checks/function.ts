import type { Facts } from '../../../lambda/diagnosis/facts';
import type { Deployed, Outside, Unanswered } from '../monitor';
import type { Properties } from '../stack/template';
import { differences } from './differences';
import { broken, failed, ok, RESTORE, warning } from './finding';
import type { Outcome } from './finding';

const DEPLOY = 'Deploy it again: npx cdk deploy.';

/** Whether the function can run, and is the one that was deployed. */
export function checker(
  facts: Facts | undefined,
  failure: Unanswered | undefined,
  { deployed }: Outside,
): Outcome {
  const found = deployed?.function.live.answer;
  if (found === null) return broken('The function was deleted.', RESTORE);
  const stopped = found && whyStopped(deployed.function.name, found);
  if (stopped !== undefined) return stopped;
  if (failure !== undefined) return failed(failure);
  if (deployed === undefined) return ok('It answers.');
  const { error } = deployed.function.live;
  if (error !== undefined) return warning(error.message, failed(error).fix);
  const changes = [...otherCode(facts?.codeSha256, deployed), ...differences(deployed.function)];
  return changes.length === 0
    ? ok('It answers, and is the one that was deployed.')
    : broken(`The function is not as it was deployed: ${changes.join(', ')}.`, RESTORE);
}

function otherCode(live: string | undefined, { codeSha256: deployed }: Deployed): string[] {
  if (live === undefined || deployed === undefined || live === deployed) return [];
  const [found, was] = [live.slice(0, 12), deployed.slice(0, 12)];
  return [`the SHA-256 of its code begins with ${found}, deployed as ${was}`];
}

/** What keeps Lambda from running it (Lambda API Reference, GetFunctionConfiguration). */
function whyStopped(name: string, found: Properties): Outcome | undefined {
  const { ReservedConcurrentExecutions: reserved, State, LastUpdateStatus } = found;
  if (reserved === 0) {
    return broken(
      'The reserved concurrency of the function is 0, so Lambda never runs it.',
      `aws lambda delete-function-concurrency --function-name ${name}`,
    );
  }
  // A function that was idle for long is Inactive, and its next invocation makes it active.
  if (State === 'Failed' || LastUpdateStatus === 'Failed') {
    const { StateReason: reason = '' } = found as { readonly StateReason?: string };
    return broken(`Lambda could not set the function up. ${reason}`, DEPLOY);
  }
  return undefined;
}
