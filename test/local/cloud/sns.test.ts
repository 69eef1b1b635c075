import { GetSubscriptionAttributesCommand, PublishCommand } from '@aws-sdk/client-sns';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { clientsOf, destroy } from './clients';
import type { Clients } from './clients';
import { Cloud } from './cloud';

/** What only this stand-in has; the rest is in conformance/. */
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
const json = (texts: object) => ({ Message: JSON.stringify(texts), MessageStructure: 'json' });

test('keeps a message, and delivers to each protocol its own text, else the default', async () => {
  const inboxes = (['email', 'sms', 'sqs'] as const).map((protocol) =>
    cloud.topics.subscribe(TopicArn, { protocol }),
  );
  const elsewhere = cloud.topics.subscribe(cloud.topics.create('other'), { protocol: 'email' });
  const pending = cloud.topics.subscribe(TopicArn, { protocol: 'email', pending: true });
  const MessageAttributes = { event: { DataType: 'String', StringValue: 'debt.detected' } };
  const texts = { default: 'd', sms: 's', sqs: '{"a":1}' };
  const message = { ...json({ ...texts, firehose: 'f' }), Subject: 'S', MessageAttributes };
  const { MessageId: messageId } = await publish(message);
  const kept = { messageId, topicArn: TopicArn, subject: 'S', attributes: MessageAttributes };
  expect(cloud.topics.messages).toEqual([{ ...kept, texts }]);
  expect(inboxes.map(({ inbox }) => inbox)).toEqual([
    [{ ...kept, text: 'd' }],
    [{ ...kept, text: 's' }],
    [{ ...kept, text: '{"a":1}' }],
  ]);
  cloud.topics.unsubscribeAll(TopicArn);
  await publish();
  expect([inboxes[0], elsewhere, pending].map((each) => each?.inbox.length)).toEqual([1, 0, 0]);
});

test.each([{ PhoneNumber: '+15550100' }, { MessageGroupId: 'g' }])(
  'says so when asked for %j, which it does not serve',
  async (input) => {
    await expect(publish(input)).rejects.toMatchObject({ name: 'InvalidAction' });
    expect(cloud.topics.messages).toEqual([]);
  },
);

const attribute = (DataType: string, StringValue: string) => ({
  MessageAttributes: { it: { DataType, StringValue } },
});
test.each<Partial<PublishCommandInput>>([
  { Subject: 'a'.repeat(100) },
  { Subject: 'é' },
  { Message: '{"default":"a","default":"b"}', MessageStructure: 'json' },
  json({ default: 'd', email: {} }),
  ...['1e3', '1000000000.1', '0.000001'].map((number) => attribute('Number', number)),
  attribute('String.Array', '[{}]'),
])('is stricter than SNS, and refuses %j', async (input) => {
  await expect(publish(input)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
});

test('filters by the body that the subscriber gets', async () => {
  const filter = { filterPolicyScope: 'MessageBody', protocol: 'sqs' } as const;
  const filterPolicy = { loan: { asset: ['USDT'] } };
  const { inbox } = cloud.topics.subscribe(TopicArn, { ...filter, filterPolicy });
  await publish(json({ default: '{"loan":{"asset":"USDT"}}', sqs: '{"loan":{"asset":"BNB"}}' }));
  await publish(json({ default: 'd', sqs: '{"loan":{"asset":"USDT"}}' }));
  expect(inbox).toMatchObject([{ text: '{"loan":{"asset":"USDT"}}' }]);
});

describe('GetSubscriptionAttributes', () => {
  const get = async (SubscriptionArn: string | undefined) =>
    clients.topics.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));

  test('answers what a subscription was made with, a scope beside a policy alone', async () => {
    const plain = cloud.topics.subscribe(TopicArn, { protocol: 'email', endpoint: 'a@x.y' });
    const { Attributes } = await get(plain.arn);
    expect(Attributes).toMatchObject({
      ...{ SubscriptionArn: plain.arn, TopicArn, Protocol: 'email', Endpoint: 'a@x.y' },
      PendingConfirmation: 'false',
    });
    expect(Attributes).not.toHaveProperty('FilterPolicyScope');
    const filtered = {
      protocol: 'https',
      filterPolicy: { AlarmName: [{ exists: true }] },
    } as const;
    const scoped = { ...filtered, filterPolicyScope: 'MessageBody' } as const;
    for (const options of [filtered, scoped]) {
      const { arn } = cloud.topics.subscribe(TopicArn, options);
      expect((await get(arn)).Attributes).toMatchObject({
        FilterPolicy: '{"AlarmName":[{"exists":true}]}',
        FilterPolicyScope: options === scoped ? 'MessageBody' : 'MessageAttributes',
      });
    }
  });

  test("refuses a subscription that is not there, and another account's", async () => {
    const { arn } = cloud.topics.subscribe(TopicArn, { protocol: 'sqs', owner: '210987654321' });
    await expect(get(arn)).rejects.toMatchObject({
      name: 'AuthorizationErrorException',
      message: 'Not authorized to access this subscription',
    });
    const other = arn.replace(/[^:]*$/, '00000000-0000-0000-0000-000000000000');
    await expect(get(other)).rejects.toMatchObject({ name: 'NotFoundException' });
    for (const none of ['PendingConfirmation', undefined]) {
      await expect(get(none)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
  });
});
