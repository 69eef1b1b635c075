import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import type { Account, CheckEvent } from '../../../lambda/contract';
import { explained, OperatorError } from '../errors';
import { resolveTemplate } from './template';
import type { StackResource, Template } from './template';

/** What is read of a deployed stack. */
export interface DeployedStack {
  readonly name: string;
  readonly region: string;
  readonly functionName: string;
  readonly topicArn: string;
  readonly egressIp: string | undefined;
  readonly resources: readonly StackResource[];
  /** What each schedule was deployed to check. */
  readonly schedules: readonly (readonly Account[])[];
}

/** @throws {OperatorError} */
export async function readStack(name: string, region: string): Promise<DeployedStack> {
  const client = new CloudFormationClient({ region });
  try {
    const { stackId, outputs } = await describe(client, name, region);
    const functionName = outputs.get('FunctionName');
    if (functionName === undefined) {
      throw new OperatorError(
        `The stack ${name} has no output FunctionName: it is no monitor, or was not deployed to the end.`,
      );
    }
    const resources = await readResources(client, name, stackId);
    const schedules = resources
      .filter(({ type }) => type === 'AWS::Scheduler::Schedule')
      .map(({ properties }) => accountsOf(properties));
    if (schedules.length === 0) {
      throw new OperatorError(`The stack ${name} has no schedule: it is no monitor.`);
    }
    const [topicArn, egressIp] = [outputs.get('TopicArn') ?? '', outputs.get('EgressIp')];
    return { name, region, functionName, topicArn, egressIp, resources, schedules };
  } catch (error) {
    throw explained(error);
  }
}

async function describe(client: CloudFormationClient, name: string, region: string) {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const [{ StackId: stackId = '', Outputs = [] } = {}] = Stacks;
    const outputs = new Map(
      Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
    return { stackId, outputs };
  } catch (error) {
    if (!(error as Error).message.includes('does not exist')) throw error;
    throw new OperatorError(
      `There is no stack ${name} in ${region}. Deploy it, or name another one with --stack and --region.`,
      { cause: error },
    );
  }
}

async function readResources(
  client: CloudFormationClient,
  StackName: string,
  stackId: string,
): Promise<StackResource[]> {
  const { TemplateBody = '' } = await client.send(
    // As CDK sent it: JSON.
    new GetTemplateCommand({ StackName, TemplateStage: 'Original' }),
  );
  const ids = new Map<string, string>();
  for await (const page of paginateListStackResources({ client }, { StackName })) {
    for (const { LogicalResourceId = '', PhysicalResourceId } of page.StackResourceSummaries ?? [])
      if (PhysicalResourceId !== undefined) ids.set(LogicalResourceId, PhysicalResourceId);
  }
  return resolveTemplate(JSON.parse(TemplateBody) as Template, stackId, ids);
}

/** What a schedule sends, of the template or of the schedule itself. */
export function accountsOf({ Target }: { readonly Target?: unknown }): readonly Account[] {
  const { Input = '{"accounts":[]}' } = (Target ?? {}) as { readonly Input?: string };
  return (JSON.parse(Input) as CheckEvent).accounts;
}
