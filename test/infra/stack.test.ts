import { parseEnvironment } from '../../lambda/environment';
import { ENVIRONMENT } from '../../lambda/contract';
import { parseEvent } from '../../lambda/event';
import { addresses, EVERY_OPTION, names, resolved, Synthesis, VARIANTS } from './synthesis';
import type { Properties } from './synthesis';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

const SYNTHESES = Object.entries(VARIANTS).map(
  ([name, settings]) => [name, new Synthesis(settings, { validated: true })] as const,
);

function statements(policy: unknown): Statement[] {
  return (policy as { Statement: Statement[] }).Statement;
}

/** What roles may do, inline and by policies of their own. */
function granted(synthesis: Synthesis): Statement[] {
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => synthesis.of(type))
    .flatMap(([, { PolicyDocument }]) => statements(PolicyDocument));
}

/** Statements that name every resource, each with the reason why it has to. */
const EVERY_RESOURCE: Readonly<Record<string, string>> = {
  PublishInOneNamespace: 'PutMetricData has none, and is limited by its condition',
  WithoutResourceLevelPermissions: 'GetMetricData and BatchGetSecretValue have none',
  SeeMetricsAndAlarms: 'what shows metrics has none',
  RunInVpc: 'Lambda creates network interfaces whose names are not known before',
};

describe.each(SYNTHESES)('with %s', (_, synthesis) => {
  test('nothing holds a secret, or is retained after the stack is destroyed but its key', () => {
    expect(synthesis.of('AWS::SecretsManager::Secret')).toEqual([]);
    const retained = Object.values(synthesis.resources)
      .filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'))
      .map(({ Type }) => Type);
    expect(retained.filter((type) => type !== 'AWS::KMS::Key')).toEqual([]);
  });

  test('no statement names every resource without a reason', () => {
    for (const { Sid = '', Resource } of granted(synthesis)) {
      if ([Resource].flat().includes('*')) expect(Object.keys(EVERY_RESOURCE)).toContain(Sid);
    }
    expect(JSON.stringify(synthesis.of('AWS::IAM::Role'))).not.toContain(':policy/');
  });

  test('metrics may be published in the one namespace of the stack', () => {
    const puts = granted(synthesis).filter(({ Action }) =>
      [Action].flat().includes('cloudwatch:PutMetricData'),
    );
    expect(puts.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'cloudwatch:namespace': 'PmLoanMonitor/PmLoanMonitor' } },
    ]);
  });

  test('CloudFormation and IAM take it', () => {
    expect(Object.keys(synthesis.resources).length).toBeLessThanOrEqual(500);
    expect(JSON.stringify(synthesis.template.toJSON(), undefined, 1).length).toBeLessThan(
      1_000_000,
    );
    const managed = synthesis.of('AWS::IAM::ManagedPolicy');
    expect(managed.length).toBeLessThanOrEqual(10);
    for (const [, { PolicyDocument }] of managed) {
      const text = statements(PolicyDocument).flatMap(({ Resource }) => [Resource].flat());
      expect(text.map(resolved).join('","').length).toBeLessThan(5_500);
    }
  });

  test('the function finds its environment as it reads it', () => {
    const { Environment } = synthesis.one('AWS::Lambda::Function') as {
      Environment: { Variables: Record<string, unknown> };
    };
    const known: readonly string[] = Object.values(ENVIRONMENT);
    expect(known).toEqual(expect.arrayContaining(Object.keys(Environment.Variables)));
    const variables = Object.entries(Environment.Variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : 'arn:aws:sns:ap-northeast-1:123456789012:topic',
    ]);
    const { namespace } = parseEnvironment(Object.fromEntries(variables) as NodeJS.ProcessEnv);
    expect(namespace).toBe('PmLoanMonitor/PmLoanMonitor');
  });

  test('the function runs as its facts demand', () => {
    expect(synthesis.one('AWS::Lambda::Function')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 50,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.any(String) as string } },
    });
    expect(synthesis.one('AWS::Lambda::Function')).not.toHaveProperty(
      'ReservedConcurrentExecutions',
    );
  });

  test('every account is scheduled once, fifty a run at most, by an event the function takes', () => {
    const now = Date.parse('2026-11-22T06:30:00Z');
    const runs = synthesis.of('AWS::Scheduler::Schedule').map(([, schedule]) => {
      const { Input } = schedule['Target'] as { Input: string };
      expect(Input).toContain('"<aws.scheduler.scheduled-time>"');
      const event = Input.replace('<aws.scheduler.scheduled-time>', '2026-11-22T06:30:00Z');
      const order = parseEvent(JSON.parse(event), now);
      return order.kind === 'check' ? order.accounts : [];
    });
    for (const accounts of runs) expect(accounts.length).toBeLessThanOrEqual(50);
    const scheduled = runs.flat().map(({ name }) => `PmLoanMonitor-blind-${name}`);
    const watched = synthesis.alarms
      .map(({ AlarmName }) => AlarmName as string)
      .filter((name) => name.includes('-blind-'));
    expect([...scheduled].sort()).toEqual([...watched].sort());
  });

  test('the first run, which a rate schedule starts at once, finds the role allowed to start it', () => {
    const policies = synthesis
      .of('AWS::IAM::Policy')
      .map(([id]) => id)
      .filter((id) => id.startsWith('SchedulesRole'));
    expect(policies).toHaveLength(1);
    for (const [id] of synthesis.of('AWS::Scheduler::Schedule')) {
      expect(synthesis.resources[id]?.DependsOn).toEqual(expect.arrayContaining(policies));
    }
  });

  test('schedules are exact, in a group of their own, and what they cannot deliver is kept', () => {
    for (const [, schedule] of synthesis.of('AWS::Scheduler::Schedule')) {
      expect(schedule).toMatchObject({
        FlexibleTimeWindow: { Mode: 'OFF' },
        GroupName: expect.stringContaining('Group') as string,
        State: 'ENABLED',
        Target: {
          DeadLetterConfig: { Arn: expect.anything() as unknown },
          RetryPolicy: { MaximumRetryAttempts: 2 },
        },
      });
    }
    expect(synthesis.one('AWS::SQS::Queue')).not.toHaveProperty('FifoQueue');
  });

  test('every alarm has a name, a description, actions, and periods that CloudWatch takes', () => {
    for (const alarm of synthesis.alarms) {
      expect(alarm).toMatchObject({
        AlarmName: expect.stringMatching(/^PmLoanMonitor-/) as string,
        AlarmDescription: expect.stringMatching(/^.{80,1024}$/) as string,
        ActionsEnabled: true,
      });
      expect((alarm['AlarmActions'] as unknown[]).length).toBeGreaterThan(0);
      const period = periodOf(alarm);
      expect(period % 60).toBe(0);
      expect(period * (alarm['EvaluationPeriods'] as number)).toBeLessThanOrEqual(
        period >= 3600 ? 7 * 86_400 : 86_400,
      );
    }
  });

  test('the dashboard holds every alarm and account', () => {
    const { DashboardBody } = synthesis.one('AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(DashboardBody);
    const { widgets } = synthesis;
    for (const { properties } of widgets) {
      expect((properties.alarms ?? []).length).toBeLessThanOrEqual(100);
    }
    expect(widgets.flatMap(({ properties }) => properties.alarms ?? []).length).toBe(
      synthesis.alarms.length,
    );
    // CloudWatch's limits of metrics, in a widget and in all of a dashboard.
    const metrics = widgets.map(({ properties }) => properties.metrics?.length ?? 0);
    expect(Math.max(...metrics)).toBeLessThanOrEqual(500);
    expect(metrics.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(2_500);
    for (const metric of ['BankruptcyLoan', 'NotifiedLoan']) expect(body).toContain(metric);
  });
});

