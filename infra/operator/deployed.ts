import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { GetScheduleOutput } from '@aws-sdk/client-scheduler';
import type { CheckEvent, Finding } from '../../lambda/contract';
import { explained, OperatorError } from './errors';
import type { OperatedMonitor } from './monitor';

// The SDK would warn of Node.js 20, on which these commands still work.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** Finds a stack's function, and what its schedules check. @throws {OperatorError} */
export async function openDeployed(stack: string, region: string): Promise<OperatedMonitor> {
  try {
    const outputs = await readOutputs(stack, region);
    const functionName = outputs.get('FunctionName');
    if (functionName === undefined) {
      throw new OperatorError(
        `The stack ${stack} has no output FunctionName: it is no monitor, or was not deployed to the end.`,
      );
    }
    const schedules = await readSchedules(stack, region);
    return {
      stack,
      introduction: `The function ${functionName} of the stack ${stack} in ${region}:`,
      accounts: schedules.flatMap(
        ({ Target }) => (JSON.parse(Target?.Input ?? '{"accounts":[]}') as CheckEvent).accounts,
      ),
      egressIp: outputs.get('EgressIp'),
      findings: [judgeSchedules(schedules)],
      ask: (event) => invoke(functionName, event, region),
      close: () => Promise.resolve(),
    };
  } catch (error) {
    throw explained(error);
  }
}

async function readOutputs(stack: string, region: string): Promise<Map<string, string>> {
  const client = new CloudFormationClient({ region });
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return new Map(
      Stacks[0]?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  } catch (error) {
    if (!(error as Error).message.includes('does not exist')) throw error;
    throw new OperatorError(
      `There is no stack ${stack} in ${region}. Name another with --stack, or another region with --region.`,
      { cause: error },
    );
  }
}

/** The schedules have all accounts; the output CheckNow has room for some. */
async function readSchedules(stack: string, region: string): Promise<GetScheduleOutput[]> {
  const client = new CloudFormationClient({ region });
  const names = new Map<string, string[]>();
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { ResourceType = '', PhysicalResourceId = '' } of page.StackResourceSummaries ??
      []) {
      names.set(ResourceType, [...(names.get(ResourceType) ?? []), PhysicalResourceId]);
    }
  }
  const [GroupName] = names.get('AWS::Scheduler::ScheduleGroup') ?? [];
  const schedules = names.get('AWS::Scheduler::Schedule') ?? [];
  if (schedules.length === 0) {
    throw new OperatorError(`The stack ${stack} has no schedule: it is no monitor.`);
  }
  const scheduler = new SchedulerClient({ region });
  return Promise.all(
    schedules.map(async (Name) => {
      try {
        return await scheduler.send(new GetScheduleCommand({ Name, GroupName }));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        return { Name };
      }
    }),
  );
}

function judgeSchedules(schedules: readonly GetScheduleOutput[]): Finding {
  const check = 'schedule';
  const named = (state: string | undefined): string =>
    schedules.flatMap(({ Name = '', State }) => (State === state ? [Name] : [])).join(', ');
  const [gone, off] = [named(undefined), named('DISABLED')];
  if (gone !== '') {
    return {
      check,
      status: 'error',
      detail: `Nothing is checked by ${gone}: deleted.`,
      fix: 'Put it back: npx cdk deploy --revert-drift.',
    };
  }
  return off === ''
    ? { check, status: 'ok', detail: `It runs by ${schedules[0]?.ScheduleExpression ?? ''}.` }
    : {
        check,
        status: 'error',
        detail: `Nothing is checked by ${off}: disabled.`,
        fix: 'Enable it in EventBridge Scheduler.',
      };
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
    `The function failed (${errorType ?? FunctionError}): ${errorMessage ?? ''} Where it does not know what it was asked, it is older than this command: deploy it again.`,
  );
}
