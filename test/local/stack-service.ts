import { content } from './cloud/answers';
import { serve } from './loopback';
import type { Loopback, Request, Response } from './loopback';
import type { Properties, Resources } from './stack-template';

/** A deployed stack, as CloudFormation and the services of its resources know it. */
export interface LocalStack {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: Resources;
  /** Of the function; 0 keeps Lambda from running it. */
  readonly reservedConcurrency?: number;
  /** That encrypts the topic. */
  readonly key?: { readonly state: string; readonly policy: string };
  /** The regions, beside the stack's, in which every secret exists. */
  readonly secretRegions?: readonly string[];
  /** Operations that whoever asks may not call. */
  readonly denied?: readonly string[];
}

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * What the doctor asks of one stack: of CloudFormation, EventBridge Scheduler, Lambda, CloudWatch
 * and KMS. The protocols are those that the SDK's clients speak.
 */
export function serveStack(stack: LocalStack): Promise<Loopback> {
  return serve({ fault: () => undefined, respond: (request) => respond(stack, request) });
}

function respond(stack: LocalStack, request: Request): Response {
  const { path } = request;
  const target = request.headers['x-amz-target']?.toString().split('.')[1];
  const action = new URLSearchParams(request.body).get('Action');
  const [, rest] = REST.find(([pattern]) => pattern.test(path)) ?? [];
  const operation = target ?? rest ?? action ?? '';
  if (stack.denied?.includes(operation) === true) return denied(operation, action !== null);
  if (target !== undefined) return JSON_OPERATIONS[target]?.(stack, request) ?? notFound('Secret');
  if (rest !== undefined) return REST_OPERATIONS[rest]?.(stack, path) ?? notFound(rest);
  return cloudFormation(stack, request.body);
}

/** Operations that are named by their path. */
const REST: readonly (readonly [RegExp, string])[] = [
  [/^\/schedules\//, 'GetSchedule'],
  [/^\/2015-03-31\/functions\/[^/]+\/configuration$/, 'GetFunctionConfiguration'],
  [/^\/2019-09-30\/functions\/[^/]+\/concurrency$/, 'GetFunctionConcurrency'],
];

const REST_OPERATIONS: Readonly<
  Record<string, (stack: LocalStack, path: string) => Response | undefined>
> = {
  GetSchedule: ({ resources }, path) => {
    const live = Object.values(resources).find(({ id }) => path === `/schedules/${id}`)?.live;
    return live ? json(live) : undefined;
  },
  GetFunctionConfiguration: ({ resources }) => {
    const { live } = resources['Function'] ?? {};
    return live ? json({ State: 'Active', ...live }) : undefined;
  },
  GetFunctionConcurrency: ({ reservedConcurrency }) =>
    json(
      reservedConcurrency === undefined
        ? {}
        : { ReservedConcurrentExecutions: reservedConcurrency },
    ),
};

const JSON_OPERATIONS: Readonly<
  Record<string, (stack: LocalStack, request: Request) => Response | undefined>
> = {
  DescribeAlarms: ({ resources }, { body }) => {
    const { AlarmNames } = JSON.parse(body) as { AlarmNames: readonly string[] };
    const MetricAlarms = Object.values(resources).flatMap(({ id, live }) =>
      live && AlarmNames.includes(id) ? [live] : [],
    );
    return json({ MetricAlarms });
  },
  DescribeKey: ({ key }) => json({ KeyMetadata: { KeyId: 'key', KeyState: key?.state } }),
  GetKeyPolicy: ({ key }) => json({ Policy: key?.policy }),
  DescribeSecret: ({ secretRegions = [] }, { headers }) => {
    // The region that a request is for stands in its signature.
    const [, region = ''] = /\/\d{8}\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
    return secretRegions.includes(region) ? json({ Name: 'found' }) : undefined;
  },
};

function cloudFormation({ name, outputs, resources }: LocalStack, body: string): Response {
  const { Action = '', StackName = '' } = Object.fromEntries(new URLSearchParams(body));
  if (StackName !== name) {
    return refused('ValidationError', `Stack with id ${StackName} does not exist`);
  }
  const entries = Object.entries(resources);
  const results: Readonly<Record<string, Properties>> = {
    DescribeStacks: { Stacks: [{ ...identity(name), Outputs: outputsOf(outputs) }] },
    ListStackResources: {
      StackResourceSummaries: entries.map(([LogicalResourceId, { type, id }]) => {
        return { LogicalResourceId, ResourceType: type, PhysicalResourceId: id };
      }),
    },
    GetTemplate: {
      TemplateBody: JSON.stringify({
        Resources: Object.fromEntries(
          entries.map(([logicalId, { type: Type, template: Properties, metadata: Metadata }]) => [
            logicalId,
            { Type, Properties, Metadata },
          ]),
        ),
      }),
    },
  };
  const result = results[Action];
  if (result === undefined) return refused('InvalidAction', `Could not find operation ${Action}`);
  return xml(200, `${Action}Response`, { [`${Action}Result`]: result });
}

function identity(StackName: string): Properties {
  const StackId = `arn:aws:cloudformation:ap-northeast-1:123456789012:stack/${StackName}/uuid`;
  return { StackId, StackName };
}

function outputsOf(outputs: LocalStack['outputs']): Properties[] {
  return Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
}

function json(value: object): Response {
  return { status: 200, headers: JSON_TYPE, body: JSON.stringify(value) };
}

function notFound(what: string): Response {
  const headers = { ...JSON_TYPE, 'x-amzn-errortype': 'ResourceNotFoundException' };
  const error = { __type: 'ResourceNotFoundException', message: `${what} does not exist.` };
  return { status: 404, headers, body: JSON.stringify(error) };
}

function denied(operation: string, isQuery: boolean): Response {
  const message = `Not authorized to perform: ${operation}`;
  if (isQuery) return refused('AccessDenied', message, 403);
  const headers = { ...JSON_TYPE, 'x-amzn-errortype': 'AccessDeniedException' };
  const body = JSON.stringify({ __type: 'AccessDeniedException', message });
  return { status: 403, headers, body };
}

function refused(Code: string, Message: string, status = 400): Response {
  return xml(status, 'ErrorResponse', { Error: { Type: 'Sender', Code, Message } });
}

function xml(status: number, root: string, value: object): Response {
  const body = `<${root} xmlns="${NAMESPACE}">${content(value)}</${root}>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
