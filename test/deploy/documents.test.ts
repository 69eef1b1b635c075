import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DebtDocument } from '../../lambda/contract';
import { Exchange } from '../local/exchange/exchange';
import type { LocalFunction } from '../local/function';
import { LambdaService } from '../local/lambda-service';
import { Deployment } from './deployment';
import { Moto } from './moto';
import { commandsOf, copyProject, Shell } from './shell';

const DOCUMENTS = [
  'README.md',
  'lambda/README.md',
  'infra/README.md',
  'infra/runbook.md',
  'test/README.md',
];
/** What begins like this is not run here, and why. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'aws configure sso': 'opens a browser',
  'npm ci && npm start': 'needs no deployment; test/documents.test.ts runs it',
  'npm cit': 'runs every other test',
  'aws cloudwatch put-alarm-mute-rule': 'moto has no mute rules',
  'export AWS_DEFAULT_REGION': 'needs a fixed address; deploy.test.ts runs it',
};

/** The commands of these documents that were not run yet. */
const blocks = DOCUMENTS.flatMap(commandsOf).filter(
  (block) => !Object.keys(NOT_HERE).some((beginning) => block.startsWith(beginning)),
);
const subscribers = commandsOf('infra/subscribers.md');
const folder = mkdtempSync(join(tmpdir(), 'pm-loan-monitor-'));
const project = join(folder, 'project');
const API_KEY = 'given-by-binance';

let moto: Moto;
let exchange: Exchange;
let cloud: Deployment;
let shell: Shell;
let monitor: LocalFunction;
let lambda: LambdaService | undefined;

/** Runs the one block that begins like this; `more` is typed at its end. */
async function typed(beginning: string, more = ''): Promise<string> {
  const index = blocks.findIndex((block) => block.startsWith(beginning));
  expect([beginning, index]).not.toEqual([beginning, -1]);
  const [block = ''] = blocks.splice(index, 1);
  return shell.run(`${block}${more}`);
}

async function check(): Promise<void> {
  for (const event of await cloud.scheduledEvents(new Date())) {
    const { error } = await monitor.invoke(event);
    expect(error).toBeUndefined();
  }
}

beforeAll(async () => {
  [moto, exchange] = await Promise.all([Moto.start(), Exchange.start()]);
  cloud = new Deployment(moto);
  mkdirSync(project);
  copyProject(project);
  shell = new Shell(project, {
    ...moto.environment(),
    // There is nobody here to say yes.
    CDK_REQUIRE_APPROVAL: 'never',
    CDK_FORCE: 'true',
    CDK_METHOD: 'direct',
    TOKEN: 'of-the-first-mail',
    PAGERDUTY_KEY: 'none',
    OPSGENIE_KEY: 'none',
  });
}, 120_000);

afterAll(async () => {
  await lambda?.close();
  await Promise.all([moto.stop(), exchange.close()]);
  rmSync(folder, { recursive: true });
});

test("the README's deployment, as it is typed", async () => {
  await typed('npm run init', ' -- --accounts main --emails you@example.com');
  // One setting more: where Binance is.
  const file = join(project, 'cdk.context.json');
  const settings = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...settings, baseUrls: exchange.url }));
  await typed('npm run store-key', ` --yes <<< ${API_KEY} 2> said`);
  const said = readFileSync(join(project, 'said'), 'utf8');
  const [publicKey = ''] =
    /-----BEGIN PUBLIC KEY-----[^]+?-----END PUBLIC KEY-----/.exec(said) ?? [];
  exchange.register({ apiKey: API_KEY, publicKey });
  await typed('npx cdk bootstrap');
  const [name = ''] = await cloud.functions();
  monitor = await cloud.function(name, join(folder, 'code'));
  // moto runs functions in Docker alone; here a process runs the deployed code.
  lambda = await LambdaService.start({ [name]: monitor }, moto.url);
}, 180_000);

test('its account is checked, the doctor finds it healthy, and the drill goes out', async () => {
  Object.assign(shell.environment, { AWS_ENDPOINT_URL_LAMBDA: lambda?.url });
  const printed = await typed('npm run check');
  expect(printed).toMatch(/│ main +│ nothing │/);
  expect(printed).toMatch(/ PmLoanMonitor [^]*0 errors, 1 warning\./);
  expect(printed).toMatch(/Look for it here.*\n +email +y\*\*\*@example\.com/);
  delete shell.environment['AWS_ENDPOINT_URL_LAMBDA'];
}, 60_000);

test('every way to subscribe, as it is typed', async () => {
  await cloud.createFunction('react-to-debt');
  for (const block of subscribers) await shell.run(block);
  const topic = (await shell.run('echo "$TOPIC"')).trim();
  const protocols = (await cloud.subscriptions(topic)).map((each) => each.split(':', 1)[0]);
  expect(protocols.sort()).toEqual(['email', 'https', 'https', 'https', 'lambda', 'sms', 'sqs']);
  // moto runs functions in Docker alone, and the hosts of the web hooks are not here.
  await cloud.unsubscribe(topic, 'https', 'lambda');
}, 120_000);

test('the queue hears of new and changed debts of 1,000 and above, and of nothing else', async () => {
  const queue = (await shell.run('echo "$QUEUE"')).trim();
  const heard: DebtDocument[] = [];
  for (const amount of ['999.99', '1579.45', '500', '2000', '0']) {
    exchange.owe(API_KEY, amount);
    await check();
    const messages = await cloud.receive(queue);
    heard.push(...messages.map(({ Message }) => JSON.parse(Message) as DebtDocument));
  }
  expect(heard.map(({ event, amount }) => [event, amount])).toEqual([
    ['debt.changed', '1579.45'],
    ['debt.changed', '2000'],
  ]);
}, 60_000);

test('the removal, as it is typed; and every command of the documents was tried', async () => {
  await monitor.stop();
  await typed('npx cdk destroy');
  expect(await cloud.functions()).toEqual(['react-to-debt']);
  expect(blocks).toEqual([]);
}, 60_000);
