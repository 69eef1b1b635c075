import type { Answer } from '../../../lambda/binance/http';
import { judgeClock } from '../../../lambda/diagnosis/address';
import { RESTRICTIONS } from '../../../lambda/diagnosis/restrictions';
import type { Restrictions } from '../../../lambda/diagnosis/restrictions';
import { mask } from '../../../lambda/diagnosis/subscribers';
import { judgeTopic } from '../../../lambda/diagnosis/topic';
import { defaultPolicy } from '../../local/cloud/topic-reads';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:notices';

describe('what a key may do', () => {
  const read = (body: object, headers: Answer['headers'] = {}): Restrictions =>
    RESTRICTIONS.read(
      { status: 200, headers, body: JSON.stringify(body) },
      { asked: 0, answered: 1 },
    );
  const plain = { ipRestrict: true, enableReading: true };

  test('is in words, withdrawals first, a right that is new to us among them', () => {
    const flags = {
      enableFutures: true,
      permitsUniversalTransfer: true,
      enableTeleportation: true,
      enableWithdrawals: true,
      enableMargin: false,
    };
    expect(read({ ...plain, ...flags }).beyondReading).toEqual([
      'withdrawals',
      'futures',
      'universal transfer',
      'teleportation',
    ]);
  });

  test('is no more than reading where that is allowed over FIX too', () => {
    const flags = { enableFixReadOnly: true, createTime: 1_700_000_000_000 };
    expect(read({ ...plain, ...flags }).beyondReading).toEqual([]);
  });

  test.each([
    {},
    { ipRestrict: true },
    { ...plain, enableReading: 'true' },
    { enableReading: true },
  ])('is not guessed: %j', (body) => {
    expect(() => read(body)).toThrow('it does not say what the key may do');
  });

  test('comes with the weight of the address, in digits or not at all', () => {
    expect(read(plain, { 'x-sapi-used-ip-weight-1m': '7' }).addressWeight).toBe('7');
    expect(read(plain, { 'x-sapi-used-ip-weight-1m': 'x' }).addressWeight).toBeUndefined();
  });
});

describe('the clock', () => {
  test.each([
    [0, undefined, 'ok'],
    [500, undefined, 'ok'],
    [501, undefined, 'warning'],
    [-501, undefined, 'warning'],
    [-999, undefined, 'warning'],
    [-1000, undefined, 'error'],
    [4999, undefined, 'warning'],
    [5000, undefined, 'error'],
    [5000, '10000', 'warning'],
    [600, '550', 'error'],
  ])('of Binance %d ms ahead, with the window %s, is %s', (offset, window, status) => {
    expect(judgeClock({ offset, uncertainty: 0 }, window).status).toBe(status);
  });

  test('has the benefit of the doubt', () => {
    expect(judgeClock({ offset: 700, uncertainty: 200 }).status).toBe('ok');
    expect(judgeClock({ offset: -1100, uncertainty: 200 }).status).toBe('warning');
  });
});

describe('the policy of the topic', () => {
  const Service = 'cloudwatch.amazonaws.com';
  const alarms = (Policy: string): string | undefined =>
    judgeTopic({ topicArn: TOPIC, attributes: { Policy }, subscribers: [] }).find(
      ({ check }) => check === 'alarms',
    )?.status;

  test("lets alarms publish where it is SNS's own", () => {
    expect(alarms(defaultPolicy(TOPIC))).toBe('ok');
  });

  test.each([
    ['ok', { Effect: 'Allow', Principal: { Service }, Action: 'sns:Publish' }],
    ['ok', { Effect: 'Allow', Principal: { Service: ['x', Service] }, Action: ['SNS:Publish'] }],
    ['ok', { Effect: 'Allow', Principal: '*', Action: 'sns:*' }],
    ['error', { Effect: 'Deny', Principal: '*', Action: 'sns:Publish' }],
    ['error', { Effect: 'Allow', Principal: { Service }, Action: 'sns:Subscribe' }],
    ['error', { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sns:*' }],
    ['error', { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:root' }, Action: 'sns:*' }],
    ['error', {}],
  ])('is %s for alarms with %j', (status, statement) => {
    expect(alarms(JSON.stringify({ Statement: [statement] }))).toBe(status);
    expect(alarms(JSON.stringify({ Statement: statement }))).toBe(status);
  });

  test.each(['', '{', 'null', '{}', '{"Statement":null}'])('that is %j lets nobody', (policy) => {
    expect(alarms(policy)).toBe('error');
  });
});

test.each([
  ['ops@example.com', 'o***@example.com'],
  ['o@example.com', 'o***@example.com'],
  ['+15550100', '***00'],
  ['https://events.pagerduty.com/integration/s3cr3t/enqueue', 'events.pagerduty.com/***'],
  ['https://user:s3cr3t@example.com/x', 'example.com/***'],
  ['arn:aws:sqs:us-east-1:123456789012:risk', 'risk'],
  ['arn:aws:lambda:us-east-1:123456789012:function:page', 'page'],
  ['arn:aws:firehose:us-east-1:123456789012:deliverystream/archive', 'archive'],
  [
    'arn:aws:sqs:us-east-1:123456789012:TradingStack-RiskQueueABCDEF12-AbCdEfGhIjKl',
    'TradingStack-RiskQueueABCDEF12-AbCdEfGhIjKl',
  ],
  ['', '***'],
])('the endpoint %j is shown as %j', (endpoint, shown) => {
  expect(mask(endpoint)).toBe(shown);
});
