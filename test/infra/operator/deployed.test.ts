/** What the doctor sees from outside the function, over the services of a stack on this machine. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../../infra/bundle';
import type { Finding } from '../../../infra/operator/checks/finding';
import { CHECKS } from '../../../infra/operator/checks/registry';
import { doctor } from '../../../infra/operator/doctor';
import type { DoctorReport } from '../../../infra/operator/doctor';
import type { LocalStack } from '../../local/stack-service';
import type { Properties } from '../../local/stack-template';
import { REGION } from '../../local/cloud/credentials';
import { LocalFunction } from '../../local/function';
import { subscribe } from '../../local/set-ups';
import { World } from '../../local/world';
import { settingsFolder } from '../settings/folder';
import { closeServices, sayer, serve } from './served';
import type { Change } from './served';

let world: World;
let checker: LocalFunction;

beforeAll(async () => {
  world = await World.start();
  subscribe(world);
  checker = new LocalFunction(bundle().file, world.environment());
});

afterEach(closeServices);

afterAll(async () => {
  await checker.stop();
  await world.close();
});

const ARN = 'arn:aws:kms:us-east-1:123456789012:key/key';
const ROOT = { AWS: 'arn:aws:iam::123456789012:root' };
const USED_BY_ALL = policy([{ Effect: 'Allow', Principal: '*', Action: 'kms:*' }]);

function policy(Statement: readonly object[]): string {
  return JSON.stringify({ Statement });
}

/** A resource as it is now: deleted, or with these properties. */
function now(name: string, live: Properties | null): Change {
  return ({ resources }) => {
    const resource = resources[name];
    if (resource === undefined) throw new Error(`There is no ${name}.`);
    const changed = { ...resource, live: live && { ...resource.live, ...live } };
    return { resources: { ...resources, [name]: changed } };
  };
}

function target(live: LocalStack['resources'][string]['live'], event: object): Properties {
  const { Target } = live as { readonly Target: Properties };
  return { Target: { ...Target, Input: JSON.stringify(event) } };
}

/** @param answer In place of the function's own. */
async function report(
  change: Change = () => ({}),
  answer?: unknown,
): Promise<DoctorReport & { status: number }> {
  const invocable = {
    invoke: async (event: unknown) =>
      answer === undefined
        ? checker.invoke(event, { clock: world.clock.now() })
        : { result: answer },
  };
  const environment = await serve(world, invocable, { change, codeSha256: bundle().sha256 });
  const say = sayer(environment);
  const { status, stdout, stderr } = await say(doctor, { json: true, region: REGION });
  expect(stderr).toBe('');
  return { ...(JSON.parse(stdout) as DoctorReport), status };
}

function notOk(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ check, status, detail, fix = '' }) =>
    status === 'ok' ? [] : [`${check} ${status}: ${detail} → ${fix}`],
  );
}

test('a stack that is as it was deployed', async () => {
  const { findings, status } = await report(() => ({}));
  expect(notOk(findings)).toEqual([]);
  expect(findings.slice(0, 3).map(({ check, detail }) => [check, detail])).toEqual([
    ['schedule', 'It runs by rate(5 minutes).'],
    ['alarms', 'All 3 alarms are there, and as they were deployed.'],
    ['function', 'It answers, and is the one that was deployed.'],
  ]);
  expect(status).toBe(0);
});

const RESTORE = /→ Restore it: npx cdk deploy --revert-drift\. If the change was meant, make it a/;

