import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../infra/operator/checks/finding';
import type { CheckResult, DrillDocument, NoticeDocument } from '../../lambda/contract';
import { Exchange } from '../local/exchange/exchange';
import { newAccountKey } from '../local/exchange/keys';
import type { LocalFunction } from '../local/function';
import { run as runCommand } from '../infra/operator/cli';
import { settingsFolder } from '../infra/settings/folder';
import { LambdaService } from '../local/lambda-service';
import { cdk, deploy } from './cdk';
import { Deployment } from './deployment';
import { ACCOUNT, Moto, REGION } from './moto';
import { commandsOf, Shell } from './shell';

const SETTINGS = { accounts: 'main', emails: 'ops@example.com' };
const project = settingsFolder({ ...SETTINGS, accounts: 'main,hedge' });
const folder = mkdtempSync(join(tmpdir(), 'pm-loan-monitor-'));
const keys = { main: newAccountKey(), hedge: newAccountKey('hmac') };

let moto: Moto;
let exchange: Exchange;
let cloud: Deployment;
let monitor: LocalFunction | undefined;
let queue: string;
let outputs: Record<string, string>;

function put(settings: Record<string, string>): Promise<Record<string, string>> {
  const all = { ...SETTINGS, baseUrls: exchange.url, ...settings };
  return deploy(all, join(folder, 'outputs.json'), moto.environment());
}

/** Runs the deployed code, cold, with the event of every schedule. */
async function run(): Promise<unknown[]> {
  await monitor?.stop();
  monitor = await cloud.function(outputs['FunctionName'] ?? '', join(folder, 'code'));
  const accounts: unknown[] = [];
  for (const event of await cloud.scheduledEvents(new Date())) {
    const { result, error } = await monitor.invoke(event);
    if (error !== undefined) throw new Error(error.errorMessage);
    accounts.push(...(result as CheckResult).accounts);
  }
  return accounts;
}

async function received(): Promise<(NoticeDocument | DrillDocument)[]> {
  const messages = await cloud.receive(queue);
  return messages.map(({ Message }) => JSON.parse(Message) as NoticeDocument | DrillDocument);
}

/** One of the operator's commands, on the stack; moto would run the function in Docker alone. */
async function operated(command: 'doctor' | 'drill', ...args: string[]) {
  await monitor?.stop();
  const name = outputs['FunctionName'] ?? '';
  monitor = await cloud.function(name, join(folder, 'code'));
  const lambda = await LambdaService.start({ [name]: monitor }, moto.url);
  try {
    const environment = { ...moto.environment(), AWS_ENDPOINT_URL_LAMBDA: lambda.url };
    return await runCommand(command, args, environment, { folder: project });
  } finally {
    await lambda.close();
  }
}

beforeAll(async () => {
  moto = await Moto.start();
  exchange = await Exchange.start();
  cloud = new Deployment(moto);
  for (const { registration } of Object.values(keys)) exchange.register(registration);
}, 60_000);

afterAll(async () => {
  await monitor?.stop();
  await exchange.close();
  await moto.stop();
  rmSync(folder, { recursive: true });
});

// One deployment's life, in the order it is lived.
test('1. the secrets are created by the operator', async () => {
  for (const [name, { secret }] of Object.entries(keys)) {
    await cloud.createSecret(`pm-loan-monitor/${name}`, JSON.stringify(secret));
  }
});

test('2. cdk bootstrap and cdk deploy', async () => {
  await cdk(['bootstrap', `aws://${ACCOUNT}/${REGION}`], moto.environment());
  outputs = await put({});
  const names = ['CheckNow', 'DashboardUrl', 'FunctionName', 'TopicArn'];
  expect(Object.keys(outputs).sort()).toEqual(names);
  expect(await cloud.subscriptions(outputs['TopicArn'] ?? '')).toEqual(['email:ops@example.com']);
  expect(await cloud.alarms()).toEqual([
    ...['PmLoanMonitor-blind-main', 'PmLoanMonitor-debt-main', 'PmLoanMonitor-errors'],
    ...['PmLoanMonitor-notices-undelivered', 'PmLoanMonitor-schedule-undelivered'],
    'PmLoanMonitor-throttles',
  ]);
  queue = await cloud.subscribeQueue(outputs['TopicArn'] ?? '');
}, 120_000);

test("3. the deployed code, with the schedule's own input: metric, notice, NotifiedLoan", async () => {
  exchange.owe(keys.main.secret.apiKey, '579.45');
  expect(await run()).toEqual([
    { name: 'main', asset: 'USDT', amount: '579.45', notice: 'debt.detected' },
  ]);
  expect(await cloud.metric('BankruptcyLoan', 'main')).toEqual([579.45]);
  expect(await cloud.metric('NotifiedLoan', 'main')).toEqual([579.45]);
  const [message, ...others] = await cloud.receive(queue);
  expect(others).toEqual([]);
  expect(message?.MessageAttributes).toEqual({
    event: { Type: 'String', Value: 'debt.detected' },
    account: { Type: 'String', Value: 'main' },
    asset: { Type: 'String', Value: 'USDT' },
    amount: { Type: 'Number', Value: '579.45' },
  });
  expect(JSON.parse(message?.Message ?? '')).toMatchObject({
    schema: 'pm-loan-monitor/notice@2',
    event: 'debt.detected',
    amount: '579.45',
    previousAmount: '0',
    dashboardUrl: outputs['DashboardUrl'],
  });
}, 30_000);

