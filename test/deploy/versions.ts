/** Stacks of earlier versions, from the templates that `npx cdk synth -j` printed of them. */
import { readFileSync } from 'node:fs';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import type { Moto } from './moto';

export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

interface Template {
  readonly Resources: Record<string, { readonly Type: string; Properties: object }>;
}

/** Creates the stack of the template, with code in its function that does nothing. */
export async function createStack(moto: Moto, StackName: string, file: string): Promise<void> {
  const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
  for (const resource of Object.values(template.Resources)) {
    if (resource.Type !== 'AWS::Lambda::Function') continue;
    const Code = { ZipFile: 'exports.handler = async () => undefined;' };
    resource.Properties = { ...resource.Properties, Code };
  }
  const client = new CloudFormationClient(moto.clientOptions);
  await client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60 }, { StackName });
}

export async function resourcesOf(moto: Moto, StackName: string): Promise<StackResource[]> {
  const client = new CloudFormationClient(moto.clientOptions);
  const describe = new DescribeStackResourcesCommand({ StackName });
  const { StackResources = [] } = await client.send(describe);
  return StackResources.map((resource) => ({
    type: resource.ResourceType ?? '',
    logicalId: resource.LogicalResourceId ?? '',
    physicalId: resource.PhysicalResourceId ?? '',
  }));
}
