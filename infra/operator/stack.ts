import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import {
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { Account, CheckEvent } from '../../lambda/contract';
import { explained, OperatorError } from './errors';
import type { Schedule } from './monitor';

/** What is read of a deployed stack. */
export interface DeployedStack {
  readonly functionName: string;
  readonly egressIp: string | undefined;
  readonly schedules: readonly Schedule[];
  /** Those that any schedule checks; the output `CheckNow` has room for some alone. */
  readonly accounts: readonly Account[];
}

/** @throws {OperatorError} */
export async function readStack(name: string, region: string): Promise<DeployedStack> {
  try {
    const outputs = await readOutputs(name, region);
    const functionName = outputs.get('FunctionName');
    if (functionName === undefined) {
      throw new OperatorError(
        `The stack ${name} has no output FunctionName: it is no monitor, or was not deployed to the end.`,
      );
    }
    const schedules = await readSchedules(name, region);
    const accounts = schedules.flatMap((each) => each.accounts);
    return { functionName, egressIp: outputs.get('EgressIp'), schedules, accounts };
  } catch (error) {
    throw explained(error);
  }
}

async function readOutputs(name: string, region: string): Promise<Map<string, string>> {
  const client = new CloudFormationClient({ region });
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return new Map(
      Stacks[0]?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  } catch (error) {
    if (!(error as Error).message.includes('does not exist')) throw error;
    throw new OperatorError(
      `There is no stack ${name} in ${region}. Deploy it, or name another one with --stack and --region.`,
      { cause: error },
    );
  }
}

type ReadSchedule = Schedule & Pick<DeployedStack, 'accounts'>;

async function readSchedules(stack: string, region: string): Promise<ReadSchedule[]> {
  const client = new CloudFormationClient({ region });
  const resources: StackResourceSummary[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    resources.push(...(page.StackResourceSummaries ?? []));
  }
  const namesOf = (type: string): string[] =>
    resources.flatMap(({ ResourceType, PhysicalResourceId = '' }) =>
      ResourceType === type ? [PhysicalResourceId] : [],
    );
  const [group] = namesOf('AWS::Scheduler::ScheduleGroup');
  const names = namesOf('AWS::Scheduler::Schedule');
  if (names.length === 0) {
    throw new OperatorError(`The stack ${stack} has no schedule: it is no monitor.`);
  }
  const scheduler = new SchedulerClient({ region });
  return Promise.all(names.map((name) => readSchedule(scheduler, group, name)));
}

async function readSchedule(
  scheduler: SchedulerClient,
  GroupName: string | undefined,
  name: string,
): Promise<ReadSchedule> {
  try {
    const question = new GetScheduleCommand({ Name: name, GroupName });
    const { State, ScheduleExpression: expression = '', Target } = await scheduler.send(question);
    const { accounts } = JSON.parse(Target?.Input ?? '{"accounts":[]}') as CheckEvent;
    const state = State === 'DISABLED' ? State : 'ENABLED';
    return { name, state, expression, accounts };
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    return { name, state: 'DELETED', expression: '', accounts: [] };
  }
}