test('4. a second run, cold, stays quiet', async () => {
  expect(await run()).toMatchObject([{ amount: '579.45', notice: null }]);
  expect(await received()).toEqual([]);
}, 30_000);

test('5. a deployment with other settings keeps what subscribers hang on, and says nothing', async () => {
  const before = { topic: outputs['TopicArn'], alarms: await cloud.alarms() };
  const settings = { accounts: 'main,hedge', interval: '1 minute', remindEvery: '12 hours' };
  outputs = await put(settings);
  expect(outputs['TopicArn']).toBe(before.topic);
  expect(await cloud.alarms()).toEqual(expect.arrayContaining(before.alarms));
  expect(await cloud.alarms()).toContain('PmLoanMonitor-blind-hedge');
  expect(await cloud.subscriptions(outputs['TopicArn'] ?? '')).toContain('email:ops@example.com');
  expect(await run()).toMatchObject([
    { name: 'main', amount: '579.45', notice: null },
    { name: 'hedge', amount: '0', notice: null },
  ]);
  expect(await received()).toEqual([]);
}, 60_000);

test('6. the doctor finds the function by the stack, and nothing wrong but what is owed and what is not set', async () => {
  const { status, stdout, stderr } = await operated('doctor', '--json');
  expect(stderr).toBe('');
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  const wrong = findings.filter((each) => each.status !== 'ok');
  expect(wrong.map(({ check, account, detail }) => [check, account, detail])).toEqual([
    ['loan', 'main', 'It owes a bankruptcy loan of 579.45 USDT.'],
    ['heartbeat', undefined, expect.stringContaining('No heartbeat is set') as string],
  ]);
  expect(new Set(findings.flatMap(({ account }) => account ?? []))).toEqual(
    new Set(['main', 'hedge']),
  );
  expect(status).toBe(0);
  const { stdout: table } = await operated('doctor');
  expect(table).toMatch(/│ schedule +│ +│ ok +│ It runs by rate\(1 minutes?\)\./);
  expect(table).toContain('0 errors, 2 warnings.');
}, 60_000);

test('7. a drill reaches the queue, and the next run knows nothing of it', async () => {
  const { status, stdout } = await operated('drill');
  expect(stdout).toMatch(
    /Look for it here, within a minute:\n {2}email {3}o\*\*\*@example\.com\n {2}sqs/,
  );
  expect(status).toBe(0);
  expect(await received()).toMatchObject([{ event: 'drill', account: '(drill)' }]);
  expect(await run()).toMatchObject([{ notice: null }, { notice: null }]);
  expect(await received()).toEqual([]);
}, 60_000);

test('8. repaid', async () => {
  exchange.owe(keys.main.secret.apiKey, '0');
  expect(await run()).toMatchObject([{ amount: '0', notice: 'debt.cleared' }, { notice: null }]);
  expect(await received()).toMatchObject([{ event: 'debt.cleared', previousAmount: '579.45' }]);
}, 30_000);

test('9. cdk destroy leaves the secrets of the operator, and nothing of the stack', async () => {
  await cdk(['destroy', '--force', '-c', 'accounts=main,hedge'], moto.environment());
  expect(await cloud.secrets()).toEqual(['pm-loan-monitor/main', 'pm-loan-monitor/hedge']);
  expect(await cloud.functions()).toEqual([]);
  expect(await cloud.alarms()).toEqual([]);
  expect(await cloud.scheduledEvents(new Date())).toEqual([]);
}, 60_000);

// With a customer key there is no deploying here: moto's KMS cannot make a key that has tags.
test('10. a stack with a fixed address has it among its outputs', async () => {
  const { EgressIp } = await put({ stackName: 'Fixed', fixedEgress: 'true' });
  expect(EgressIp).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  expect(await cloud.functions()).toEqual([expect.stringMatching(/^Fixed-/)]);
}, 60_000);

// moto deletes a network before it makes the new one, and CloudFormation the other way round, so
// that the deployment into another zone tells nothing here.
test('11. its NAT gateway is deleted by the commands of the runbook, before another zone', async () => {
  const [block = ''] = commandsOf('infra/runbook.md').filter((each) => each.includes('delete-nat'));
  const shell = new Shell(folder, moto.environment());
  const printed = await shell.run(block.replace('PmLoanMonitor', 'Fixed'));
  expect(printed).toMatch(/"NatGatewayId": "nat-/);
}, 60_000);
