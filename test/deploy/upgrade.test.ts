import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckResult } from '../../lambda/contract';
import { Exchange } from '../local/exchange/exchange';
import { newAccountKey } from '../local/exchange/keys';
import { cdk, deploy } from './cdk';
import { Deployment } from './deployment';
import { ACCOUNT, Moto, REGION } from './moto';
import { createStack, resourcesOf } from './versions';

/** With what the templates of earlier versions were synthesized. */
const SETTINGS = { accounts: 'main,hedge', emails: 'ops@example.com' };
const VERSIONS = join(__dirname, 'versions');
const DEBT = '579.45';
/** What people and other programs hang on. */
const KEPT = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
];

const folder = mkdtempSync(join(tmpdir(), 'pm-loan-monitor-'));
const keys = { main: newAccountKey(), hedge: newAccountKey() };
let moto: Moto;
let exchange: Exchange;
let cloud: Deployment;

beforeEach(async () => {
  [moto, exchange] = await Promise.all([Moto.start(), Exchange.start()]);
  cloud = new Deployment(moto);
  for (const [name, { secret, registration }] of Object.entries(keys)) {
    exchange.register(registration);
    await cloud.createSecret(`pm-loan-monitor/${name}`, JSON.stringify(secret));
  }
  await cdk(['bootstrap', `aws://${ACCOUNT}/${REGION}`], moto.environment());
}, 120_000);

afterEach(async () => {
  await Promise.all([moto.stop(), exchange.close()]);
  rmSync(folder, { recursive: true, force: true });
});

test.each(readdirSync(VERSIONS))(
  'this version, deployed over %s, keeps what others hang on, and says nothing of a known debt',
  async (template) => {
    await createStack(moto, 'PmLoanMonitor', join(VERSIONS, template));
    const before = await resourcesOf(moto, 'PmLoanMonitor');
    const topic = before.find(({ type }) => type === 'AWS::SNS::Topic')?.physicalId ?? '';
    const queue = await cloud.subscribeQueue(topic);
    exchange.owe(keys.main.secret.apiKey, DEBT);
    await cloud.putMetric('NotifiedLoan', 'main', Number(DEBT), new Date(Date.now() - 600_000));

    const settings = { ...SETTINGS, baseUrls: exchange.url };
    const outputs = await deploy(settings, join(folder, 'outputs.json'), moto.environment());

    expect(new Set(before.map(({ type }) => type))).toEqual(
      new Set([...KEPT, ...before.map(({ type }) => type)]),
    );
    const kept = before.filter(({ type }) => KEPT.includes(type));
    expect(await resourcesOf(moto, 'PmLoanMonitor')).toEqual(expect.arrayContaining(kept));
    expect(outputs['TopicArn']).toBe(topic);
    const monitor = await cloud.function(outputs['FunctionName'] ?? '', join(folder, 'code'));
    const [event] = await cloud.scheduledEvents(new Date());
    const { result } = await monitor.invoke(event);
    await monitor.stop();
    expect((result as CheckResult).accounts).toMatchObject([
      { name: 'main', amount: DEBT, notice: null },
      { name: 'hedge', amount: '0', notice: null },
    ]);
    expect(await cloud.receive(queue)).toEqual([]);
  },
  180_000,
);
