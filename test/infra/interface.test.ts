import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readSettings } from '../../infra/settings/settings';
import { MonitorStack } from '../../infra/stack';
import { resolved, Synthesis, VARIANTS } from './synthesis';
import type { Properties } from './synthesis';

/** What a newer version must not rename: subscribers, IP lists and histories hang on it. */
test('logical ids that must never change', () => {
  const { resources } = new Synthesis({ emails: 'ops@example.com', fixedEgress: true });
  const kept = [
    ...['NoticesTopic898AF2CD', 'NoticesTopicopsexamplecom30051125', 'EgressAddress5BA57CC7'],
    ...['CheckerLogsBAF4404D', 'AlarmsdebtmainB5648C01', 'Alarmsblindmain37E4DD00'],
  ];
  expect(Object.keys(resources)).toEqual(expect.arrayContaining(kept));
});

test.each([
  ['with one account', {}],
  ['with a fixed address', { fixedEgress: 'true' }],
])('the resources of the stack %s', (_, settings) => {
  const { resources } = new Synthesis(settings);
  const list = Object.entries(resources).map(([id, { Type }]) => `${Type} ${id}`);
  expect(list.sort().join('\n')).toMatchSnapshot();
});

test('the outputs are those of the contract', () => {
  const { template } = new Synthesis({ fixedEgress: true });
  const outputs = template.findOutputs('*') as Record<string, { Value: unknown }>;
  const names = ['CheckNow', 'DashboardUrl', 'EgressIp', 'FunctionName', 'TopicArn'];
  expect(Object.keys(outputs).sort()).toEqual(names);
  expect(resolved(outputs['CheckNow']?.Value)).toBe(
    'npx tsx infra/operator/main.ts check --stack PmLoanMonitor --region ap-northeast-1',
  );
});

test('the role may read the secrets that are named, of whatever AWS account, and no others', () => {
  const { PolicyDocument } = new Synthesis({
    ...VARIANTS['secrets and keys of their own'],
  }).one('AWS::IAM::ManagedPolicy') as { PolicyDocument: { Statement: { Resource: unknown }[] } };
  const [secrets, keys] = PolicyDocument.Statement.map(({ Resource }) => [Resource].flat());
  expect(secrets?.map(resolved)).toEqual([
    'arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:x-AbCdEf',
    'arn:aws:secretsmanager:ap-northeast-1:210987654321:secret:y-AbCdEf',
    'arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:pm-loan-monitor/hedge-??????',
  ]);
  expect(keys).toEqual([
    'arn:aws:kms:ap-northeast-1:123456789012:key/1234',
    'arn:aws:kms:ap-northeast-1:210987654321:key/5678',
  ]);
});

test.each([
  ['a topic of its own', 'one account', { Ref: 'NoticesTopic898AF2CD' }],
  ['a topic that exists', 'an existing topic', 'arn:aws:sns:ap-northeast-1:123456789012:incidents'],
])(
  'the role may publish to %s, see who is subscribed, and nothing else of SNS',
  (_, name, topic) => {
    const synthesis = new Synthesis({ ...VARIANTS[name] });
    const statements = synthesis
      .of('AWS::IAM::Policy')
      .flatMap(
        ([, { PolicyDocument }]) => (PolicyDocument as { Statement: Properties[] }).Statement,
      )
      .filter(({ Action }) => JSON.stringify(Action).includes('sns:'));
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'sns:GetSubscriptionAttributes',
          'sns:GetTopicAttributes',
          'sns:ListSubscriptionsByTopic',
          'sns:Publish',
        ],
        Resource: topic,
      },
    ]);
  },
);

const HEARTBEAT_URL = 'https://hc-ping.com/capability';

test('settings get to where they belong', () => {
  const synthesis = new Synthesis({
    ...{ memory: '512', logRetentionDays: '30', remindEvery: '2 hours', recvWindow: '10000' },
    ...{ baseUrls: 'https://api1.binance.com,https://api2.binance.com', emails: 'a@b.c,d@e.f' },
    ...{ runbookUrl: 'https://wiki.example.com/pm-loan', blindAfter: '30 minutes' },
    ...{ heartbeatUrl: HEARTBEAT_URL, marginWarning: '1.50' },
  });
  expect(synthesis.one('AWS::Lambda::Function')).toMatchObject({
    MemorySize: 512,
    Environment: {
      Variables: {
        REMIND_EVERY_SECONDS: '7200',
        BLIND_AFTER_SECONDS: '1800',
        MARGIN_WARNING: '1.50',
        HEARTBEAT_URL,
        RECV_WINDOW_MS: '10000',
        BINANCE_BASE_URL: 'https://api1.binance.com,https://api2.binance.com',
        RUNBOOK_URL: 'https://wiki.example.com/pm-loan',
        DASHBOARD_URL: expect.stringContaining('PmLoanMonitor-ap-northeast-1') as string,
      },
    },
  });
  expect(synthesis.one('AWS::Logs::LogGroup')).toMatchObject({ RetentionInDays: 30 });
  const subscribers = synthesis.of('AWS::SNS::Subscription').map(([, { Endpoint }]) => Endpoint);
  expect(subscribers).toEqual(['a@b.c', 'd@e.f']);
});

