import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { context } from '../../cdk.json';
import { readSettings, SettingsError } from '../settings/settings';
import type { Open } from './command';
import { explained, OperatorError } from './errors';
import { readStack } from './stack';

// The SDK would warn of Node.js 20, on which these commands still work.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** Opens the stack that the options name, or else the settings. @throws {OperatorError} */
export const openDeployed: Open = async (options) => {
  const settings = settingsOf(context);
  const { stack = settings.stackName, region = settings.region } = options;
  const { functionName, ...deployed } = await readStack(stack, region);
  return {
    ...deployed,
    stack,
    introduction: `The function ${functionName} of the stack ${stack} in ${region}:`,
    ask: (event) => invoke(functionName, event, region),
    close: () => Promise.resolve(),
  };
};

function settingsOf(cdkContext: Parameters<typeof readSettings>[0]) {
  try {
    return readSettings(cdkContext);
  } catch (error) {
    throw error instanceof SettingsError ? new OperatorError(error.message) : error;
  }
}

async function invoke(FunctionName: string, event: object, region: string): Promise<unknown> {
  // Asked once: a second try of a drill could be a second message to everyone.
  const client = new LambdaClient({ region, maxAttempts: 1 });
  const { Payload, FunctionError } = await client
    .send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }))
    .catch((error: unknown) => {
      throw explained(error);
    });
  const answer: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
  if (FunctionError === undefined) return answer;
  const { errorType, errorMessage } = answer as Readonly<Record<string, string>>;
  throw new OperatorError(
    `The function failed (${errorType ?? FunctionError}): ${errorMessage ?? ''} If the event is unknown to it, it is older than this command: deploy it again.`,
  );
}
