/** Broken set-ups of a deployed stack: the doctor names cause and cure of each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operate } from '../../infra/operator/command';
import { openDeployed } from '../../infra/operator/deployed';
import { doctor } from '../../infra/operator/doctor';
import type { DoctorReport } from '../../infra/operator/doctor';
import { settingsFolder } from '../infra/settings/folder';
import { Exchange } from '../local/exchange/exchange';
import { newAccountKey } from '../local/exchange/keys';
import type { LocalFunction } from '../local/function';
import { LambdaService } from '../local/lambda-service';
import { Alarms, Checker, Schedule } from './broken-stack';
import type { Break } from './broken-stack';
import { Secret, Topic } from './broken-topic';
import { cdk, deploy } from './cdk';
import { Deployment } from './deployment';
import { ACCOUNT, Moto, REGION } from './moto';

const folder = mkdtempSync(join(tmpdir(), 'pm-loan-monitor-'));
const { registration, secret } = newAccountKey();
const outside = { ...process.env };
const settings = settingsFolder({ accounts: 'main' });

let moto: Moto;
let exchange: Exchange;
let monitor: LocalFunction;
let lambda: LambdaService;
let outputs: Record<string, string>;

beforeAll(async () => {
  moto = await Moto.start();
  exchange = await Exchange.start();
  exchange.register(registration);
  const cloud = new Deployment(moto);
  await cloud.createSecret('pm-loan-monitor/main', JSON.stringify(secret));
  await cdk(['bootstrap', `aws://${ACCOUNT}/${REGION}`], moto.environment());
  const chosen = {
    ...{ accounts: 'main', emails: 'ops@example.com', baseUrls: exchange.url },
    heartbeatUrl: 'https://hc-ping.com/capability',
  };
  outputs = await deploy(chosen, join(folder, 'outputs.json'), moto.environment());
  const name = outputs['FunctionName'] ?? '';
  monitor = await cloud.function(name, join(folder, 'code'));
  for (const event of await cloud.scheduledEvents(new Date())) await monitor.invoke(event);
  lambda = await LambdaService.start({ [name]: monitor }, moto.url);
}, 180_000);

afterAll(async () => {
  await lambda.close();
  await monitor.stop();
  await exchange.close();
  await moto.stop();
  rmSync(folder, { recursive: true });
});

async function found(): Promise<string[]> {
  process.env = {
    ...outside,
    ...moto.environment(),
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
  };
  const { stdout, stderr } = await operate(openDeployed(settings), doctor, { json: true });
  process.env = outside;
  if (stderr !== '') throw new Error(stderr);
  return (JSON.parse(stdout) as DoctorReport).findings.flatMap(
    ({ check, status, detail, fix = '' }) =>
      status === 'ok' ? [] : [`${check} ${status}: ${detail} → ${fix}`],
  );
}

test('nothing is wrong with a stack that was just deployed', async () => {
  expect(await found()).toEqual([]);
});

const BLIND = 'PmLoanMonitor-blind-main';
const DEBT = 'PmLoanMonitor-debt-main';
const RESTORE = '.*→ Restore it: npx cdk deploy --revert-drift\\.';
const kms = (Service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'kms:*', Resource: '*' }],
  });

/** By what is broken: how, and what the doctor says of it first. */
const BROKEN: Readonly<Record<string, readonly [broken: () => Break, said: string]>> = {
  'the debt alarm deleted': [
    () => new Alarms(moto).delete(DEBT),
    `alarms error: Deleted: ${DEBT}\\.${RESTORE}`,
  ],
  'the debt alarm with a threshold of 999999': [
    () => new Alarms(moto).change(DEBT, { Threshold: 999_999 }),
    `alarms error: Changed: ${DEBT} \\(Threshold is 999999, deployed as 0\\)\\.${RESTORE}`,
  ],
  'the actions of an alarm off': [
    () => new Alarms(moto).change(BLIND, { ActionsEnabled: false }),
    `alarms error: .*${BLIND} \\(ActionsEnabled is false, deployed as true\\)\\.${RESTORE}`,
  ],
  'an alarm that tells another topic': [
    () => new Alarms(moto).change(BLIND, { AlarmActions: [`arn:aws:sns:${REGION}:1:other`] }),
    `alarms error: .*${BLIND} \\(AlarmActions is \\["arn:aws:sns:.*:other"\\], dep.*${RESTORE}`,
  ],
  'an account named Main in the alarm': [
    () => new Alarms(moto).change(DEBT, { Dimensions: [{ Name: 'Account', Value: 'Main' }] }),
    `alarms error: .*Dimensions is \\[.*"Main".*\\], deployed as \\[.*"main".*${RESTORE}`,
  ],
  'an account named Main in the schedule': [
    () =>
      new Schedule(moto).change(({ Target }) => ({
        Target: { ...Target, Input: Target?.Input?.replace('"main"', '"Main"') },
      })),
    `schedule error: .*Input is Main \\(.*\\), deployed as main \\(pm-.*${RESTORE}`,
  ],
  'a schedule of once a day': [
    () => new Schedule(moto).change(() => ({ ScheduleExpression: 'rate(1 day)' })),
    `schedule error: .*is rate\\(1 day\\), deployed as rate\\(5 minutes\\)\\.${RESTORE}`,
  ],
  'a schedule that was disabled': [
    () => new Schedule(moto).change(() => ({ State: 'DISABLED' })),
    `schedule error: .*: disabled\\.${RESTORE}`,
  ],
  'a schedule that ended': [
    () => new Schedule(moto).change(() => ({ EndDate: new Date('2026-11-01T00:00:00Z') })),
    `schedule error: .*it ends, or ended, at 2026-11-01T00:00:00.000Z\\.${RESTORE}`,
  ],
  'a schedule that was deleted': [
    () => new Schedule(moto).delete(),
    `schedule error: .*: deleted\\.${RESTORE}`,
  ],
  'a reserved concurrency of 0': [
    () => new Checker(moto, outputs['FunctionName'] ?? '').stop(),
    'function error: .*is 0, .*→ aws lambda delete-function-concurrency --function-name PmLoan',
  ],
  'a function that tells another topic': [
    () =>
      new Checker(moto, outputs['FunctionName'] ?? '').change({
        Environment: { Variables: { TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:other' } },
      }),
    `function error: .*TOPIC_ARN is arn:.*:other, deployed as arn:.*${RESTORE}`,
  ],
  'a function with three seconds': [
    () => new Checker(moto, outputs['FunctionName'] ?? '').change({ Timeout: 3 }),
    `function error: .*Timeout is 3, deployed as 50\\.${RESTORE}`,
  ],
  'filters that drop every message': [
    () => new Topic(moto, outputs['TopicArn'] ?? '').filter({ event: ['nothing'] }),
    'filters error: No subscription lets a new debt of main through.*→ Change a filter, or',
  ],
  'nobody subscribed': [
    () => new Topic(moto, outputs['TopicArn'] ?? '').unsubscribe(),
    'subscribers error: Nobody is subscribed.*→ Deploy with the setting emails',
  ],
  'a topic that CloudWatch may not publish to': [
    () => new Topic(moto, outputs['TopicArn'] ?? '').set('Policy', kms('s3.amazonaws.com')),
    'topicPolicy error: .*→ Allow cloudwatch\\.amazonaws\\.com the action sns:Publish',
  ],
  "the topic's key disabled": [
    () => new Topic(moto, outputs['TopicArn'] ?? '').encrypt({ disabled: true }),
    'topicKey error: The key of the topic is Disabled: .*→ aws kms enable-key --key-id arn:',
  ],
  "the topic's key without CloudWatch": [
    () => new Topic(moto, outputs['TopicArn'] ?? '').encrypt({ policy: kms('s3.amazonaws.com') }),
    "topicKey error: .*does not let CloudWatch and the function's role use it\\. → Allow kms:Dec",
  ],
  'a secret that is in another region': [
    () => new Secret(moto, 'pm-loan-monitor/main').move(moto, 'eu-west-1'),
    'secret error: .*There is one of this name in eu-west-1\\. → .*npm run store-key',
  ],
  'a secret without the private key': [
    () => new Secret(moto, 'pm-loan-monitor/main').store('{"apiKey":"k"}'),
    'secret error: .*no usable field privateKey .*→ Store it again',
  ],
  'a secret whose fields have other names': [
    () => new Secret(moto, 'pm-loan-monitor/main').store('{"API_KEY":"k","SECRET":"s"}'),
    'secret error: .*apiKey \\(missing or empty; other fields: API_KEY, SECRET\\).*→ Store it again',
  ],
  'a secret scheduled for deletion': [
    () => new Secret(moto, 'pm-loan-monitor/main').scheduleDeletion(),
    'secret error: .*→ Restore it in this region: aws secretsmanager restore-secret --secret-id pm-',
  ],
};

test.each(Object.entries(BROKEN))('%s', async (_, [broken, said]) => {
  const restore = await broken()();
  try {
    expect((await found())[0]).toMatch(new RegExp(`^${said}`));
  } finally {
    await restore();
  }
});

test('nothing is wrong once all of it is put right', async () => {
  expect(await found()).toEqual([]);
});
