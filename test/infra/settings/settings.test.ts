import { SettingsError } from '../../../infra/settings/errors';
import { readSettings } from '../../../infra/settings/settings';
import { addresses, names } from '../synthesis';

const read = (settings: Record<string, unknown>) => readSettings({ accounts: 'main', ...settings });

test('one account is all that has to be set', () => {
  expect(read({})).toEqual({
    accounts: [{ name: 'main', secretId: 'pm-loan-monitor/main', kmsKeyArn: undefined }],
    secretPrefix: 'pm-loan-monitor',
    stackName: 'PmLoanMonitor',
    region: 'ap-northeast-1',
    allowUsRegion: false,
    interval: 300,
    remindEvery: 3600,
    blindAfter: 900,
    debtThreshold: 0,
    emails: [],
    alarmActionArns: [],
    fixedEgress: false,
    zone: 'ap-northeast-1a',
    customerKey: false,
    memory: 256,
    logRetentionDays: 90,
    baseUrls: ['https://api.binance.com'],
    terminationProtection: false,
  });
});

test("CDK's own context is left alone", () => {
  expect(
    read({ '@aws-cdk/core:x': true, 'aws:cdk:bundling-stacks': [], 'cli-telemetry': false }),
  ).toHaveProperty('interval', 300);
});

test('accounts are read from -c, from a list and from JSON alike', () => {
  const secret = 'other/secret-name';
  const expected = [
    { name: 'main', secretId: 'pm-loan-monitor/main', kmsKeyArn: undefined },
    { name: 'hedge', secretId: secret, kmsKeyArn: undefined },
  ];
  for (const accounts of [
    `main,hedge=${secret}`,
    ` main , hedge=${secret} `,
    ['main', { name: 'hedge', secret }],
    JSON.stringify(['main', `hedge=${secret}`]),
  ]) {
    expect(read({ accounts }).accounts).toEqual(expected);
  }
});

test.each<[setting: string, value: unknown, read: unknown]>([
  ['interval', '1 minute', 60],
  ['interval', '12 hours', 43_200],
  ['remindEvery', 0, 0],
  ['remindEvery', '0', 0],
  ['remindEvery', '12 hours', 43_200],
  ['blindAfter', '7 minutes', 420],
  ['blindAfter', '7 days', 604_800],
  ['debtThreshold', '0.5', 0.5],
  ['emails', 'a@b.c', ['a@b.c']],
  ['emails', 'a@b.c, d@e.f', ['a@b.c', 'd@e.f']],
  ['heartbeatUrl', 'https://hc-ping.com/x?y=z', 'https://hc-ping.com/x?y=z'],
  ['fixedEgress', true, true],
  ['memory', '512', 512],
  ['logRetentionDays', '365', 365],
  [
    'baseUrls',
    'https://a.binance.com,https://b.binance.com',
    ['https://a.binance.com', 'https://b.binance.com'],
  ],
  ['recvWindow', 10_000, '10000'],
  ['recvWindow', '6000.346', '6000.346'],
  ['marginWarning', 1.5, '1.5'],
  ['marginWarning', '1.50', '1.50'],
  ['marginWarning', '1.00000001', '1.00000001'],
  ['marginWarning', 10, '10'],
])('%s may be %j', (setting, value, expected) => {
  expect(read({ [setting]: value })).toHaveProperty(setting, expected);
});

// The forms that the CloudWatch API Reference lists under PutMetricAlarm, AlarmActions.
test.each([
  'arn:aws:sns:ap-northeast-1:123456789012:pager',
  'arn:aws:lambda:ap-northeast-1:123456789012:function:page:live',
  'arn:aws:ssm:ap-northeast-1:123456789012:opsitem:1#CATEGORY=Availability',
  'arn:aws:ssm-incidents::123456789012:response-plan/debt',
  'arn:aws:ssm-incidents::123456789012:responseplan/debt',
  'arn:aws:autoscaling:ap-northeast-1:123456789012:scalingPolicy:6f9a-1:autoScalingGroupName/g:policyName/p',
  'arn:aws:automate:ap-northeast-1:ec2:stop',
  'arn:aws:swf:ap-northeast-1:123456789012:action/actions/AWS_EC2.InstanceId.Stop/1.0',
  'arn:aws:aiops:ap-northeast-1:123456789012:investigation-group:debts',
])('an alarm may set off %s', (arn) => {
  expect(read({ alarmActionArns: arn })).toHaveProperty('alarmActionArns', [arn]);
});

