import {
  CloudWatchClient,
  GetMetricDataCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientsOf, destroy } from './clients';
import type { Clients } from './clients';
import { Cloud, CLOUD_FAULTS } from './cloud';
import type { CloudFault, Operation } from './cloud';
import { CREDENTIALS } from './credentials';

const MINUTE_MS = 60_000;
const OF_EACH_SERVICE = ['GetSecretValue', 'PutMetricData', 'Publish'] as const;
const Metric = { Namespace: 'PmLoanMonitor', MetricName: 'BankruptcyLoan' };

let skewMs: number;
let cloud: Cloud;
let clients: Clients;
let TopicArn: string;
let SubscriptionArn: string;

beforeEach(async () => {
  skewMs = 0;
  cloud = await Cloud.start({ clock: () => Date.now() + skewMs });
  clients = clientsOf(cloud);
  cloud.secrets.put('main', 's');
  TopicArn = cloud.topics.create('notices');
  SubscriptionArn = cloud.topics.subscribe(TopicArn, { protocol: 'sqs' }).arn;
});

afterEach(async () => {
  destroy(clients);
  await cloud.close();
});

interface Options {
  readonly abortSignal: AbortSignal;
}

const CALLS: Readonly<Record<Operation, (by: Clients, options: Options) => Promise<object>>> = {
  GetSecretValue: ({ secrets }, options) =>
    secrets.send(new GetSecretValueCommand({ SecretId: 'main' }), options),
  BatchGetSecretValue: ({ secrets }, options) =>
    secrets.send(new BatchGetSecretValueCommand({ SecretIdList: ['main'] }), options),
  CreateSecret: ({ secrets }, options) => {
    const command = new CreateSecretCommand({ Name: 'new', SecretString: 's' });
    return secrets.send(command, options);
  },
  PutSecretValue: ({ secrets }, options) => {
    const command = new PutSecretValueCommand({ SecretId: 'main', SecretString: 's' });
    return secrets.send(command, options);
  },
  PutMetricData: ({ metrics }, options) => {
    const MetricData = [{ MetricName: Metric.MetricName, Value: 1 }];
    return metrics.send(new PutMetricDataCommand({ ...Metric, MetricData }), options);
  },
  GetMetricData: ({ metrics }, options) => {
    const MetricDataQueries = [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }];
    const [StartTime, EndTime] = [new Date(0), new Date()];
    const command = new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime });
    return metrics.send(command, options);
  },
  Publish: ({ topics }, options) =>
    topics.send(new PublishCommand({ TopicArn, Message: 'm' }), options),
  GetTopicAttributes: ({ topics }, options) =>
    topics.send(new GetTopicAttributesCommand({ TopicArn }), options),
  ListSubscriptionsByTopic: ({ topics }, options) =>
    topics.send(new ListSubscriptionsByTopicCommand({ TopicArn }), options),
  GetSubscriptionAttributes: ({ topics }, options) =>
    topics.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }), options),
  GetCallerIdentity: ({ identity }, options) =>
    identity.send(new GetCallerIdentityCommand(), options),
};
const OPERATIONS = Object.keys(CALLS) as Operation[];

/** By whichever clients; `patience` in milliseconds. */
function send(operation: Operation, by = clients, patience = MINUTE_MS): Promise<object> {
  return CALLS[operation](by, { abortSignal: AbortSignal.timeout(patience) });
}

test('serves clients that know only its environment', async () => {
  const before = process.env;
  process.env = { ...before, ...cloud.environment() };
  const configured = {
    secrets: new SecretsManagerClient(),
    metrics: new CloudWatchClient(),
    topics: new SNSClient(),
    identity: new STSClient(),
  };
  try {
    for (const operation of OPERATIONS) await send(operation, configured);
  } finally {
    process.env = before;
    destroy(configured);
  }
  expect(cloud.calls.map(({ operation }) => operation)).toEqual(OPERATIONS);
});

