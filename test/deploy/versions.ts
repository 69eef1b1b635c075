/** Stacks of earlier versions, from the templates that `npx cdk synth -j` printed of them. */
import { readFileSync } from 'node:fs';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { REGION } from './moto';
import type { Moto } from './moto';

export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

interface Template {
  readonly Resources: Record<string, { readonly Type: string; Properties: object }>;
}

function client({ url }: Moto): CloudFormationClient {
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  return new CloudFormationClient({ endpoint: url, region: REGION, credentials });
}

/** Creates the stack of the template, with code in its function that does nothing. */
export async function createStack(moto: Moto, StackName: string, file: string): Promise<void> {
  const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
  for (const resource of Object.values(template.Resources)) {
    if (resource.Type !== 'AWS::Lambda::Function') continue;
    const Code = { ZipFile: 'exports.handler = async () => undefined;' };
    resource.Properties = { ...resource.Properties, Code };
  }
  const cloudFormation = client(moto);
  await cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 60 }, { StackName });
}

export async function resourcesOf(moto: Moto, StackName: string): Promise<StackResource[]> {
  const { StackResources = [] } = await client(moto).send(
    new DescribeStackResourcesCommand({ StackName }),
  );
  return StackResources.map((resource) => ({
    type: resource.ResourceType ?? '',
    logicalId: resource.LogicalResourceId ?? '',
    physicalId: resource.PhysicalResourceId ?? '',
  }));
}
