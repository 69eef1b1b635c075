import type { CheckEvent } from '../../lambda/contract';
import { content } from './cloud/answers';
import { serve } from './loopback';
import type { Loopback, Request, Response } from './loopback';

/** A stack as CloudFormation and EventBridge Scheduler know it. */
export interface LocalStack {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Of each schedule, what it sends. */
  readonly schedules: readonly CheckEvent[];
  readonly disabled?: boolean;
  /** Whether the schedules were deleted by hand. */
  readonly deleted?: boolean;
  /** Whether whoever asks may not. */
  readonly denied?: boolean;
}

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

/** What the operator's commands ask of one stack: DescribeStacks, ListStackResources, GetSchedule. */
export function serveStack(stack: LocalStack): Promise<Loopback> {
  return serve({ fault: () => undefined, respond: (request) => respond(stack, request) });
}

function respond(stack: LocalStack, request: Request): Response {
  if (request.path.startsWith('/schedules/')) return schedule(stack, request);
  const { Action = '', StackName = '' } = Object.fromEntries(new URLSearchParams(request.body));
  if (stack.denied === true) return refused('AccessDenied', `Not authorized: ${Action}`, 403);
  if (StackName !== stack.name) {
    return refused('ValidationError', `Stack with id ${StackName} does not exist`);
  }
  const result = RESULTS[Action]?.(stack);
  if (result === undefined) return refused('InvalidAction', `Could not find operation ${Action}`);
  return xml(200, `${Action}Response`, { [`${Action}Result`]: result });
}

const RESULTS: Readonly<Record<string, (stack: LocalStack) => object>> = {
  DescribeStacks: ({ name, outputs }) => {
    const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => {
      return { OutputKey, OutputValue };
    });
    return { Stacks: [{ StackName: name, Outputs }] };
  },
  ListStackResources: ({ schedules }) => ({
    StackResourceSummaries: [
      { ResourceType: 'AWS::SNS::Topic', PhysicalResourceId: 'topic' },
      { ResourceType: 'AWS::Scheduler::ScheduleGroup', PhysicalResourceId: 'group' },
      ...schedules.map((_, index) => {
        return { ResourceType: 'AWS::Scheduler::Schedule', PhysicalResourceId: index };
      }),
    ],
  }),
};

function schedule(stack: LocalStack, { path, query }: Request): Response {
  const { schedules, disabled = false, deleted = false } = stack;
  const name = path.replace('/schedules/', '');
  const event = schedules[Number(name)];
  if (event === undefined || deleted || query !== 'groupName=group') {
    const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };
    return { status: 404, headers, body: '{"Message":"Schedule does not exist."}' };
  }
  const Input = JSON.stringify({ scheduledTime: '<aws.scheduler.scheduled-time>', ...event });
  const body = JSON.stringify({
    Name: name,
    State: disabled ? 'DISABLED' : 'ENABLED',
    ScheduleExpression: 'rate(5 minutes)',
    Target: { Input },
  });
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

function refused(Code: string, Message: string, status = 400): Response {
  return xml(status, 'ErrorResponse', { Error: { Type: 'Sender', Code, Message } });
}

function xml(status: number, root: string, value: object): Response {
  const body = `<${root} xmlns="${NAMESPACE}">${content(value)}</${root}>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
