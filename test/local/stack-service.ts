import type { CheckEvent } from '../../lambda/contract';
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
  const { Action, StackName = '' } = Object.fromEntries(new URLSearchParams(request.body));
  if (stack.denied === true) return refused('AccessDenied', `Not authorized: ${Action ?? ''}`, 403);
  if (StackName !== stack.name) {
    return refused('ValidationError', `Stack with id ${StackName} does not exist`);
  }
  if (Action === 'DescribeStacks') return describeStacks(stack);
  if (Action === 'ListStackResources') return listStackResources(stack);
  return refused('InvalidAction', `Could not find operation ${Action ?? ''}`);
}

function describeStacks({ name, outputs }: LocalStack): Response {
  const members = Object.entries(outputs).map(([key, value]) =>
    member({ OutputKey: key, OutputValue: value }),
  );
  const described = tag('StackName', name) + tag('Outputs', members.join(''));
  return answer('DescribeStacks', tag('Stacks', tag('member', described)));
}

function listStackResources({ schedules }: LocalStack): Response {
  const resources = [
    { ResourceType: 'AWS::SNS::Topic', PhysicalResourceId: 'topic' },
    { ResourceType: 'AWS::Scheduler::ScheduleGroup', PhysicalResourceId: 'group' },
    ...schedules.map((_, index) => ({
      ResourceType: 'AWS::Scheduler::Schedule',
      PhysicalResourceId: String(index),
    })),
  ];
  return answer(
    'ListStackResources',
    tag('StackResourceSummaries', resources.map(member).join('')),
  );
}

function schedule(stack: LocalStack, { path, query }: Request): Response {
  const { schedules, disabled = false, deleted = false } = stack;
  const name = path.replace('/schedules/', '');
  const event = schedules[Number(name)];
  if (event === undefined || deleted || query !== 'groupName=group') {
    const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };
    return { status: 404, headers, body: '{"Message":"Schedule does not exist."}' };
  }
  const body = {
    Name: name,
    State: disabled ? 'DISABLED' : 'ENABLED',
    ScheduleExpression: 'rate(5 minutes)',
    Target: {
      Input: JSON.stringify({ scheduledTime: '<aws.scheduler.scheduled-time>', ...event }),
    },
  };
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

function answer(action: string, result: string): Response {
  return xml(
    200,
    `<${action}Response xmlns="${NAMESPACE}">${tag(`${action}Result`, result)}</${action}Response>`,
  );
}

function refused(Code: string, Message: string, status = 400): Response {
  const error = tag(
    'Error',
    Object.entries({ Type: 'Sender', Code, Message })
      .map(([name, text]) => tag(name, text))
      .join(''),
  );
  return xml(status, `<ErrorResponse xmlns="${NAMESPACE}">${error}</ErrorResponse>`);
}

function xml(status: number, body: string): Response {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function member(fields: Readonly<Record<string, string>>): string {
  return tag(
    'member',
    Object.entries(fields)
      .map(([name, text]) => tag(name, text))
      .join(''),
  );
}

function tag(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}
