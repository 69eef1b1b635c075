import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { chunks } from '../../../lambda/chunks';
import type { Account } from '../../../lambda/contract';
import type { Asked } from '../../../lambda/diagnosis/facts';
import { askedOf } from './asked-of';
import { accountsOf } from './stack';
import type { DeployedStack } from './stack';
import type { Properties, StackResource } from './template';

/** The most names that one DescribeAlarms takes (CloudWatch API Reference). */
const MAX_ALARMS_PER_CALL = 100;

/** A resource as it was deployed, and as it is now; both in CloudFormation's own names. */
export interface LiveResource {
  readonly name: string;
  readonly deployed: Properties;
  /** Null where it was deleted. */
  readonly live: Asked<Properties | null>;
}

/** What of a stack can be changed by hand, and would keep somebody from being told. */
export interface LiveStack {
  readonly alarms: readonly LiveResource[];
  readonly schedules: readonly LiveResource[];
  readonly function: LiveResource;
}

/** Never rejects: what may not be read is a fact. */
export async function readLive(stack: DeployedStack): Promise<LiveStack> {
  const { region, resources } = stack;
  const of = (type: string): StackResource[] => resources.filter((each) => each.type === type);
  const scheduler = new SchedulerClient({ region });
  const [checker] = of('AWS::Lambda::Function');
  const [alarms, schedules, live] = await Promise.all([
    readAlarms(new CloudWatchClient({ region }), of('AWS::CloudWatch::Alarm')),
    Promise.all(of('AWS::Scheduler::Schedule').map((each) => readSchedule(scheduler, each))),
    askedOf(
      'lambda:GetFunctionConfiguration and lambda:GetFunctionConcurrency',
      orNull(readFunction(new LambdaClient({ region }), stack.functionName)),
    ),
  ]);
  const deployed = checker?.properties ?? {};
  return { alarms, schedules, function: { name: stack.functionName, deployed, live } };
}

function readAlarms(
  client: CloudWatchClient,
  alarms: readonly StackResource[],
): Promise<LiveResource[]> {
  const read = chunks(alarms, MAX_ALARMS_PER_CALL).flatMap((some) => {
    const AlarmNames = some.map(({ id }) => id);
    const command = new DescribeAlarmsCommand({ AlarmNames, MaxRecords: MAX_ALARMS_PER_CALL });
    const answer = client.send(command);
    return some.map(async ({ id: name, properties: deployed }) => {
      const live = await askedOf(
        'cloudwatch:DescribeAlarms',
        answer.then(({ MetricAlarms = [] }): Properties | null => {
          const found = MetricAlarms.find(({ AlarmName }) => AlarmName === name);
          return found === undefined ? null : { ...found };
        }),
      );
      return { name, deployed, live };
    });
  });
  return Promise.all(read);
}

async function readSchedule(
  client: SchedulerClient,
  { id: Name, properties }: StackResource,
): Promise<LiveResource> {
  const { GroupName } = properties as { readonly GroupName?: string };
  const live = await askedOf(
    'scheduler:GetSchedule',
    orNull(
      client
        .send(new GetScheduleCommand({ Name, GroupName }))
        .then(({ EndDate, ...found }) =>
          scheduleOf({ ...found, ...(EndDate && { EndDate: EndDate.toISOString() }) }),
        ),
    ),
  );
  return { name: Name, deployed: scheduleOf(properties), live };
}

/** With the accounts in place of the event, so that a difference can be read. */
function scheduleOf(schedule: object): Properties {
  const { Target } = schedule as { readonly Target?: Properties };
  return { ...schedule, Target: { ...Target, Input: spell(accountsOf({ Target })) } };
}

function spell(accounts: readonly Account[]): string {
  return accounts.map(({ name, secretId }) => `${name} (${secretId})`).join(', ');
}

async function readFunction(client: LambdaClient, FunctionName: string): Promise<Properties> {
  const [configuration, { ReservedConcurrentExecutions }] = await Promise.all([
    client.send(new GetFunctionConfigurationCommand({ FunctionName })),
    client.send(new GetFunctionConcurrencyCommand({ FunctionName })),
  ]);
  return { ...configuration, ReservedConcurrentExecutions };
}

/** What does not exist is no failure. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if ((error as Error).name === 'ResourceNotFoundException') return null;
    throw error;
  });
}
