import { z } from 'zod';
import { bundle } from '../../../infra/bundle';
import type { Finding } from '../../../infra/operator/checks/finding';
import { operate } from '../../../infra/operator/command';
import type { Printed } from '../../../infra/operator/command';
import { check } from '../../../infra/operator/check';
import { doctor } from '../../../infra/operator/doctor';
import { drill } from '../../../infra/operator/drill';
import { explained } from '../../../infra/operator/errors';
import { start } from '../../lambda/monitored';
import { openEmbedded } from '../../local/embedded';
import { LocalFunction } from '../../local/function';
import { subscribe } from '../../local/set-ups';
import type { LocalStack } from '../../local/stack-service';
import type { FilterPolicy } from '../../local/cloud/filter-policy';
import { run } from './cli';
import { openDeployed } from '../../../infra/operator/deployed';
import { settingsFolder } from '../settings/folder';
import { closeServices, deploy, folder, serve } from './served';

afterEach(closeServices);

function wrong({ stdout }: Printed): (string | undefined)[][] {
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  const found = findings.filter(({ status }) => status !== 'ok');
  return found.map(({ check, status, fix }) => [check, status, fix]);
}

describe('the doctor', () => {
  test('says what the function found, of the stack that the settings name', async () => {
    const { world, say } = await deploy();
    const { status, stdout, stderr } = await say(doctor);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('The function checker of the stack PmLoanMonitor in ap-northeast-1:');
    expect(stdout).toMatch(/│ schedule +│ +│ ok +│ It runs by rate\(5 minutes\)\. /);
    expect(stdout).toMatch(/│ loan +│ main +│ ok +│ It owes nothing/);
    expect(stdout).toContain('0 errors, 0 warnings.');
    world.cloud.topics.unsubscribeAll(world.topicArn);
    const broken = await say(doctor);
    expect(broken.status).toBe(1);
    expect(broken.stdout).toMatch(/│ ERROR +│ Nobody is subscribed: .*│ Deploy with the setting/);
  });

  test('sends a heartbeat where that is wanted, and never shows its address', async () => {
    const { world, say } = await deploy();
    const { status, stdout } = await say(doctor, { json: true, heartbeat: true });
    expect(status).toBe(1);
    expect(stdout).toMatch(/A heartbeat is set, and it did not arrive\. .*ECONNREFUSED/);
    expect(stdout).not.toContain(String(world.heartbeatUrl));
  });

  test('prints a report for programs by its schema', async () => {
    const { stdout } = await (await deploy()).say(doctor, { json: true });
    const text = z.string().min(1);
    const finding = z.strictObject({
      ...{ check: text, account: text.optional(), detail: text, fix: text.optional() },
      status: z.enum(['ok', 'warning', 'error']),
    });
    const schema = z.strictObject({
      ...{ schema: z.literal('pm-loan-monitor/doctor@1'), stack: z.literal('PmLoanMonitor') },
      findings: z.array(finding).min(20),
      diagnosis: z.looseObject({ schema: z.literal('pm-loan-monitor/diagnosis@2') }).optional(),
    });
    schema.parse(JSON.parse(stdout));
  });

  test('asks about the accounts of every schedule', async () => {
    const accounts = ['main', 'other'].map((name) => ({ name, secretId: `pm-loan-monitor/main` }));
    const schedules = accounts.map((each) => ({ accounts: [each] }));
    const { stdout } = await (await deploy({ schedules })).say(doctor, { json: true });
    const { schema, diagnosis } = JSON.parse(stdout) as Record<string, unknown>;
    expect(schema).toBe('pm-loan-monitor/doctor@1');
    expect(diagnosis).toMatchObject({ schema: 'pm-loan-monitor/diagnosis@2', accounts });
  });

  test('names the fixed address of the stack', async () => {
    const { world, say } = await deploy({
      change: ({ outputs }) => ({ outputs: { ...outputs, EgressIp: '203.0.113.7' } }),
    });
    const { registration } = world.account('main').key;
    world.exchange.register({ ...registration, rights: { ipRestrict: false } });
    const printed = await say(doctor, { json: true });
    expect(printed.status).toBe(0);
    expect(wrong(printed)).toEqual([
      ['ipList', 'warning', expect.stringContaining("The function's address is 203.0.113.7.")],
    ]);
  });
});

