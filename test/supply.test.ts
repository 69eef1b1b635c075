import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from '../infra/bundle';
import { Synthesis } from './infra/synthesis';
import type { Properties } from './infra/synthesis';
import { start, twoAccounts } from './lambda/monitored';
import type { Operation } from './local/cloud/cloud';
import { newAccountKey } from './local/exchange/keys';
import { subscribe } from './local/set-ups';

const { file, packages, imports } = bundle(mkdtempSync(join(tmpdir(), 'pm-loan-monitor-')));
const text = readFileSync(file, 'utf8');

afterAll(() => {
  rmSync(dirname(file), { recursive: true });
});

describe('the bundle', () => {
  const LICENCES = ['MIT', 'Apache-2.0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause'];
  const KNOWN = /^(@aws-sdk\/.+|@aws\/lambda-invoke-store|@smithy\/.+|lossless-json)$/;

  test('holds packages of AWS and a small one alone, each under a licence that asks little', () => {
    expect(packages.length).toBeGreaterThan(5);
    for (const { name, licence } of packages) {
      expect(name).toMatch(KNOWN);
      expect([name, LICENCES]).toEqual([name, expect.arrayContaining([licence])]);
    }
  });

  test('holds them as locked: by an exact version whose contents are fixed', () => {
    const lock = JSON.parse(readFileSync(join(__dirname, '../package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string; integrity?: string }>;
    };
    for (const { name, version } of packages) {
      const locked = Object.entries(lock.packages).filter(
        ([path, each]) => path.endsWith(`node_modules/${name}`) && each.version === version,
      );
      expect([name, locked.length]).toEqual([name, 1]);
      expect(locked[0]?.[1].integrity).toMatch(/^sha512-/);
    }
  });

  test('takes nothing from outside but what Node brings along, and one part that is never loaded', () => {
    expect(imports).toContain('node:https');
    expect(imports.filter((each) => !isBuiltin(each))).toEqual(['@smithy/core/event-streams']);
    expect(text.match(/.{20}@smithy\/core\/event-streams/g)).toEqual([
      expect.stringMatching(/await import\("@/),
    ]);
  });

  test('makes no code of data, and loads no module by a name that is not written in it', () => {
    expect(text).not.toMatch(/\beval\(|\bFunction\(|\bWebAssembly\b|\bcreateRequire\b|\bnode:vm\b/);
    expect(text).not.toMatch(/\b(import|require)\((?!["')])/);
  });

  test('names no hosts but those of Binance and AWS, documentation aside', () => {
    const hosts = [...text.matchAll(/\bhttps?:\/\/([\w.[\]:-]*)/g)].map(([, host = '']) => host);
    const strangers = hosts.filter((host) => !HOSTS.some(({ form }) => form.test(host)));
    expect([...new Set(strangers)]).toEqual([]);
  });
});

/** Each form that the bundle may name, and why. */
const HOSTS: readonly { readonly form: RegExp; readonly why: string }[] = [
  { form: /^api\.binance\.com$/, why: 'whom it asks' },
  { form: /(^|\.)amazonaws\.com$/, why: 'endpoints of AWS, and names of its XML' },
  { form: /^[a-z.-]*$/, why: 'endpoints of AWS that are completed by region and partition' },
  { form: /^(169\.254\.(169\.254|170\.2)|\[fd00:ec2::254\])$/, why: "AWS's own, link-local" },
  { form: /^(docs\.|)aws\.amazon\.com$|^github\.com$|^a\.co$/, why: 'documentation' },
];

/** As IAM names what can be called. */
const ACTIONS: Readonly<Record<Operation, string>> = {
  GetSecretValue: 'secretsmanager:GetSecretValue',
  BatchGetSecretValue: 'secretsmanager:BatchGetSecretValue',
  CreateSecret: 'secretsmanager:CreateSecret',
  PutSecretValue: 'secretsmanager:PutSecretValue',
  PutMetricData: 'cloudwatch:PutMetricData',
  GetMetricData: 'cloudwatch:GetMetricData',
  Publish: 'sns:Publish',
  GetTopicAttributes: 'sns:GetTopicAttributes',
  ListSubscriptionsByTopic: 'sns:ListSubscriptionsByTopic',
  GetSubscriptionAttributes: 'sns:GetSubscriptionAttributes',
  GetCallerIdentity: 'sts:GetCallerIdentity',
};

/** What the role grants though the function never calls it, and who does in its name. */
const PLATFORM: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'Lambda writes the log',
  'logs:PutLogEvents': 'Lambda writes the log',
  'ec2:AssignPrivateIpAddresses': 'Lambda places the function in the network',
  'ec2:CreateNetworkInterface': 'Lambda places the function in the network',
  'ec2:DeleteNetworkInterface': 'Lambda places the function in the network',
  'ec2:DescribeNetworkInterfaces': 'Lambda places the function in the network',
  'ec2:DescribeSubnets': 'Lambda places the function in the network',
  'ec2:UnassignPrivateIpAddresses': 'Lambda places the function in the network',
  'kms:Decrypt': "SNS and Secrets Manager use the customer's keys",
  'kms:GenerateDataKey': "SNS uses the topic's key",
};

describe('the privileges of the function', () => {
  const plain = grantedTo(new Synthesis());
  const everything = grantedTo(
    new Synthesis({
      customerKey: 'true',
      fixedEgress: 'true',
      accounts: [
        { name: 'main', kmsKeyArn: 'arn:aws:kms:ap-northeast-1:123456789012:key/1234' },
        { name: 'other' },
      ],
    }),
  );
  const called = new Set<string>();

  /** Everything that the function does of its own accord, on its way through these. */
  beforeAll(async () => {
    const { world, runAt, diagnose, drill, cool } = await start({ accounts: twoAccounts() });
    await runAt('06:30');
    world.owe('579.45', 'main');
    await runAt('06:35');
    cool();
    const [single] = world.accounts.splice(1);
    await runAt('06:40');
    const rotated = newAccountKey();
    world.exchange.register(rotated.registration);
    world.exchange.unregister(world.account('main').key.secret.apiKey);
    world.cloud.secrets.put('pm-loan-monitor/main', JSON.stringify(rotated.secret));
    await runAt('06:45');
    subscribe(world);
    await diagnose();
    await drill();
    expect(single?.name).toBe('other');
    expect(world.cloud.calls.filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
    for (const { operation } of world.cloud.calls) called.add(ACTIONS[operation]);
  });

  test.each([
    ['with the settings as they are', plain],
    ['with a customer key, fixed egress and a key of a secret', everything],
  ])('are what it calls, no more and no less, %s', (_, granted) => {
    const own = [...granted].filter((action) => !Object.hasOwn(PLATFORM, action));
    expect(own.sort()).toEqual([...called].sort());
  });

  test('besides what the platform does in its name, each for a reason', () => {
    const platform = [...everything].filter((action) => !called.has(action));
    expect(platform.sort()).toEqual(Object.keys(PLATFORM).sort());
    expect([...plain].filter((action) => !called.has(action)).sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
  });
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
}

/** The actions that the role of the function grants, by policies of the stack's own alone. */
function grantedTo(synthesis: Synthesis): Set<string> {
  const { Role } = synthesis.one('AWS::Lambda::Function') as {
    Role: { 'Fn::GetAtt': [string, string] };
  };
  const [roleId] = Role['Fn::GetAtt'];
  const { ManagedPolicyArns = [], Policies = [] } = synthesis.resources[roleId]?.Properties ?? {};
  expect(Policies).toEqual([]);
  const attached = (ManagedPolicyArns as Properties[]).map(({ Ref }) => Ref);
  const policies = [
    ...synthesis.of('AWS::IAM::Policy').filter(([, { Roles }]) => names(Roles, roleId)),
    ...synthesis
      .of('AWS::IAM::ManagedPolicy')
      .filter(([id, { Roles }]) => attached.includes(id) || names(Roles, roleId)),
  ];
  for (const each of attached) expect(policies.map(([id]) => id)).toContain(each);
  const statements = policies.flatMap(
    ([, { PolicyDocument }]) => (PolicyDocument as { Statement: Statement[] }).Statement,
  );
  expect(statements.filter(({ Effect }) => Effect !== 'Allow')).toEqual([]);
  return new Set(statements.flatMap(({ Action }) => Action));
}

function names(roles: unknown, roleId: string): boolean {
  return Array.isArray(roles) && (roles as Properties[]).some(({ Ref }) => Ref === roleId);
}
