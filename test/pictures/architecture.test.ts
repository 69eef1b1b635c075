import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS } from '../../lambda/contract';
import { conditionsOf } from '../../lambda/told';
import { Synthesis } from '../infra/synthesis';
import type { Properties } from '../infra/synthesis';

const svg = readFileSync(join(__dirname, 'architecture.svg'), 'utf8');
const texts = [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)/g)].map(([, text]) => text);
const synthesis = new Synthesis();

/** The text in the picture for each type of resource. */
const BOXES: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': `${synthesis.alarms.length} alarms`,
  'AWS::CloudWatch::Dashboard': 'Dashboard',
  'AWS::Lambda::Function': 'Lambda',
  'AWS::Logs::LogGroup': 'Log',
  'AWS::SNS::Topic': 'SNS topic',
  'AWS::SQS::Queue': 'Dead-letter queue',
  'AWS::Scheduler::Schedule': 'EventBridge Scheduler',
};
/** Types that only let the others do their work. */
const LEFT_OUT = [
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::ScheduleGroup',
];

test('the picture has a box for every resource of the stack', () => {
  const types = new Set(Object.values(synthesis.resources).map(({ Type }) => Type));
  expect([...types].sort()).toEqual([...Object.keys(BOXES), ...LEFT_OUT].sort());
  expect(texts).toEqual(expect.arrayContaining(Object.values(BOXES)));
});

test('the picture lists exactly the alarms of the stack', () => {
  const [, ...listed] = texts.slice(texts.indexOf(`${synthesis.alarms.length} alarms`));
  const names = synthesis.alarms.map(
    ({ AlarmName }) => String(AlarmName).split('PmLoanMonitor-')[1],
  );
  expect(listed.slice(0, names.length).sort()).toEqual(names.sort());
});

test('the picture says of the stack what its template says', () => {
  const schedule = synthesis.one('AWS::Scheduler::Schedule');
  const { Input, RetryPolicy } = schedule['Target'] as { Input: string; RetryPolicy: Properties };
  const { accounts } = JSON.parse(Input) as { accounts: { secretId: string }[] };
  const { Runtime, Architectures, MemorySize, Environment } =
    synthesis.one('AWS::Lambda::Function');
  const { Variables } = Environment as { Variables: { BINANCE_BASE_URL: string } };
  const queue = synthesis.one('AWS::SQS::Queue');
  const days = Number(queue['MessageRetentionPeriod']) / 86_400;
  expect(texts).toEqual(
    expect.arrayContaining([
      String(schedule['ScheduleExpression']).replace(/^rate\((.*)\)$/, 'every $1'),
      `${String(RetryPolicy['MaximumRetryAttempts'])} retries, kept ${days} days`,
      `${String(Runtime).replace('nodejs', 'Node.js ').replace('.x', '')}, ${String(Architectures)}, ${String(MemorySize)} MB`,
      `${String(synthesis.one('AWS::Logs::LogGroup')['RetentionInDays'])} days`,
      accounts[0]?.secretId,
      new URL(Variables.BINANCE_BASE_URL).host,
      METRICS.loan,
      // Without a margin warning, as the stack is by default.
      ...conditionsOf(undefined).map((condition) => METRICS.told[condition]),
    ]),
  );
});
