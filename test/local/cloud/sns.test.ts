import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
} from '@aws-sdk/client-sns';
import type { MessageAttributeValue, PublishCommandInput } from '@aws-sdk/client-sns';
import { clientsOf, destroy } from './clients';
import type { Clients } from './clients';
import { Cloud } from './cloud';

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
  const attribute = (value: MessageAttributeValue, name = 'it') =>
    publish({ MessageAttributes: { [name]: value } });

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

  test('finds no topic that does not exist', async () => {
    const error = {
      name: 'NotFoundException',
      message: 'Topic does not exist',
      $metadata: { httpStatusCode: 404, requestId: expect.any(String) as string },
      Error: { Code: 'NotFound', Type: 'Sender' },
    };
    await expect(publish({ TopicArn: `${TopicArn}-2` })).rejects.toMatchObject(error);
    cloud.topics.remove(TopicArn);
    await expect(publish()).rejects.toMatchObject(error);
  });

  test.each([
    [{ TopicArn: 'notices' }, 'InvalidParameterException'],
    [{ TopicArn: undefined }, 'InvalidParameterException'],
    [{ Message: '' }, 'InvalidParameterException'],
    [{ Message: undefined }, 'ValidationError'],
    [{ PhoneNumber: '+15550100' }, 'InvalidAction'],
    [{ MessageGroupId: 'g' }, 'InvalidAction'],
    [{ MessageStructure: 'xml' }, 'InvalidParameterException'],
  ] as const)('refuses %j', async (input, name) => {
    await expect(publish(input as Partial<PublishCommandInput>)).rejects.toMatchObject({ name });
    expect(cloud.topics.messages).toEqual([]);
  });

  test.each(['a', 'a'.repeat(99), '[x] ok?'])('accepts the subject %j', async (Subject) => {
    await publish({ Subject });
    expect(cloud.topics.messages).toMatchObject([{ subject: Subject }]);
  });

  test.each(['', 'a'.repeat(100), 'two\nlines', 'tab\there', ' space first', 'del\x7f', 'é'])(
    'refuses the subject %j',
    async (Subject) => {
      await expect(publish({ Subject })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'Invalid parameter: Subject',
      });
    },
  );

  test('counts bytes, attributes among them, up to 256 KiB', async () => {
    const MessageAttributes = { ab: { DataType: 'String', StringValue: 'cd' } };
    const room = 262_144 - 'abStringcd'.length;
    await publish({ Message: 'é'.repeat(room / 2), MessageAttributes });
    await expect(publish({ Message: 'é'.repeat(room / 2) + 'a', MessageAttributes }))
      .rejects //
      .toMatchObject({ message: 'Invalid parameter: Message too long' });
    await publish({ Message: 'a'.repeat(262_144) });
    await expect(publish({ Message: 'a'.repeat(262_145) })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test.each([
    ['no json', 'failed to parse'],
    ['["default"]', 'failed to parse'],
    ['null', 'failed to parse'],
    ['{"default":"a","default":"b"}', 'failed to parse'],
    ['{"email":"e"}', 'No default entry'],
    ['{"default":1}', 'No default entry'],
    ['{"default":"d","email":{}}', 'email is not a string'],
  ])('refuses the structured message %s', async (Message, reason) => {
    await expect(publish({ Message, MessageStructure: 'json' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(reason) as string,
    });
  });

  test.each([
    { DataType: 'String', StringValue: 'x' },
    { DataType: 'String.Array', StringValue: '["a", 1, true, null]' },
    { DataType: 'Number', StringValue: '1000000000' },
    { DataType: 'Number', StringValue: '-0.00001' },
    { DataType: 'Binary', BinaryValue: Uint8Array.of(1) },
  ])('accepts the attribute %j', async (value) => {
    expect(await attribute(value)).toHaveProperty('MessageId');
  });

  test.each([
    { DataType: 'String', StringValue: '' },
    { DataType: 'String' },
    { DataType: '', StringValue: 'x' },
    { DataType: 'Text', StringValue: 'x' },
    { DataType: 'Number', StringValue: 'many' },
    { DataType: 'Number', StringValue: '1e3' },
    { DataType: 'Number', StringValue: '' },
    { DataType: 'Number', StringValue: '1000000000.1' },
    { DataType: 'Number', StringValue: '0.000001' },
    { DataType: 'String.Array', StringValue: 'a' },
    { DataType: 'String.Array', StringValue: '[{}]' },
    { DataType: 'Binary', StringValue: 'x' },
    { DataType: 'String', BinaryValue: Uint8Array.of(1) },
  ])('refuses the attribute %j', async (value) => {
    await expect(attribute(value)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      Error: { Code: 'ParameterValueInvalid' },
    });
  });

  test.each(['a', 'A.b-c_9', 'a'.repeat(256), 'awsome'])(
    'accepts the attribute name %s',
    async (name) => {
      expect(await attribute({ DataType: 'String', StringValue: 'x' }, name)).toBeDefined();
    },
  );

  test.each(['.a', 'a.', 'a..b', 'a b', 'é', 'AWS.x', 'Amazon.x', 'aws.x', 'a'.repeat(257), ''])(
    'refuses the attribute name %j',
    async (name) => {
      const value = { DataType: 'String', StringValue: 'x' };
      await expect(attribute(value, name)).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
      });
    },
  );

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

  const attributes = (input: object = {}) =>
    clients.topics.send(new GetTopicAttributesCommand({ TopicArn, ...input }));
  const subscriptions = (input: object = {}) =>
    clients.topics.send(new ListSubscriptionsByTopicCommand({ TopicArn, ...input }));

  test('a topic that is new has no subscribers, and the policy that SNS gives it', async () => {
    const { Attributes = {} } = await attributes();
    expect(Attributes).toMatchObject({
      TopicArn,
      Owner: '123456789012',
      SubscriptionsConfirmed: '0',
      SubscriptionsPending: '0',
    });
    expect(Attributes).not.toHaveProperty('KmsMasterKeyId');
    expect(JSON.parse(Attributes['Policy'] ?? '')).toMatchObject({
      Statement: [
        {
          Principal: { AWS: '*' },
          Action: expect.arrayContaining(['SNS:Publish']) as string[],
          Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } },
        },
      ],
    });
    expect((await subscriptions()).Subscriptions).toEqual([]);
  });

  test('attributes are as they were set', async () => {
    cloud.topics.set(TopicArn, { Policy: '{"a":"<&>"}', KmsMasterKeyId: 'alias/aws/sns' });
    expect((await attributes()).Attributes).toMatchObject({
      Policy: '{"a":"<&>"}',
      KmsMasterKeyId: 'alias/aws/sns',
    });
  });

  test('who has not confirmed is listed and counted as pending, and gets nothing', async () => {
    const other = cloud.topics.create('other');
    cloud.topics.subscribe(other, { protocol: 'sqs' });
    const [heard, unheard] = [false, true].map((pending) =>
      cloud.topics.subscribe(TopicArn, {
        protocol: 'email',
        endpoint: pending ? 'two@example.com' : 'one@example.com',
        pending,
      }),
    );
    expect((await attributes()).Attributes).toMatchObject({
      SubscriptionsConfirmed: '1',
      SubscriptionsPending: '1',
    });
    expect((await subscriptions()).Subscriptions).toEqual([
      {
        TopicArn,
        Owner: '123456789012',
        Protocol: 'email',
        Endpoint: 'one@example.com',
        SubscriptionArn: expect.stringMatching(`^${TopicArn}:[0-9a-f-]{36}$`) as string,
      },
      {
        TopicArn,
        Owner: '123456789012',
        Protocol: 'email',
        Endpoint: 'two@example.com',
        SubscriptionArn: 'PendingConfirmation',
      },
    ]);
    await publish();
    expect([heard?.inbox.length, unheard?.inbox.length]).toEqual([1, 0]);
    cloud.topics.unsubscribeAll(TopicArn);
    expect((await subscriptions()).Subscriptions).toEqual([]);
  });

  test('subscriptions come by pages', async () => {
    cloud.topics.pageSize = 2;
    const endpoints = ['a@x.y', 'b@x.y', 'c@x.y', 'd@x.y', 'e@x.y'];
    for (const endpoint of endpoints)
      cloud.topics.subscribe(TopicArn, { protocol: 'email', endpoint });
    const found: unknown[][] = [];
    let NextToken: string | undefined;
    do {
      const page = await subscriptions({ NextToken });
      found.push((page.Subscriptions ?? []).map(({ Endpoint }) => Endpoint));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(found).toEqual([['a@x.y', 'b@x.y'], ['c@x.y', 'd@x.y'], ['e@x.y']]);
  });

  test.each([
    [
      'a topic that is not there',
      { TopicArn: 'arn:aws:sns:us-east-1:123456789012:no' },
      'NotFound',
    ],
    ['no ARN', { TopicArn: 'notices' }, 'InvalidParameter'],
    ['none', { TopicArn: undefined }, 'InvalidParameter'],
  ])('reading %s is refused', async (_, input, Code) => {
    await expect(attributes(input)).rejects.toMatchObject({ Error: { Code } });
    await expect(subscriptions(input)).rejects.toMatchObject({ Error: { Code } });
  });

  test('a page that was never begun is refused', async () => {
    await expect(subscriptions({ NextToken: 'x' })).rejects.toMatchObject({
      message: 'Invalid parameter: NextToken',
    });
  });
});
