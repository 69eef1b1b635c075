import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compose } from '../../lambda/notice/compose';
import { Synthesis } from './synthesis';

const page = readFileSync(join(__dirname, '../../infra/subscribers.md'), 'utf8');
const [notice, alarm] = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(
  ([, block = '']) => JSON.parse(block) as Record<string, unknown>,
);

test('a web hook gets a notice as the page shows it', () => {
  const at = Date.parse('2026-11-22T06:30:00Z');
  const sent = compose({
    event: 'debt.detected',
    account: 'main',
    asset: 'BUSD',
    amount: '1579.45',
    told: undefined,
    scheduledTime: at,
    observedAt: at + 412,
  });
  const { https } = JSON.parse(sent.Message ?? '') as { readonly https: string };
  const attributes = Object.entries(sent.MessageAttributes ?? {}).map(
    ([name, { DataType, StringValue }]) => [name, { Type: DataType, Value: StringValue }],
  );
  expect(notice).toMatchObject({
    Subject: sent.Subject,
    Message: https,
    MessageAttributes: Object.fromEntries(attributes) as object,
  });
});

test('a pager gets the alarm that the stack makes, as the page shows it', () => {
  const made = new Synthesis().alarm('debt-main');
  const { Name, Value } = (made['Dimensions'] as { Name: string; Value: string }[])[0] ?? {};
  expect(alarm).toMatchObject({
    AlarmName: made['AlarmName'],
    AlarmDescription: made['AlarmDescription'],
    Trigger: {
      MetricName: made['MetricName'],
      Namespace: made['Namespace'],
      Dimensions: [{ name: Name, value: Value }],
      ComparisonOperator: made['ComparisonOperator'],
      Threshold: made['Threshold'],
    },
  });
});