test.each([
  [150, 4, EVERY_OPTION],
  [148, 10, EVERY_OPTION],
  [150, 154, { ...EVERY_OPTION, marginWarning: undefined }],
])(
  'a stack of %p accounts and %p addresses is accepted as its last resource fits, and not one more',
  (accounts, emails, options) => {
    const settings = { ...options, accounts: names(accounts) };
    const { resources } = new Synthesis({ ...settings, emails: addresses(emails) });
    expect(Object.keys(resources)).toHaveLength(500);
    expect(() => new Synthesis({ ...settings, emails: addresses(emails + 1) })).toThrow(
      new RegExp(`accounts must name at most ${accounts - 1} accounts, since .* 500 resources, of`),
    );
  },
);

describe('the topic', () => {
  const { template: plain } = new Synthesis();
  const encrypted = new Synthesis({ customerKey: true });

  test('takes TLS alone, and the alarms of this account', () => {
    const [, { PolicyDocument } = {} as Properties] =
      new Synthesis().of('AWS::SNS::TopicPolicy')[0] ?? [];
    expect(statements(PolicyDocument)).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
    plain.hasResourceProperties('AWS::SNS::Topic', {});
  });

  test('under a customer key: CloudWatch, the function and the schedules may use the key', () => {
    const { KeyPolicy, EnableKeyRotation } = encrypted.one('AWS::KMS::Key');
    expect(EnableKeyRotation).toBe(true);
    expect(statements(KeyPolicy)).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      }),
    );
    expect(encrypted.one('AWS::SNS::Topic')).toHaveProperty('KmsMasterKeyId');
    expect(encrypted.one('AWS::SQS::Queue')).toHaveProperty('KmsMasterKeyId');
    expect(encrypted.one('AWS::Logs::LogGroup')).toHaveProperty('KmsKeyId');
    for (const policy of ['CheckerRole', 'SchedulesRole']) {
      const [, { PolicyDocument } = {} as Properties] =
        encrypted.of('AWS::IAM::Policy').find(([id]) => id.startsWith(policy)) ?? [];
      const actions = statements(PolicyDocument).map(({ Action }) => Action);
      expect(actions).toContainEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    }
  });

  test('that exists already is told, with its key, and not touched', () => {
    const synthesis = new Synthesis(VARIANTS['an existing topic']);
    expect(synthesis.of('AWS::SNS::Topic')).toEqual([]);
    expect(synthesis.of('AWS::SNS::TopicPolicy')).toEqual([]);
    expect(synthesis.alarm('errors')['AlarmActions']).toEqual([
      'arn:aws:sns:ap-northeast-1:123456789012:incidents',
      'arn:aws:sns:ap-northeast-1:123456789012:pager',
    ]);
  });
});

function periodOf(alarm: Properties): number {
  const { Period, Metrics } = alarm as {
    Period?: number;
    Metrics?: { MetricStat?: { Period: number } }[];
  };
  return Period ?? Metrics?.flatMap(({ MetricStat }) => MetricStat?.Period ?? [])[0] ?? NaN;
}