test.each<[string, Change, RegExp]>([
  [
    'an alarm was deleted',
    now('Debtmain', null),
    /^alarms error: Deleted: PmLoanMonitor-debt-main\./,
  ],
  [
    'its threshold was raised',
    now('Debtmain', { Threshold: 999_999 }),
    /^alarms error: Changed: PmLoanMonitor-debt-main \(Threshold is 999999, deployed as 0\)\./,
  ],
  [
    'its actions were turned off',
    now('Blindmain', { ActionsEnabled: false }),
    /PmLoanMonitor-blind-main \(ActionsEnabled is false, deployed as true\)/,
  ],
  [
    'it tells another topic',
    now('Blindmain', { AlarmActions: ['arn:aws:sns:us-east-1:123456789012:other'] }),
    /AlarmActions is \["arn:aws:sns:us-east-1:123456789012:other"\], deployed as \["arn:aws:sns:/,
  ],
  [
    'it watches another account',
    now('Debtmain', { Dimensions: [{ Name: 'Account', Value: 'Main' }] }),
    /Dimensions is \[\{"Name":"Account","Value":"Main"\}\], deployed as \[.*"main"\}\]/,
  ],
  ['it watches another metric', now('Debtmain', { MetricName: 'Loan' }), /MetricName is Loan, dep/],
  [
    'it watches no account at all',
    now('Errors', { Dimensions: [] }),
    /PmLoanMonitor-errors \(Dimensions is \[\], deployed as .*"Value":"checker"/,
  ],
  ['the schedule was deleted', now('Schedule1', null), /^schedule error: .*schedule1: deleted\./],
  [
    'the schedule was disabled',
    now('Schedule1', { State: 'DISABLED' }),
    /^schedule error: .*schedule1: disabled\./,
  ],
  [
    'the schedule ends',
    now('Schedule1', { EndDate: 1_790_000_000 }),
    /schedule1: it ends, or ended, at 2026-09-21T/,
  ],
  [
    'it runs once a day',
    now('Schedule1', { ScheduleExpression: 'rate(1 day)' }),
    /schedule1: ScheduleExpression is rate\(1 day\), deployed as rate\(5 minutes\)/,
  ],
  [
    'it checks another account',
    ({ resources }) => {
      const accounts = [{ name: 'Main', secretId: 'pm-loan-monitor/main' }];
      const { live = null } = resources['Schedule1'] ?? {};
      return now('Schedule1', target(live, { accounts }))({ resources } as LocalStack);
    },
    /Target\.Input is Main \(pm-loan-monitor\/main\), deployed as main \(pm-loan-monitor\/main\)/,
  ],
  [
    'the function has less time',
    now('Function', { Timeout: 3 }),
    /^function error: .* Timeout is 3, deployed as 50\./,
  ],
  [
    'the function tells another topic',
    now('Function', { Environment: { Variables: { TOPIC_ARN: 'other' } } }),
    /Environment\.Variables\.TOPIC_ARN is other, deployed as arn:.*REMIND_EVERY_SECONDS is not set/,
  ],
  [
    'the function was deleted',
    now('Function', null),
    /^function error: The function was deleted\./,
  ],
  [
    'the function runs other code',
    ({ resources }) => {
      const checker = resources['Function'];
      const metadata = { codeSha256: 'c0de'.repeat(16) };
      return {
        resources: { ...resources, ...(checker && { Function: { ...checker, metadata } }) },
      };
    },
    /^function error: .*SHA-256 of its code begins with [0-9a-f]{12}, deployed as c0dec0dec0de\./,
  ],
])('%s', async (_, change, said) => {
  const { findings, status } = await report(change);
  const [first, ...others] = notOk(findings);
  expect(others).toEqual([]);
  expect(first).toMatch(said);
  expect(first).toMatch(RESTORE);
  expect(status).toBe(1);
});

test.each<[string, settings: object, deployed: string[], said: RegExp]>([
  ['all are deployed', { accounts: 'main' }, ['main'], /^settings ok: .* are deployed: main\./],
  [
    'one is not deployed',
    { accounts: 'main,hedge' },
    ['main'],
    /^settings error: In the settings but not deployed, .*: hedge\. → Deploy: npx cdk/,
  ],
  [
    'one is no longer named',
    { accounts: 'main' },
    ['main', 'hedge'],
    /^settings warning: Deployed but not in the settings, .*: hedge\. → Unless that is meant/,
  ],
  [
    'they are those of another stack',
    { accounts: 'hedge', stackName: 'Other' },
    ['main'],
    /^schedule ok/,
  ],
])('of the accounts in the settings, %s', async (_, settings, deployed, said) => {
  const accounts = deployed.map((name) => ({ name, secretId: `pm-loan-monitor/${name}` }));
  const silent = { invoke: () => Promise.resolve({ result: null }) };
  const environment = await serve(world, silent, { schedules: [{ accounts }] });
  const say = sayer(environment, settingsFolder(settings));
  const { stdout } = await say(doctor, { json: true, stack: 'PmLoanMonitor' });
  const [first] = (JSON.parse(stdout) as DoctorReport).findings;
  const { check, status, detail, fix = '' } = first ?? {};
  expect(`${check ?? ''} ${status ?? ''}: ${detail ?? ''} → ${fix}`).toMatch(said);
});

test('in a network of your own, the address of a key is that of its NAT gateway', async () => {
  const { registration } = world.account('main').key;
  world.exchange.register({ ...registration, rights: { ipRestrict: false } });
  const { findings } = await report(({ resources }) => {
    const { Function: checker } = resources;
    const template = { ...checker?.template, VpcConfig: { SubnetIds: ['subnet-0a1b2c3d'] } };
    return { resources: { ...resources, ...(checker && { Function: { ...checker, template } }) } };
  });
  world.exchange.register(registration);
  expect(notOk(findings)).toEqual([
    expect.stringMatching(/^ipList warning: .* is that of the NAT gateway of your network\.$/),
  ]);
});

test('a reserved concurrency of 0 keeps the function from running', async () => {
  const { findings } = await report(() => ({ reservedConcurrency: 0 }));
  expect(notOk(findings)).toEqual([
    expect.stringMatching(
      /^function error: .* is 0, so .*→ aws lambda delete-function-concurrency/,
    ),
  ]);
});

describe('the key of the topic', () => {
  const CLOUDWATCH = { Service: 'cloudwatch.amazonaws.com' };
  const ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey*'];
  const byCloudWatch = { Effect: 'Allow', Principal: CLOUDWATCH, Action: ACTIONS };
  const byAccount = { Effect: 'Allow', Principal: ROOT, Action: 'kms:*' };

  test.each<[string, NonNullable<LocalStack['key']>, RegExp]>([
    [
      'is disabled',
      { state: 'Disabled', policy: USED_BY_ALL },
      /is Disabled: .*→ aws kms enable-key/,
    ],
    [
      'is about to be deleted',
      { state: 'PendingDeletion', policy: USED_BY_ALL },
      /is PendingDeletion: .*→ aws kms cancel-key-deletion .*, then aws kms enable-key/,
    ],
    [
      'keeps CloudWatch out',
      { state: 'Enabled', policy: policy([byAccount]) },
      /not let CloudWatch use it\. → Allow kms:Decrypt and kms:GenerateDataKey .*cloudwatch\.ama/,
    ],
    [
      'keeps the function out',
      { state: 'Enabled', policy: policy([byCloudWatch]) },
      /does not let the function's role use it/,
    ],
    [
      'keeps both out of one action',
      { state: 'Enabled', policy: policy([{ ...byAccount, Action: 'kms:Decrypt' }]) },
      /does not let CloudWatch and the function's role use it/,
    ],
  ])('%s', async (_, key, said) => {
    expect(await foundOf(key)).toEqual([expect.stringMatching(said)]);
  });

  test('lets both use it', async () => {
    const key = { state: 'Enabled', policy: policy([byAccount, byCloudWatch]) };
    expect(await foundOf(key)).toEqual([]);
  });

  async function foundOf(key: NonNullable<LocalStack['key']>): Promise<string[]> {
    world.cloud.topics.set(world.topicArn, { KmsMasterKeyId: ARN });
    const { findings } = await report(() => ({ key }));
    world.cloud.topics.set(world.topicArn, { KmsMasterKeyId: '' });
    return notOk(findings).filter((each) => each.startsWith('topicKey'));
  }
});

test('a secret that is in another region is found there', async () => {
  const secret = JSON.stringify(world.account('main').key.secret);
  world.cloud.secrets.remove('pm-loan-monitor/main');
  const { findings } = await report(() => ({ secretRegions: ['eu-west-1', 'sa-east-1'] }));
  world.cloud.secrets.put('pm-loan-monitor/main', secret);
  const [first] = notOk(findings);
  expect(first).toMatch(
    /^secret error: .* There is one of this name in (eu-west-1, sa|sa-east-1, eu)/,
  );
  expect(first).toMatch(/→ Store it in the function's region too: npm run store-key\. Or deploy/);
});

describe('what the function does not say', () => {
  test.each<[string, unknown, RegExp]>([
    ['it answers nothing', null, /^function error: The function is of another version than this/],
    [
      'it is older',
      { schema: 'pm-loan-monitor/diagnosis@1' },
      /Deploy it again: npx cdk deploy\.$/,
    ],
  ])('is a finding beside all that can be seen: %s', async (_, answer, said) => {
    const { findings, status, diagnosis } = await report(() => ({}), answer ?? 'nothing');
    expect(notOk(findings)).toEqual([
      expect.stringMatching(said),
      expect.stringMatching(/^heartbeat warning: No heartbeat is set/),
    ]);
    expect(findings.map(({ check }) => check)).toEqual([
      ...['schedule', 'alarms', 'function', 'topic', 'topicPolicy', 'subscribers', 'filters'],
      'heartbeat',
    ]);
    expect(diagnosis).toBeUndefined();
    expect(status).toBe(1);
  });

  test('is one where its caller may not invoke it', async () => {
    const { findings } = await report(() => ({ outputs: { FunctionName: 'gone', TopicArn: '' } }));
    expect(notOk(findings)[0]).toMatch(
      /^function error: AWS could not be asked \(ResourceNotFound/,
    );
  });
});

test.each([
  ['DescribeAlarms', 'alarms error', 'cloudwatch:DescribeAlarms'],
  ['GetSchedule', 'schedule error', 'scheduler:GetSchedule'],
  ['GetFunctionConfiguration', 'function warning', 'lambda:GetFunctionConfiguration'],
])(
  'what may not be read is said, with the permission that it takes: %s',
  async (operation, found, permission) => {
    const { findings } = await report(() => ({ denied: [operation] }));
    const [first, ...others] = notOk(findings);
    expect(others).toEqual([]);
    expect(first).toContain(found);
    expect(first).toContain(`You need ${permission}`);
  },
);

describe('the page on the doctor', () => {
  const page = readFileSync(join(__dirname, '../../../infra/doctor.md'), 'utf8');

  test('has a line for every check, in the order of the report', () => {
    expect([...page.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name)).toEqual(CHECKS);
  });

  test('lists every permission that asking takes', () => {
    const listed = [...page.matchAll(/"([a-z]+:[A-Za-z]+)"/g)].map(([, action]) => action);
    expect(listed).toEqual([...listed].sort());
    const folder = join(__dirname, '../../../infra/operator');
    const commands = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((each) => /(deployed|stack\/\w+)\.ts$/.test(each))
      .map((each) => readFileSync(join(folder, each), 'utf8'))
      .concat(readFileSync(join(folder, '../../lambda/aws/topic-reader.ts'), 'utf8'))
      .flatMap((text) => [...text.matchAll(/new (\w+)Command\(|paginate(\w+)\(/g)])
      .map(([, command, paginated]) => command ?? paginated ?? '');
    const actions = listed.map((each = '') =>
      each.split(':')[1]?.replace('InvokeFunction', 'Invoke'),
    );
    expect(new Set(actions)).toEqual(new Set(commands));
  });
});
