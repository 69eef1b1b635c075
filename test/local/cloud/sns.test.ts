import { PublishCommand } from '@aws-sdk/client-sns';
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
    const alarms = cloud.topics.subscribe(TopicArn, {
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
    expect(alarms.inbox).toMatchObject([{ text: '{"loan":{"asset":"USDT"}}' }]);
    expect(bodies.inbox).toMatchObject([{ text: '{"loan":{"asset":"USDT"}}' }]);
  });
});
