import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CODE_SHA256 } from '../../lambda/contract';
import type { Open, Options } from './command';
import { explained, FunctionFailedError } from './errors';
import type { Deployed } from './monitor';
import { readSettingsIn } from './settings';
import { readLive } from './stack/live';
import { findSecrets } from './stack/secrets';
import { readStack } from './stack/stack';
import type { DeployedStack } from './stack/stack';
import { readTopic } from './stack/topic';

// The SDK would warn of Node.js 20, on which these commands still work.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** Opens the stack that the options name, or else the settings in a folder. */
export function openDeployed(folder: string): Open {
  return async (options) => {
    const { stack: name, region, inSettings } = named(options, folder);
    const stack = await readStack(name, region);
    const { functionName, egressIp, schedules } = stack;
    return {
      ...{ stack: name, egressIp, schedules },
      introduction: `The function ${functionName} of the stack ${name} in ${region}:`,
      ask: (event) => invoke(functionName, event, region),
      look: async () => ({ ...(await look(stack)), inSettings }),
      findSecrets: (names) => findSecrets(names, region),
      close: () => Promise.resolve(),
    };
  };
}

/** Without settings, both options are needed. @throws {OperatorError} */
function named({ stack, region }: Options, folder: string): Named {
  if (stack !== undefined && region !== undefined) return { stack, region, inSettings: undefined };
  const settings = readSettingsIn(folder);
  const found = { stack: stack ?? settings.stackName, region: region ?? settings.region };
  const isOwn = found.stack === settings.stackName && found.region === settings.region;
  const inSettings = isOwn ? settings.accounts.map(({ name }) => name) : undefined;
  return { ...found, inSettings };
}

type Named = Pick<Deployed, 'inSettings'> & { readonly stack: string; readonly region: string };

async function look(stack: DeployedStack): Promise<Omit<Deployed, 'inSettings'>> {
  const [live, topic] = await Promise.all([
    readLive(stack),
    readTopic(stack.topicArn, stack.region),
  ]);
  const checker = stack.resources.find(({ type }) => type === 'AWS::Lambda::Function');
  const { [CODE_SHA256]: codeSha256 } = checker?.metadata ?? {};
  return { ...live, ...topic, codeSha256: codeSha256 as string | undefined };
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
  throw new FunctionFailedError(
    `The function failed (${errorType ?? FunctionError}): ${errorMessage ?? ''}`,
    { fix: 'If the event is unknown to it, it is older than this command: deploy it again.' },
  );
}
