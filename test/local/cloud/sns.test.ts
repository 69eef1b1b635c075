import { GetSubscriptionAttributesCommand, PublishCommand } from '@aws-sdk/client-sns';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { clientsOf, destroy } from './clients';
import type { Clients } from './clients';
import { Cloud } from './cloud';

/** What only this stand-in has; the rest is in conformance/. */
describe('SNS', () => {
  let cloud: Cloud;
  let clients: Clients;
  let TopicArn: string;

  beforeEach(async () => {
    cloud = await Cloud.start({ clock: Date.now });
    clients = clientsOf(cloud);
    TopicArn = cloud.topics.create('notices');
  });

  afterEach(async () => {
    destroy(clients);
    await cloud.close();
  });

  const publish = (input: Partial<PublishCommandInput> = {}) =>
    clients.topics.send(new PublishCommand({ TopicArn, Message: 'text', ...input }));

  test('accepts a message and keeps it', async () => {
    const { MessageId } = await publish({
      Subject: 'Debt & <more>',
      Message: 'who owes €5 & what\nnext',
      MessageAttributes: { event: { DataType: 'String', StringValue: 'debt.detected' } },
    });
    expect(cloud.topics.messages).toEqual([
      {
        messageId: MessageId,
        topicArn: TopicArn,
        subject: 'Debt & <more>',
        attributes: { event: { DataType: 'String', StringValue: 'debt.detected' } },
        texts: { default: 'who owes €5 & what\nnext' },
      },
    ]);
  });

  test('delivers to each protocol its own text, else the default', async () => {
    const other = cloud.topics.create('other');
    const inboxes = (['email', 'sms', 'sqs'] as const).map((protocol) =>
      cloud.topics.subscribe(TopicArn, { protocol }),
    );
    const elsewhere = cloud.topics.subscribe(other, { protocol: 'email' });
    const Message = JSON.stringify({ default: 'd', sms: 's', sqs: '{"a":1}', firehose: 'f' });
    await publish({ Message, MessageStructure: 'json', Subject: 'S' });
    expect(inboxes.map(({ inbox }) => inbox)).toMatchObject([
      [{ text: 'd', subject: 'S', topicArn: TopicArn }],
      [{ text: 's' }],
      [{ text: '{"a":1}' }],
    ]);
    expect(elsewhere.inbox).toEqual([]);
  });

  test.each([{ PhoneNumber: '+15550100' }, { MessageGroupId: 'g' }])(
    'says so when asked for %j, which it does not serve',
    async (input) => {
      await expect(publish(input)).rejects.toMatchObject({ name: 'InvalidAction' });
      expect(cloud.topics.messages).toEqual([]);
    },
  );

  const number = (StringValue: string) => ({ it: { DataType: 'Number', StringValue } });
  const json = (Message: string) => ({ Message, MessageStructure: 'json' });

  test.each<Partial<PublishCommandInput>>([
    { Subject: 'a'.repeat(100) },
    { Subject: 'é' },
    json('{"default":"a","default":"b"}'),
    json('{"default":"d","email":{}}'),
    { MessageAttributes: number('1e3') },
    { MessageAttributes: number('1000000000.1') },
    { MessageAttributes: number('0.000001') },
    { MessageAttributes: { it: { DataType: 'String.Array', StringValue: '[{}]' } } },
  ])('is stricter than SNS, and refuses %j', async (input) => {
    await expect(publish(input)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });

  test('filters by attributes and by the body', async () => {
    const notices = cloud.topics.subscribe(TopicArn, {
      protocol: 'lambda',
      filterPolicy: { event: [{ exists: true }], amount: [{ numeric: ['>=', 100] }] },
    });
    const neither = cloud.topics.subscribe(TopicArn, {
      protocol: 'https',
      filterPolicy: { event: [{ exists: false }] },
    });
    const bodies = cloud.topics.subscribe(TopicArn, {
      protocol: 'sqs',
      filterPolicy: { loan: { asset: ['USDT'] } },
      filterPolicyScope: 'MessageBody',
    });
    for (const amount of ['99.99999', '100']) {
      await publish({
        Message: JSON.stringify({ default: 'd', sqs: `{"loan":{"asset":"USDT${amount}"}}` }),
        MessageStructure: 'json',
        MessageAttributes: {
          event: { DataType: 'String', StringValue: 'debt.detected' },
          amount: { DataType: 'Number', StringValue: amount },
        },
      });
    }
    await publish({ Message: '{"loan":{"asset":"USDT"}}' });
    expect(notices.inbox).toMatchObject([{ attributes: { amount: { StringValue: '100' } } }]);
    expect(neither.inbox).toEqual([]);
    expect(bodies.inbox).toMatchObject([{ text: '{"loan":{"asset":"USDT"}}' }]);
  });

  const subscription = async (SubscriptionArn: string | undefined) =>
    clients.topics.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));

  test('a subscription has the attributes it was made with, a scope beside a policy alone', async () => {
    const plain = cloud.topics.subscribe(TopicArn, { protocol: 'email', endpoint: 'a@x.y' });
    const { Attributes } = await subscription(plain.arn);
    expect(Attributes).toMatchObject({
      SubscriptionArn: plain.arn,
      TopicArn,
      Protocol: 'email',
      Endpoint: 'a@x.y',
      PendingConfirmation: 'false',
    });
    expect(Attributes).not.toHaveProperty('FilterPolicyScope');
    const filterPolicy = { AlarmName: [{ exists: true }] };
    const options = { protocol: 'https', filterPolicy } as const;
    for (const scope of [undefined, 'MessageBody'] as const) {
      const { arn } = cloud.topics.subscribe(TopicArn, {
        ...options,
        ...(scope && { filterPolicyScope: scope }),
      });
      expect((await subscription(arn)).Attributes).toMatchObject({
        FilterPolicy: '{"AlarmName":[{"exists":true}]}',
        FilterPolicyScope: scope ?? 'MessageAttributes',
      });
    }
  });

  test("neither a subscription that is not there nor another account's can be read", async () => {
    const { arn } = cloud.topics.subscribe(TopicArn, { protocol: 'sqs', owner: '210987654321' });
    await expect(subscription(arn)).rejects.toMatchObject({
      name: 'AuthorizationErrorException',
      message: 'Not authorized to access this subscription',
    });
    const other = arn.replace(/[^:]*$/, '00000000-0000-0000-0000-000000000000');
    await expect(subscription(other)).rejects.toMatchObject({ name: 'NotFoundException' });
    for (const none of ['PendingConfirmation', undefined]) {
      await expect(subscription(none)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
  });

  test('who has not confirmed gets nothing', async () => {
    const [heard, unheard] = [false, true].map((pending) =>
      cloud.topics.subscribe(TopicArn, { protocol: 'email', pending }),
    );
    await publish();
    expect([heard?.inbox.length, unheard?.inbox.length]).toEqual([1, 0]);
    cloud.topics.unsubscribeAll(TopicArn);
    await publish();
    expect(heard?.inbox).toHaveLength(1);
  });
});