describe('the drill', () => {
  test('says where to look, and who gets nothing', async () => {
    const { world, say } = await deploy();
    const pending = { protocol: 'email', endpoint: 'risk@example.com', pending: true } as const;
    world.cloud.topics.subscribe(world.topicArn, pending);
    const { status, stdout } = await say(drill);
    const [notice] = world.notices;
    expect(stdout).toContain(`SNS took the drill, as the message ${notice?.messageId ?? ''}.`);
    expect(stdout).toContain('Look for it here, within a minute:\n  email   o***@example.com\n');
    expect(stdout).toContain('Not confirmed, so they get nothing:\n  email   r***@example.com');
    expect(status).toBe(0);
  });

  test.each<[string, FilterPolicy, number, string]>([
    ['lets it through', { event: ['drill'] }, 0, 'Look for it here, within a minute:\n  sqs     x'],
    [
      'holds it back',
      { event: [{ prefix: 'debt.' }] },
      1,
      'NOBODY IS TOLD: no confirmed subscription lets a drill through.\nNot here: their filters hold a drill back.\n  sqs     x',
    ],
    [
      'cannot be judged',
      { event: [{ suffix: 'l' }] },
      0,
      'Perhaps here: their filters could not be judged.\n  sqs     x',
    ],
  ])('says where a filter %s', async (_, filterPolicy, status, said) => {
    const { world, say } = await deploy();
    world.cloud.topics.unsubscribeAll(world.topicArn);
    const endpoint = 'arn:aws:sqs:us-east-1:123456789012:x';
    world.cloud.topics.subscribe(world.topicArn, { protocol: 'sqs', endpoint, filterPolicy });
    const printed = await say(drill);
    expect([printed.status, printed.stdout]).toEqual([status, expect.stringContaining(said)]);
  });

  test('exits with 1 where nobody is told, or nobody knows', async () => {
    const { world, say } = await deploy();
    world.cloud.topics.unsubscribeAll(world.topicArn);
    const untold = await say(drill);
    expect([untold.status, untold.stdout]).toEqual([1, expect.stringContaining('NOBODY IS TOLD')]);
    world.cloud.misbehave('ListSubscriptionsByTopic', 'access-denied');
    const unknown = await say(drill);
    expect([unknown.status, unknown.stdout]).toEqual([
      1,
      expect.stringContaining('could not be read: look at'),
    ]);
  });
});

describe('a check by hand', () => {
  test('says what each account owes and which notices went out', async () => {
    const { world, say } = await deploy();
    world.owe('579.45');
    const { status, stdout, stderr } = await say(check);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/│ ACCOUNT │ OWES +│ STATUS │ NOTICES +│/);
    expect(stdout).toMatch(/│ main +│ 579\.45 USDT │ +│ debt\.detected │/);
    expect(world.published('BankruptcyLoan').at(-1)).toBe(579.45);
    world.clock.set(world.clock.now() + 60_000);
    expect((await say(check)).stdout).toMatch(/│ main +│ 579\.45 USDT │ +│ none +│/);
  });

  test('checks the accounts of every schedule, and exits with 1 where one failed', async () => {
    const main = { name: 'main', secretId: 'pm-loan-monitor/main' };
    const other = { name: 'other', secretId: 'pm-loan-monitor/other' };
    const schedules = [{ accounts: [main] }, { accounts: [other] }];
    const { say } = await deploy({ schedules });
    const { status, stdout } = await say(check);
    expect(status).toBe(1);
    expect(stdout).toMatch(/│ main +│ nothing │/);
    expect(stdout).toMatch(
      /^The function failed \(CheckFailedError\): 1 of 1 accounts failed:\nother: The secret .*other cannot be read/m,
    );
  });
});

