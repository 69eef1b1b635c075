import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { clientsOf, destroy } from './clients';
import type { Clients } from './clients';
import { Cloud, CLOUD_FAULTS } from './cloud';
import type { CloudFault, Operation } from './cloud';
import { CREDENTIALS } from './credentials';

describe('the embedded cloud', () => {
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

  /** Every operation, by whichever clients; `patience` in milliseconds. */
  const send = (
    operation: Operation,
    by: Clients = clients,
    patience = 60_000,
  ): Promise<object> => {
    const options = { abortSignal: AbortSignal.timeout(patience) };
    switch (operation) {
      case 'GetSecretValue':
        return by.secrets.send(new GetSecretValueCommand({ SecretId: 'main' }), options);
      case 'BatchGetSecretValue':
        return by.secrets.send(new BatchGetSecretValueCommand({ SecretIdList: ['main'] }), options);
      case 'PutMetricData': {
        const MetricData = [{ MetricName: 'BankruptcyLoan', Value: 1 }];
        const input = { Namespace: 'PmLoanMonitor', MetricData };
        return by.metrics.send(new PutMetricDataCommand(input), options);
      }
      case 'GetMetricData': {
        const Metric = { Namespace: 'PmLoanMonitor', MetricName: 'BankruptcyLoan' };
        const MetricStat = { Metric, Period: 60, Stat: 'Maximum' };
        const input = {
          MetricDataQueries: [{ Id: 'm', MetricStat }],
          StartTime: new Date(0),
          EndTime: new Date(),
        };
        return by.metrics.send(new GetMetricDataCommand(input), options);
      }
      case 'Publish':
        return by.topics.send(new PublishCommand({ TopicArn, Message: 'm' }), options);
      case 'GetTopicAttributes':
        return by.topics.send(new GetTopicAttributesCommand({ TopicArn }), options);
      case 'ListSubscriptionsByTopic':
        return by.topics.send(new ListSubscriptionsByTopicCommand({ TopicArn }), options);
      case 'GetSubscriptionAttributes':
        return by.topics.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }), options);
    }
  };

  const operations: Operation[] = [
    'GetSecretValue',
    'BatchGetSecretValue',
    'PutMetricData',
    'GetMetricData',
    'Publish',
    'GetTopicAttributes',
    'ListSubscriptionsByTopic',
    'GetSubscriptionAttributes',
  ];
  const ofEachService = ['GetSecretValue', 'PutMetricData', 'Publish'] as const;

  test('serves clients that know only its environment', async () => {
    const before = process.env;
    process.env = { ...before, ...cloud.environment() };
    const configured = {
      secrets: new SecretsManagerClient(),
      metrics: new CloudWatchClient(),
      topics: new SNSClient(),
    };
    try {
      for (const operation of operations) await send(operation, configured);
    } finally {
      process.env = before;
      destroy(configured);
    }
    expect(cloud.calls.map(({ operation }) => operation)).toEqual(operations);
  });

  test('records the calls in order, with what was asked and what became of it', async () => {
    cloud.misbehave('GetMetricData', 'throttled');
    await send('Publish');
    await send('PutMetricData');
    await expect(send('GetMetricData')).rejects.toThrow();
    cloud.topics.remove(TopicArn);
    await expect(send('Publish')).rejects.toThrow();
    expect(cloud.calls).toMatchObject([
      { operation: 'Publish', input: { TopicArn, Message: 'm' }, outcome: 'accepted' },
      {
        operation: 'PutMetricData',
        input: { MetricData: [{ MetricName: 'BankruptcyLoan' }] },
        outcome: 'accepted',
      },
      { operation: 'GetMetricData', outcome: 'throttled' },
      { operation: 'Publish', outcome: 'NotFound' },
    ]);
  });

  describe('refuses', () => {
    const withClients = async (by: Clients, names: string[], httpStatusCodes: number[]) => {
      for (const [index, operation] of ofEachService.entries()) {
        await expect(send(operation, by)).rejects.toMatchObject({
          name: names[index],
          $metadata: { httpStatusCode: httpStatusCodes[index] },
        });
      }
      expect(cloud.calls).toEqual([]);
      destroy(by);
    };
    const SIGNATURE = [
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'SignatureDoesNotMatch',
    ];
    const UNKNOWN = ['UnrecognizedClientException', 'InvalidClientTokenId', 'InvalidClientTokenId'];

    test('foreign credentials', async () => {
      const credentials = { accessKeyId: 'AKIDOTHER', secretAccessKey: 'x' };
      await withClients(clientsOf(cloud, { credentials }), UNKNOWN, [400, 403, 403]);
    });

    test('a session token that belongs to nothing', async () => {
      const credentials = { ...CREDENTIALS, sessionToken: 'left over' };
      await withClients(clientsOf(cloud, { credentials }), UNKNOWN, [400, 403, 403]);
    });

    test('another region', async () => {
      await withClients(clientsOf(cloud, { region: 'eu-west-1' }), SIGNATURE, [400, 403, 403]);
    });

    test.each([6 * 60_000, -6 * 60_000])('signatures %d ms off its clock', async (off) => {
      skewMs = off;
      await withClients(clientsOf(cloud), SIGNATURE, [400, 403, 403]);
    });
  });

  test('accepts signatures four minutes off its clock', async () => {
    skewMs = 4 * 60_000;
    for (const operation of ofEachService) await send(operation);
    expect(cloud.calls).toHaveLength(3);
  });

  test('lets a client with a wrong clock right itself', async () => {
    skewMs = 30 * 86_400_000;
    const patient = clientsOf(cloud, { maxAttempts: 2 });
    for (const operation of ofEachService) await send(operation, patient);
    destroy(patient);
    expect(cloud.calls).toHaveLength(3);
  });

  describe('on the wire', () => {
    const authorization = (service: string) =>
      `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/` +
      `${stamp().slice(0, 8)}/us-east-1/${service}/aws4_request, ` +
      `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
    const stamp = () => new Date().toISOString().replace(/\.\d+|[-:]/g, '');
    const post = (headers: Record<string, string>, body: string) =>
      fetch(cloud.url, { method: 'POST', headers: { 'x-amz-date': stamp(), ...headers }, body });
    const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
    const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };
    const PUT = { 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData', ...JSON_1_0 };

    test.each([
      ['secretsmanager.GetSecretValue', 400, 'MissingAuthenticationTokenException'],
      ['GraniteServiceVersion20100801.PutMetricData', 403, 'MissingAuthenticationToken'],
      ['', 403, '<Code>MissingAuthenticationToken</Code>'],
    ])('refuses %s without credentials', async (target, status, code) => {
      const answer = await post(target === '' ? FORM : { 'x-amz-target': target }, '');
      expect(answer.status).toBe(status);
      expect(await answer.text()).toContain(code);
    });

    test('refuses half a signature', async () => {
      const answer = await post({ ...PUT, authorization: 'AWS4-HMAC-SHA256 Credential=x' }, '{}');
      expect(await answer.json()).toMatchObject({
        __type: expect.stringContaining('IncompleteSignature') as string,
      });
    });

    test('gives the codes of the Query protocol to who asks for them', async () => {
      const headers = { ...PUT, authorization: authorization('monitoring') };
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

    test.each([
      ['another service', 'sqs', PUT, '{}', 'InvalidSignatureException'],
      ['no JSON', 'monitoring', PUT, '{', 'SerializationException'],
      ['another form of JSON', 'monitoring', { ...PUT, ...FORM }, '{}', 'UnknownOperation'],
      ['another operation', 'monitoring', JSON_1_0, '{}', 'UnknownOperationException'],
      ['an unknown action', 'sns', FORM, 'Action=Fly', 'InvalidAction'],
      [
        'an unknown version',
        'sns',
        FORM,
        'Action=Publish&Version=1',
        'Could not find operation Publish for version 1',
      ],
      [
        'an unknown parameter',
        'sns',
        FORM,
        'Action=Publish&Version=2010-03-31&Urgent=1',
        'Invalid parameter: Urgent',
      ],
      ['a put over 1 MB', 'monitoring', PUT, ' '.repeat(1024 * 1024 + 1), 'RequestEntityTooLarge'],
    ])('refuses %s', async (_what, service, headers, body, expected) => {
      const answer = await post({ ...headers, authorization: authorization(service) }, body);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(await answer.text()).toContain(expected);
    });

    test('refuses other methods and paths', async () => {
      const headers = { ...PUT, authorization: authorization('monitoring'), 'x-amz-date': stamp() };
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
      for (const [index, operation] of ofEachService.entries()) {
        cloud.misbehave(operation, fault);
        await expect(send(operation)).rejects.toMatchObject({ name: names[index] });
      }
      expect(cloud.topics.messages).toEqual([]);
    });

    test.each<CloudFault>([
      'hang',
      'reset',
      'trickle',
      'slow',
      'cut-off',
      'huge',
      'html',
      'malformed',
    ])('%s: no good answer to anyone', async (fault) => {
      cloud.misbehave('GetSecretValue', fault);
      cloud.misbehave('GetMetricData', fault);
      await expect(send('GetSecretValue', clients, 300)).rejects.toThrow();
      await expect(send('GetMetricData', clients, 300)).rejects.toThrow();
    });

    test('empty: an answer with nothing in it', async () => {
      for (const operation of operations) cloud.misbehave(operation, 'empty');
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

    test('the SDK tries again where it may', async () => {
      const patient = clientsOf(cloud, { maxAttempts: 3 });
      cloud.misbehave('PutMetricData', 'throttled', { times: 1 });
      cloud.misbehave('PutMetricData', 'unavailable', { times: 1 });
      await send('PutMetricData', patient);
      destroy(patient);
      expect(cloud.calls.map(({ outcome }) => outcome)).toEqual([
        'throttled',
        'unavailable',
        'accepted',
      ]);
    });

    test('in ways that each have a sentence', () => {
      for (const description of Object.values(CLOUD_FAULTS)) expect(description).toMatch(/\w \w/);
    });
  });
});