test('records the calls in order, with what was asked and what became of it', async () => {
  cloud.misbehave('GetMetricData', 'throttled');
  await send('Publish');
  await send('PutMetricData');
  await expect(send('GetMetricData')).rejects.toThrow();
  cloud.topics.remove(TopicArn);
  await expect(send('Publish')).rejects.toThrow();
  const MetricData = [{ MetricName: 'BankruptcyLoan' }];
  expect(cloud.calls).toMatchObject([
    { operation: 'Publish', input: { TopicArn, Message: 'm' }, outcome: 'accepted' },
    { operation: 'PutMetricData', input: { MetricData }, outcome: 'accepted' },
    { operation: 'GetMetricData', outcome: 'throttled' },
    { operation: 'Publish', outcome: 'NotFound' },
  ]);
});

describe('who asks', () => {
  const UNKNOWN = ['UnrecognizedClientException', 'InvalidClientTokenId', 'InvalidClientTokenId'];
  const STALE = ['InvalidSignatureException', 'SignatureDoesNotMatch', 'SignatureDoesNotMatch'];
  const FOREIGN = { accessKeyId: 'AKIDOTHER', secretAccessKey: 'x' };

  test.each<[string, Parameters<typeof clientsOf>[1], number, string[]]>([
    ['foreign credentials', { credentials: FOREIGN }, 0, UNKNOWN],
    [
      'a session token that belongs to nothing',
      { credentials: { ...CREDENTIALS, sessionToken: 'left over' } },
      0,
      UNKNOWN,
    ],
    ['another region', { region: 'eu-west-1' }, 0, STALE],
    ['a signature six minutes ahead of its clock', {}, -6, STALE],
    ['a signature six minutes behind its clock', {}, 6, STALE],
  ])('is refused with %s', async (_, overrides, minutes, names) => {
    skewMs = minutes * MINUTE_MS;
    const by = clientsOf(cloud, overrides);
    for (const [index, operation] of OF_EACH_SERVICE.entries()) {
      await expect(send(operation, by)).rejects.toMatchObject({
        name: names[index],
        $metadata: { httpStatusCode: index === 0 ? 400 : 403 },
      });
    }
    expect(cloud.calls).toEqual([]);
    destroy(by);
  });

  test.each([
    ['signs four minutes off its clock', 4, 1],
    ['has a wrong clock, which rights itself by a second attempt', 30 * 24 * 60, 2],
  ])('is served who %s', async (_, minutes, maxAttempts) => {
    skewMs = minutes * MINUTE_MS;
    const by = clientsOf(cloud, { maxAttempts });
    for (const operation of OF_EACH_SERVICE) await send(operation, by);
    destroy(by);
    expect(cloud.calls).toHaveLength(3);
  });
});

