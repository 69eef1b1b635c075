import { NoticeRefusedError } from '../../../lambda/errors';
import type { DrillDocument } from '../../../lambda/contract';
import type { Subscription } from '../../local/cloud/sns';
import { subscribe } from '../../local/set-ups';
import { start } from '../monitored';

test('a drill goes to every subscriber, plainly marked as what it is', async () => {
  const { world, drill } = await start();
  const { topics } = world.cloud;
  const [email, sms, sqs] = (['email', 'sms', 'sqs'] as const).map((protocol) =>
    topics.subscribe(world.topicArn, { protocol }),
  ) as [Subscription, Subscription, Subscription];
  const { messageId } = await drill();
  expect(topics.messages.map((message) => message.messageId)).toEqual([messageId]);
  expect(email.inbox[0]?.subject).toBe(
    'DRILL: pm-loan-monitor can reach you; this is not about a debt',
  );
  expect(email.inbox[0]?.text).toBe(
    `This is a drill, to see whether notices of pm-loan-monitor reach you. This one did. It
says nothing of what any account owes.

What to do: nothing, except to tell whoever asked you to look out for it.

Sent:      2026-11-22 06:30 UTC
Monitor:   Local, us-east-1, AWS account 123456789012`,
  );
  expect(sms.inbox[0]?.text).toBe(
    'DRILL: pm-loan-monitor can reach you; this is not about a debt. Sent 2026-11-22 06:30 UTC.',
  );
  const document = JSON.parse(sqs.inbox[0]?.text ?? '') as DrillDocument;
  const time = expect.stringMatching(/^2026-11-22T06:30:\d\d\.\d{3}Z$/) as string;
  expect(document).toEqual({
    schema: 'pm-loan-monitor/notice@2',
    id: `(drill)/${document.scheduledTime}/drill`,
    event: 'drill',
    account: '(drill)',
    scheduledTime: time,
    observedAt: time,
  });
  expect(sqs.inbox[0]?.attributes).toEqual({
    event: { DataType: 'String', StringValue: 'drill' },
    account: { DataType: 'String', StringValue: '(drill)' },
  });
});

test('it links to runbook and dashboard, as notices do', async () => {
  const { world, drill } = await start({
    environment: { RUNBOOK_URL: 'https://runbook.example', DASHBOARD_URL: 'https://dash.example' },
  });
  await drill();
  expect(world.notices[0]?.texts.email).toContain(
    'Runbook:   https://runbook.example\nDashboard: https://dash.example',
  );
  expect(JSON.parse(world.notices[0]?.texts.sqs ?? '')).toMatchObject({
    runbookUrl: 'https://runbook.example',
    dashboardUrl: 'https://dash.example',
  });
});

test('it passes the filters that let it, and no filter on debts', async () => {
  const { world, drill } = await start();
  const inboxes = [
    { event: [{ exists: true }] },
    { event: ['drill'] },
    { event: [{ prefix: 'debt.' }] },
    { amount: [{ numeric: ['>', 0] as const }] },
    { account: ['main'] },
  ].map((filterPolicy) =>
    world.cloud.topics.subscribe(world.topicArn, { protocol: 'lambda', filterPolicy }),
  );
  await drill();
  expect(inboxes.map(({ inbox }) => inbox.length)).toEqual([1, 1, 0, 0, 0]);
});

test('it says who should get it, and who has still to confirm, by masked endpoints', async () => {
  const { world, drill } = await start();
  subscribe(world);
  world.cloud.topics.subscribe(world.topicArn, {
    protocol: 'email',
    endpoint: 'risk@example.com',
    pending: true,
  });
  expect((await drill()).subscribers).toMatchObject({
    confirmed: [
      { protocol: 'email', endpoint: 'o***@example.com', filter: null },
      { protocol: 'sqs', endpoint: 'risk', filter: null },
    ],
    pending: [{ protocol: 'email', endpoint: 'r***@example.com' }],
  });
});

test('it is sent though nobody can say who is subscribed', async () => {
  const { world, drill } = await start();
  world.cloud.misbehave('ListSubscriptionsByTopic', 'access-denied');
  expect(await drill()).toMatchObject({ subscribers: null });
  expect(world.notices).toHaveLength(1);
});

test('it fails where SNS does not take it, as a notice would', async () => {
  const { world, failure } = await start();
  world.cloud.misbehave('Publish', 'access-denied');
  const error = await failure({ drill: true });
  expect(error).toBeInstanceOf(NoticeRefusedError);
  expect(error.message).toMatch(/^SNS did not take the notice drill .*sns:Publish/);
});

test('it changes nothing that the rule reads, and writes no metric', async () => {
  const { world, runAt, drill, told } = await start();
  world.owe('579.45');
  await runAt('06:30');
  const before = world.cloud.calls.length;
  await drill();
  expect(world.cloud.calls.slice(before).map(({ operation }) => operation)).toEqual([
    'Publish',
    'ListSubscriptionsByTopic',
  ]);
  expect(world.published('NotifiedLoan')).toEqual([579.45]);
  await runAt('06:35');
  expect(told()).toEqual(['debt.detected 579.45', 'drill (drill)']);
  expect(world.exchange.requests.length).toBe(2);
});