test('without the setting, the function is not told to watch the margin of accounts', () => {
  const { Environment } = new Synthesis().one('AWS::Lambda::Function');
  expect(JSON.stringify(Environment)).not.toContain('MARGIN_WARNING');
});

test('the address of the heartbeat is nowhere but in the environment of the function', () => {
  const { template } = new Synthesis({ heartbeatUrl: HEARTBEAT_URL });
  expect(JSON.stringify(template.toJSON()).split(HEARTBEAT_URL)).toHaveLength(2);
});

test('a Slack channel gets what the topic gets, and may look at CloudWatch alone', () => {
  const synthesis = new Synthesis(VARIANTS['a Slack channel']);
  const [[reading, policy]] = synthesis
    .of('AWS::IAM::ManagedPolicy')
    .filter(([id]) => id.startsWith('Slack')) as [[string, Properties]];
  expect(policy['PolicyDocument']).toHaveProperty('Statement', [
    {
      Sid: 'SeeMetricsAndAlarms',
      Effect: 'Allow',
      Action: ['cloudwatch:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*'],
      Resource: '*',
    },
  ]);
  const [role] = synthesis.of('AWS::IAM::Role').find(([id]) => id.startsWith('Slack')) ?? [''];
  expect(synthesis.resources[role]?.Properties).toMatchObject({
    ManagedPolicyArns: [{ Ref: reading }],
    AssumeRolePolicyDocument: {
      Statement: [{ Principal: { Service: 'chatbot.amazonaws.com' } }],
    },
  });
  const inline = synthesis.of('AWS::IAM::Policy').map(([, { Roles }]) => Roles);
  expect(inline).not.toContainEqual([{ Ref: role }]);
  expect(synthesis.one('AWS::Chatbot::SlackChannelConfiguration')).toMatchObject({
    ConfigurationName: 'PmLoanMonitor-ap-northeast-1',
    SlackWorkspaceId: 'T07EA123LEP',
    SlackChannelId: 'C07EZ1ABC23',
    SnsTopicArns: [{ Ref: 'NoticesTopic898AF2CD' }],
    IamRoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
    GuardrailPolicies: [{ Ref: reading }],
  });
});

test('the stack can be protected from being destroyed, and is not by default', () => {
  const protectedBy = (settings: object): boolean | undefined =>
    new MonitorStack(new App(), readSettings({ accounts: 'main', ...settings }))
      .terminationProtection;
  expect(protectedBy({ terminationProtection: 'true' })).toBe(true);
  expect(protectedBy({})).toBe(false);
});

test('two stacks never share what was told', () => {
  const namespaces = ['One', 'Two'].map((stackName) => {
    const { Environment } = new Synthesis({ stackName }).one('AWS::Lambda::Function') as {
      Environment: { Variables: Record<string, string> };
    };
    return Environment.Variables['METRIC_NAMESPACE'];
  });
  expect(namespaces).toEqual(['PmLoanMonitor/One', 'PmLoanMonitor/Two']);
});

test('the fixed address is that of the one way out', () => {
  const synthesis = new Synthesis({ fixedEgress: true, zone: 'ap-northeast-1c' });
  expect(synthesis.one('AWS::EC2::NatGateway')).toMatchObject({
    AllocationId: { 'Fn::GetAtt': ['EgressAddress5BA57CC7', 'AllocationId'] },
  });
  expect(synthesis.one('AWS::EC2::SecurityGroup')).toMatchObject({
    SecurityGroupEgress: [{ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }],
  });
  for (const [, subnet] of synthesis.of('AWS::EC2::Subnet')) {
    expect(subnet).toMatchObject({ AvailabilityZone: 'ap-northeast-1c' });
  }
});

test.each([
  [
    'a wrong setting',
    { accounts: 'main', interval: 'often' },
    /^The setting interval must be whole minutes, [^\n]*\.\n$/,
  ],
  ['no account', {}, /^The setting accounts is missing: run npm run init, [^\n]*\.\n$/],
])('%s ends synthesis with its sentence and nothing else', (_, settings, sentence) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', 'tsx/cjs', join(__dirname, '../../infra/app.ts')],
    { env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(settings) } },
  );
  expect(status).not.toBe(0);
  expect(stdout.toString()).toBe('');
  expect(stderr.toString()).toMatch(sentence);
});