describe('on the wire', () => {
  const stamp = () => new Date().toISOString().replace(/\.\d+|[-:]/g, '');
  const signedFor = (service: string) => ({
    authorization:
      `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/` +
      `${stamp().slice(0, 8)}/us-east-1/${service}/aws4_request, ` +
      `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
  });
  const post = (headers: Record<string, string>, body: string) =>
    fetch(cloud.url, { method: 'POST', headers: { 'x-amz-date': stamp(), ...headers }, body });
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
  const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };
  const PUT = { 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData', ...JSON_1_0 };
  const GET = { 'x-amz-target': 'secretsmanager.GetSecretValue' };
  const VERSION = 'Version=2010-03-31';

  test('gives the codes of the Query protocol to who asks for them', async () => {
    const headers = { ...PUT, ...signedFor('monitoring') };
    const plain = await post(headers, '{}');
    const queried = await post({ ...headers, 'x-amzn-query-mode': 'true' }, '{}');
    expect(plain.headers.get('x-amzn-query-error')).toBeNull();
    expect(queried.headers.get('x-amzn-query-error')).toBe('MissingParameter;Sender');
    expect(queried.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await queried.json()).toEqual({
      __type: 'com.amazonaws.cloudwatch.v2010_08_01#MissingRequiredParameterException',
      message: 'The parameter Namespace is required.',
    });
  });

  test.each<[string, string | undefined, Record<string, string>, string, string]>([
    ['no credentials', undefined, GET, '', 'MissingAuthenticationTokenException'],
    ['no credentials', undefined, PUT, '', 'MissingAuthenticationToken'],
    ['no credentials', undefined, FORM, '', '<Code>MissingAuthenticationToken</Code>'],
    ['another service', 'sqs', PUT, '{}', 'InvalidSignatureException'],
    ['no JSON', 'monitoring', PUT, '{', 'SerializationException'],
    ['another form of JSON', 'monitoring', { ...PUT, ...FORM }, '{}', 'UnknownOperation'],
    ['another operation', 'monitoring', JSON_1_0, '{}', 'UnknownOperationException'],
    ['an unknown action', 'sns', FORM, 'Action=Fly', 'InvalidAction'],
    ['an unknown version', 'sns', FORM, 'Action=Publish&Version=1', 'Publish for version 1'],
    ['an unknown parameter', 'sns', FORM, `Action=Publish&${VERSION}&Up=1`, 'parameter: Up'],
    ['a put over 1 MB', 'monitoring', PUT, ' '.repeat(1024 * 1024 + 1), 'RequestEntityTooLarge'],
  ])('refuses %s (%s)', async (_what, service, headers, body, expected) => {
    const signature = service === undefined ? {} : signedFor(service);
    const answer = await post({ ...headers, ...signature }, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).toContain(expected);
  });

  test('refuses half a signature, other methods and other paths', async () => {
    const half = await post({ ...PUT, authorization: 'AWS4-HMAC-SHA256 Credential=x' }, '{}');
    expect(await half.text()).toContain('IncompleteSignature');
    const headers = { ...PUT, ...signedFor('monitoring'), 'x-amz-date': stamp() };
    expect((await fetch(cloud.url, { headers })).status).toBe(400);
    expect((await fetch(`${cloud.url}/x`, { method: 'POST', headers })).status).toBe(400);
  });
});

describe('misbehaves', () => {
  test.each<[CloudFault, string[]]>([
    ['throttled', ['ThrottlingException', 'Throttling', 'Throttling']],
    ['internal', ['InternalServiceError', 'InternalServiceFault', 'InternalErrorException']],
    ['unavailable', ['ServiceUnavailableException', 'ServiceUnavailable', 'ServiceUnavailable']],
    ['access-denied', ['AccessDeniedException', 'AccessDenied', 'AuthorizationErrorException']],
    ['expired-credentials', ['ExpiredTokenException', 'ExpiredToken', 'ExpiredToken']],
  ])('%s: with each service’s own error', async (fault, names) => {
    for (const [index, operation] of OF_EACH_SERVICE.entries()) {
      cloud.misbehave(operation, fault);
      await expect(send(operation)).rejects.toMatchObject({ name: names[index] });
    }
    expect(cloud.topics.messages).toEqual([]);
  });

  test.each<CloudFault>([
    ...(['hang', 'reset', 'trickle', 'slow', 'cut-off', 'huge', 'html', 'malformed'] as const),
  ])('%s: no good answer to anyone', async (fault) => {
    for (const operation of ['GetSecretValue', 'GetMetricData'] as const) {
      cloud.misbehave(operation, fault);
      await expect(send(operation, clients, 300)).rejects.toThrow();
    }
  });

  test('empty: an answer with nothing in it', async () => {
    for (const operation of OPERATIONS) cloud.misbehave(operation, 'empty');
    expect(await send('GetSecretValue')).not.toHaveProperty('SecretString');
    expect(await send('GetMetricData')).not.toHaveProperty('MetricDataResults');
    expect(await send('Publish')).not.toHaveProperty('MessageId');
  });

  test('cut-off: the work is done, only its answer is lost', async () => {
    cloud.misbehave('Publish', 'cut-off');
    await expect(send('Publish')).rejects.toThrow();
    expect(cloud.topics.messages).toHaveLength(1);
    expect(cloud.calls).toMatchObject([{ outcome: 'cut-off' }]);
  });

  test('as often as told, when told, until told to behave', async () => {
    cloud.misbehave('Publish', 'throttled', { times: 1 });
    cloud.misbehave('Publish', 'internal', { when: ({ input }) => input['Message'] === 'm' });
    await expect(send('Publish')).rejects.toMatchObject({ name: 'Throttling' });
    await expect(send('Publish')).rejects.toMatchObject({ name: 'InternalErrorException' });
    await clients.topics.send(new PublishCommand({ TopicArn, Message: 'other' }));
    await send('GetSecretValue');
    cloud.behave();
    expect(await send('Publish')).toHaveProperty('MessageId');
  });

  test('in ways that each have a sentence', () => {
    for (const description of Object.values(CLOUD_FAULTS)) expect(description).toMatch(/\w \w/);
  });
});