test.each<[blindAfter: number, interval: string]>([
  [300, '1 minute'],
  [900, '5 minutes'],
  [129_600, '12 hours'],
])('blindAfter is %s seconds at an interval of %s', (blindAfter, interval) => {
  expect(read({ interval })).toHaveProperty('blindAfter', blindAfter);
});

test.each([
  [150, { marginWarning: '1.5', emails: 'a@b.c' }],
  [145, { marginWarning: '1.5', emails: addresses(19) }],
])('%p accounts fit with %j', (count, settings) => {
  expect(read({ accounts: names(count), ...settings }).accounts).toHaveLength(count);
});

test('more accounts than a stack has room for are refused with what takes the room', () => {
  const settings = { accounts: names(146), marginWarning: '1.5', emails: addresses(19) };
  expect(() => read(settings)).toThrow(
    'The setting accounts must name at most 145 accounts, since a CloudFormation stack has at most 500 resources, of which each account takes 3 for its alarms and each of the emails one; deploy the others as a second stack with another stackName.',
  );
});

const WRONG: [setting: string, value: unknown, sentence: RegExp][] = [
  ['accounts', '', /accounts must name at least one/],
  ['accounts', undefined, /accounts is missing: run npm run init/],
  ['accounts', 'a b', /accounts\[0\]\.name must be 1 to 64/],
  ['accounts', 'main,main', /must not name main twice/],
  ['accounts', names(151), /at most 150 accounts.* as a second stack/],
  ['accounts', `main=${'x'.repeat(151)}`, /accounts\[0\]\.secret must have at most 150/],
  ['accounts', 'main=two words', /accounts\[0\]\.secret must be the name or the ARN of a secret/],
  ['accounts', [{ name: 'main', scret: 'x' }], /accounts\[0\]\.scret is unknown/],
  [
    'accounts',
    [{ name: 'main', kmsKeyArn: 'alias/x' }],
    /accounts\[0\]\.kmsKeyArn must be the ARN of a KMS key/,
  ],
  [
    'accounts',
    'main=arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf',
    /accounts\[0\]\.secret must be in the region ap-northeast-1/,
  ],
  ['acounts', 'main', /acounts is unknown; infra\/README\.md has all settings/],
  ['secretPrefix', 'two words', /secretPrefix must be the beginning of a secret name/],
  ['stackName', '1st', /stackName must begin with a letter/],
  ['region', 'Tokyo', /region must be an AWS region/],
  ['region', 'us-east-1', /region must not be in the US, where Binance refuses requests/],
  ['allowUsRegion', 'yes', /allowUsRegion must be true or false/],
  ['interval', '90 seconds', /interval must be whole minutes, .* from 1 minute to 12 hours/],
  ['interval', '13 hours', /interval must be whole minutes/],
  ['interval', 5, /interval must be whole minutes/],
  ['interval', 'often', /interval must be whole minutes/],
  ['remindEvery', '13 hours', /remindEvery must be whole minutes, .* from 0 to 12 hours/],
  ['blindAfter', '4 minutes', /blindAfter must be whole minutes, .* from 5 minutes to 7 days/],
  ['blindAfter', '6 minutes', /blindAfter must be at least 7 minutes/],
  ['debtThreshold', '-1', /debtThreshold must not be negative/],
  ['debtThreshold', 'much', /debtThreshold must be a number/],
  ['marginWarning', '1', /marginWarning must be a uniMMR above 1 and up to 10, such as 1\.5/],
  ['marginWarning', 10.5, /marginWarning must be a uniMMR above 1 and up to 10/],
  ['marginWarning', '1,5', /marginWarning must be a uniMMR above 1 and up to 10/],
  ['marginWarning', '', /marginWarning must be a uniMMR above 1 and up to 10/],
  ['marginWarning', true, /marginWarning must be a uniMMR above 1 and up to 10/],
  ['marginWarning', '1.123456789', /marginWarning must be .* with at most eight decimals/],
  ['emails', 'ops', /emails\[0\] must be an e-mail address/],
  ['topicArn', 'incidents', /topicArn must be the ARN of an SNS topic/],
  ['topicArn', 'arn:aws:sns:eu-west-1:123456789012:x', /topicArn must be in the region/],
  ['topicArn', 'arn:aws:sns:ap-northeast-1:123456789012:x.fifo', /topicArn must be .*standard/],
  ['topicKeyArn', 'alias/aws/sns', /topicKeyArn must be the ARN of a KMS key/],
  ['alarmActionArns', 'pager', /alarmActionArns\[0\] must be the ARN of an alarm action/],
  [
    'alarmActionArns',
    names(5).map((name) => `arn:aws:sns:ap-northeast-1:123456789012:${name}`),
    /alarmActionArns must name at most four, since an alarm takes five actions .* the topic/,
  ],
  ['alarmActions', 'false', /alarmActions is unknown; infra\/README\.md has all settings/],
  ['slackWorkspaceId', 'team', /slackWorkspaceId must be the ID of a workspace/],
  ['slackChannelId', '#risk', /slackChannelId must be the ID of a channel/],
  ['slackWorkspaceId', 'T07EA123LEP', /slackWorkspaceId .*be set together with slackChannelId/],
  ['slackChannelId', 'C07EZ1ABC23', /slackChannelId .*be set together with slackWorkspaceId/],
  ['runbookUrl', `https://a.example/${'x'.repeat(300)}`, /runbookUrl must have at most 300 char/],
  ['vpcId', 'vpc-1', /vpcId must be the ID of a VPC, such as vpc-0a1b2c3d4e5f60718/],
  ['vpcId', 'vpc-0a1b2c3d', /vpcId can only be set together with subnetIds and securityGroupIds/],
  ['subnetIds', 'sg-0a1b2c3d', /subnetIds\[0\] must be the ID of a subnet/],
  ['subnetIds', 'subnet-0a1b2c3d,subnet-0a1b2c3d', /subnetIds must have 1 to 16 IDs, each of th/],
  ['subnetIds', [], /subnetIds must have 1 to 16 IDs/],
  ['securityGroupIds', 'sg-0a1b2c3', /securityGroupIds\[0\] must be the ID of a security group/],
  ['securityGroupIds', 'sg-0a1b2c3d', /securityGroupIds can only be set together with vpcId and s/],
  ['heartbeatUrl', 'http://hc-ping.com/x', /heartbeatUrl must be an https address/],
  ['fixedEgress', '1', /fixedEgress must be true or false/],
  [
    'topicKeyArn',
    'arn:aws:kms:ap-northeast-1:123456789012:key/1234',
    /topicKeyArn can only be set together with topicArn/,
  ],
  ['zone', 'eu-west-1a', /zone must be one of ap-northeast-1a to ap-northeast-1f/],
  ['zone', 'ap-northeast-1c', /zone .* can only be set together with fixedEgress/],
  ['zone', 'ap-northeast-1g', /zone must be one of ap-northeast-1a to ap-northeast-1f/],
  ['customerKey', 'alias/x', /customerKey must be true or false/],
  ['memory', '64', /memory must be a whole number from 128/],
  ['memory', '256.5', /memory must be a whole number/],
  ['logRetentionDays', '91', /logRetentionDays must be one of 1, 3,/],
  ['baseUrls', 'http://api.binance.com', /baseUrls\[0\] must be .*loopback alone/],
  ['recvWindow', '60001', /recvWindow must be above 0 and up to 60000/],
  ['runbookUrl', 'ftp://wiki', /runbookUrl must be an http or https address/],
  ['terminationProtection', 'on', /terminationProtection must be true or false/],
];

