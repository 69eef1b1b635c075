import type { CheckEvent } from '../../lambda/contract';

export type Properties = Readonly<Record<string, unknown>>;

/** A resource of a stack: in the template, and as it is now. */
export interface LocalResource {
  readonly type: string;
  readonly id: string;
  readonly template: Properties;
  readonly metadata?: Properties;
  /** Null where it was deleted by hand. */
  readonly live: Properties | null;
}

export type Resources = Readonly<Record<string, LocalResource>>;

export interface StackOptions {
  readonly topicArn: string;
  readonly functionName: string;
  /** Of each schedule, what it sends. */
  readonly schedules: readonly CheckEvent[];
  readonly codeSha256?: string;
}

const ROLE_ARN = 'arn:aws:iam::123456789012:role/role';
const FUNCTION_ARN = 'arn:aws:lambda:ap-northeast-1:123456789012:function';

/** Values as they stand in a template, or as they are once CloudFormation resolved them. */
interface Values {
  readonly topic: unknown;
  readonly function: unknown;
  readonly functionArn: unknown;
  readonly role: unknown;
}

const TEMPLATE: Values = {
  topic: { Ref: 'Topic' },
  function: { Ref: 'Function' },
  functionArn: { 'Fn::GetAtt': ['Function', 'Arn'] },
  role: { 'Fn::GetAtt': ['Role', 'Arn'] },
};

/** The resources of a deployed monitor that a doctor looks at, as they should be. */
export function resourcesOf(options: StackOptions): Resources {
  const { topicArn, functionName, codeSha256 } = options;
  const live: Values = {
    topic: topicArn,
    function: functionName,
    functionArn: `${FUNCTION_ARN}:${functionName}`,
    role: ROLE_ARN,
  };
  const written = propertiesOf(options, TEMPLATE);
  const there = propertiesOf(options, live);
  const ids: Readonly<Record<string, string>> = { Topic: topicArn, Function: functionName };
  return Object.fromEntries(
    Object.entries(written).map(([name, [type, template]]) => {
      const id = ids[name] ?? (template['AlarmName'] as string | undefined) ?? name.toLowerCase();
      const metadata =
        name === 'Function' && codeSha256 !== undefined ? { metadata: { codeSha256 } } : {};
      return [name, { type, id, template, live: there[name]?.[1] ?? {}, ...metadata }];
    }),
  );
}

type Typed = readonly [type: string, properties: Properties];

function propertiesOf({ schedules }: StackOptions, values: Values): Record<string, Typed> {
  const accounts = schedules.flatMap((each) => each.accounts.map(({ name }) => name));
  const alarms = accounts.flatMap((name) => [
    [`Debt${name}`, debtAlarm(name, values)] as const,
    [`Blind${name}`, blindAlarm(name, values)] as const,
  ]);
  const scheduled = schedules.map((event, index) => {
    const named = ['AWS::Scheduler::Schedule', scheduleOf(event, values)] as const;
    return [`Schedule${index + 1}`, named] as const;
  });
  return {
    Topic: ['AWS::SNS::Topic', {}],
    Role: ['AWS::IAM::Role', {}],
    Function: ['AWS::Lambda::Function', functionOf(values)],
    ...Object.fromEntries(scheduled),
    ...Object.fromEntries(
      [...alarms, ['Errors', errorsAlarm(values)] as const].map(
        ([name, alarm]) => [name, ['AWS::CloudWatch::Alarm', alarm]] as const,
      ),
    ),
  };
}

function functionOf({ topic, role }: Values): Properties {
  return {
    ...{ Handler: 'index.handler', MemorySize: 256, Timeout: 50, Role: role },
    Environment: { Variables: { TOPIC_ARN: topic, REMIND_EVERY_SECONDS: '3600' } },
  };
}

function scheduleOf(event: CheckEvent, { functionArn, role }: Values): Properties {
  return {
    ...{ GroupName: 'group', ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED' },
    Target: {
      ...{ Arn: functionArn, RoleArn: role, RetryPolicy: { MaximumRetryAttempts: 2 } },
      Input: JSON.stringify({ scheduledTime: '<aws.scheduler.scheduled-time>', ...event }),
    },
  };
}

function debtAlarm(account: string, { topic }: Values): Properties {
  return {
    ...{ AlarmName: `PmLoanMonitor-debt-${account}`, ActionsEnabled: true, AlarmActions: [topic] },
    ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, EvaluationPeriods: 1 },
    ...{ Namespace: 'PmLoanMonitor/PmLoanMonitor', MetricName: 'BankruptcyLoan', Period: 300 },
    ...{ Dimensions: [{ Name: 'Account', Value: account }], Statistic: 'Maximum' },
    TreatMissingData: 'ignore',
  };
}

function blindAlarm(account: string, { topic }: Values): Properties {
  const Dimensions = [{ Name: 'Account', Value: account }];
  const Metric = { Dimensions, MetricName: 'BankruptcyLoan', Namespace: 'PmLoanMonitor' };
  return {
    ...{ AlarmName: `PmLoanMonitor-blind-${account}`, ActionsEnabled: true, AlarmActions: [topic] },
    ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 1, EvaluationPeriods: 15 },
    Metrics: [
      { Id: 'expr_1', Expression: 'FILL(answered, 0)', ReturnData: true },
      { Id: 'answered', MetricStat: { Metric, Period: 60, Stat: 'SampleCount' } },
    ],
    ...{ OKActions: [topic], TreatMissingData: 'breaching' },
  };
}

function errorsAlarm({ topic, function: checker }: Values): Properties {
  return {
    ...{ AlarmName: 'PmLoanMonitor-errors', ActionsEnabled: true, AlarmActions: [topic] },
    ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: 1, EvaluationPeriods: 3 },
    ...{ Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Period: 300 },
    Dimensions: [{ Name: 'FunctionName', Value: checker }],
  };
}
