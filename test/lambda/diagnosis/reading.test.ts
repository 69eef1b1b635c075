import type { Answer } from '../../../lambda/http';
import type { KeyFacts } from '../../../lambda/diagnosis/facts';
import { KEY } from '../../../lambda/diagnosis/endpoints';
import { mask } from '../../../lambda/aws/topic-reader';

describe('what a key may do', () => {
  const read = (body: object, headers: Answer['headers'] = {}): KeyFacts =>
    KEY.read({ status: 200, headers, body: JSON.stringify(body) }, { asked: 0, answered: 1 });
  const plain = { ipRestrict: true, enableReading: true };

  test('is each flag that is on, one that is new to us among them, and nothing else', () => {
    const flags = { enableTeleportation: true, permitsUniversalTransfer: true, apiName: true };
    expect(read({ ...plain, ...flags, enableMargin: false, enableX: 'key' }).enabled).toEqual([
      'enableReading',
      'enableTeleportation',
      'permitsUniversalTransfer',
    ]);
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
    expect(read(plain, { 'x-sapi-used-ip-weight-1m': '7' }).usedWeight).toBe('7');
    expect(read(plain, { 'x-sapi-used-ip-weight-1m': 'x' }).usedWeight).toBeUndefined();
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