describe('where nothing can be asked, a command exits with 2 and says why', () => {
  test.each<[string, Partial<LocalStack>, RegExp]>([
    ['there is no such stack', { name: 'Other' }, /^There is no stack PmLoanMonitor in ap-nor/],
    ['the stack is no monitor', { outputs: {} }, /^The stack PmLoanMonitor has no output Func/],
    ['it has no schedule', { resources: {} }, /^The stack PmLoanMonitor has no schedule: /],
    [
      'its caller may not',
      { denied: ['DescribeStacks'] },
      /^AWS .*\(AccessDenied.*\)\. infra\/doctor\.md lists the permissions/,
    ],
    [
      'the function is gone',
      { outputs: { FunctionName: 'gone' } },
      /^AWS could not be asked \(ResourceNotFoundException: .*npx cdk deploy --revert-drift/,
    ],
  ])('%s', async (_, change, sentence) => {
    const { say } = await deploy({ change: () => change });
    const { status, stdout, stderr } = await say(drill);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });

  test('the function fails', async () => {
    const { world, say } = await deploy();
    world.cloud.misbehave('Publish', 'access-denied');
    const { status, stderr } = await say(drill);
    expect(stderr).toMatch(/^The function failed \(NoticeRefusedError\): SNS did not take /);
    expect(status).toBe(2);
  });

  test('the function is older', async () => {
    const { say } = await deploy({}, { schema: 'pm-loan-monitor/drill@0' });
    const { status, stderr } = await say(drill);
    expect(stderr).toMatch(/^The function is of another version than this command\. Deploy it/);
    expect(status).toBe(2);
  });

  test('nothing of that name can be broken on this machine', async () => {
    const { status, stderr } = await operate(() => openEmbedded('list'), doctor, {});
    expect(stderr).toMatch(/^ {2}key-refused {13}the key, its IP list or its rights/m);
    expect(status).toBe(2);
  });

  test('Lambda throttles it', () => {
    const error = Object.assign(new Error('Rate'), { name: 'TooManyRequestsException' });
    expect(explained(error).message).toMatch(/Lambda throttles the function, .*<stack>-throttles/);
  });

  test('nothing answers', async () => {
    const { environment, say } = await deploy();
    environment['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:9';
    const { status, stderr } = await say(doctor);
    expect(stderr).toMatch(/^AWS could not be asked \(.*ECONNREFUSED/);
    expect(status).toBe(2);
  });
});

describe('without settings', () => {
  test('a command says how to make them', async () => {
    const { status, stderr } = await operate(openDeployed(settingsFolder()), doctor, {});
    expect(stderr).toMatch(/^The setting accounts is missing: run npm run init, /);
    expect(status).toBe(2);
  });

  test('it works on a stack that is named in full', async () => {
    const { environment } = await deploy();
    Object.assign(process.env, environment);
    const options = { stack: 'PmLoanMonitor', region: 'ap-northeast-1' };
    const { status } = await operate(openDeployed(settingsFolder()), drill, options);
    expect(status).toBe(0);
  });
});

describe('as commands', () => {
  test('npm run doctor and npm run drill ask the bundle that is deployed', async () => {
    const { world } = await start();
    world.clock.set(Date.now());
    subscribe(world);
    const checker = new LocalFunction(bundle().file, world.environment());
    try {
      const environment = await serve(world, checker, { codeSha256: bundle().sha256 });
      const asked = await run('doctor', [], environment, { folder });
      expect(asked).toMatchObject({ status: 0, stderr: '' });
      expect(asked.stdout).toContain('0 errors, 0 warnings.');
      const drilled = await run('drill', ['--region', 'eu-west-1'], environment, { folder });
      expect(drilled).toMatchObject({ status: 0, stderr: '' });
      expect(drilled.stdout).toContain('of the stack PmLoanMonitor in eu-west-1:');
    } finally {
      await checker.stop();
    }
  });

  test.each<[string[], number, RegExp]>([
    [
      ['doctor', '--broken', 'location'],
      1,
      /Binance serves no one .*│ address +│ +│ ERROR +│ Binance does not .*│ Deploy the stack .*2 errors, 0 warnings\./s,
    ],
    [['drill'], 0, /Subject: DRILL: pm-loan-monitor can reach you;/],
    [['check'], 0, /│ main +│ nothing │/],
  ])('npm start -- %j shows it on this machine', async (args, status, said) => {
    const printed = await run('start', args);
    expect(printed).toMatchObject({ status, stderr: '' });
    expect(printed.stdout).toMatch(said);
  });

  test.each<[string[], RegExp]>([
    [[], /^AWS could not be asked \(CredentialsProvider.*AWS_PROFILE.*npm start -- doctor/],
    [['--bogus'], /^error: unknown option '--bogus'/],
  ])('npm run doctor -- %j exits with 2 and a sentence', async (args, sentence) => {
    const { status, stdout, stderr } = await run('doctor', args, {}, { folder });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });
});