test.each(WRONG)('%s = %j is refused in one sentence', (setting, value, sentence) => {
  const reading = (): unknown => read({ [setting]: value });
  expect(reading).toThrow(SettingsError);
  expect(reading).toThrow(sentence);
  expect(reading).toThrow(/^The setting [^\n]*\.$/);
});

test('a network of your own has all its parts, and excludes a fixed address', () => {
  const network = {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    subnetIds: 'subnet-0a1b2c3d,subnet-0a1b2c3e',
    securityGroupIds: ['sg-0a1b2c3d'],
  };
  expect(read(network)).toHaveProperty('network', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
    securityGroupIds: ['sg-0a1b2c3d'],
  });
  expect(() => read({ ...network, fixedEgress: true })).toThrow(/vpcId .* without fixedEgress/);
  const groups = Array.from({ length: 6 }, (_, index) => `sg-0a1b2c3${index}`);
  expect(() => read({ ...network, securityGroupIds: groups })).toThrow(/must have 1 to 5 IDs/);
});

test('the ID of a Slack channel is read with that of its workspace', () => {
  const slack = { slackWorkspaceId: 'T07EA123LEP', slackChannelId: 'C07EZ1ABC23' };
  expect(read(slack)).toHaveProperty('slack', {
    workspaceId: 'T07EA123LEP',
    channelId: 'C07EZ1ABC23',
  });
});

test('a US region may be insisted on', () => {
  expect(read({ region: 'us-east-1', allowUsRegion: 'true' })).toHaveProperty('zone', 'us-east-1a');
});
