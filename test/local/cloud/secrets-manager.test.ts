import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { clientsOf, destroy } from './clients';
import type { Clients } from './clients';
import { Cloud } from './cloud';

const NOW = Date.parse('2026-11-22T06:30:00.250Z');

describe('Secrets Manager', () => {
  let cloud: Cloud;
  let clients: Clients;
  let client: SecretsManagerClient;
  let arn: string;

  beforeAll(async () => {
    cloud = await Cloud.start({ clock: () => NOW, signingClock: Date.now });
    clients = clientsOf(cloud);
    client = clients.secrets;
    arn = cloud.secrets.put('monitor/main', '{"apiKey":"k"}');
  });

  afterAll(async () => {
    destroy(clients);
    await cloud.close();
  });

  const get = (SecretId: string | undefined) =>
    client.send(new GetSecretValueCommand({ SecretId }));
  const batch = (SecretIdList: string[] | undefined) =>
    client.send(new BatchGetSecretValueCommand({ SecretIdList }));

  test('answers by name, full ARN and partial ARN', async () => {
    expect(arn).toMatch(
      /^arn:aws:secretsmanager:us-east-1:\d{12}:secret:monitor\/main-[A-Za-z0-9]{6}$/,
    );
    for (const id of ['monitor/main', arn, arn.slice(0, -7)]) {
      expect(await get(id)).toMatchObject({
        ARN: arn,
        Name: 'monitor/main',
        VersionId: expect.any(String) as string,
        SecretString: '{"apiKey":"k"}',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: new Date(NOW),
      });
    }
  });

  test('gives a secret put again a new version under the same ARN', async () => {
    cloud.secrets.put('rotated', 'old');
    const before = await get('rotated');
    cloud.secrets.put('rotated', 'new');
    const after = await get('rotated');
    expect(after).toMatchObject({ ARN: before.ARN, SecretString: 'new' });
    expect(after.VersionId).not.toBe(before.VersionId);
  });

  test('keeps a full ARN that it was put by', async () => {
    const full = arn.replace(/monitor\/main-.*/, 'by/arn-AbCdEf');
    expect(cloud.secrets.put(full, 's')).toBe(full);
    expect(await get('by/arn')).toMatchObject({ ARN: full, Name: 'by/arn' });
  });

  test('answers binary secrets as bytes, without a string', async () => {
    cloud.secrets.put('binary', Uint8Array.of(0, 255));
    const { SecretBinary, SecretString } = await get('binary');
    expect(SecretBinary).toEqual(Uint8Array.of(0, 255));
    expect(SecretString).toBeUndefined();
  });

  test('does not find what is not there', async () => {
    cloud.secrets.put('gone', 's');
    cloud.secrets.remove('gone');
    const error = {
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) as string },
    };
    for (const id of ['gone', 'never', `${arn}x`, arn.replace(/.{6}$/, 'XXXXXX')]) {
      await expect(get(id)).rejects.toMatchObject(error);
    }
  });

  test('takes a partial ARN whose name ends like a suffix for a full one', async () => {
    const full = cloud.secrets.put('sub-second', 's');
    expect(await get(full)).toMatchObject({ Name: 'sub-second' });
    expect(await get('sub-second')).toMatchObject({ ARN: full });
    await expect(get(full.slice(0, -7))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('denies one secret, there or not, and allows it again', async () => {
    const full = cloud.secrets.put('denied', 's');
    cloud.secrets.deny('denied');
    cloud.secrets.deny('unseen');
    for (const id of ['denied', full, 'unseen']) {
      await expect(get(id)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(
          `is not authorized to perform: secretsmanager:GetSecretValue on resource: ${id}`,
        ) as string,
      });
    }
    cloud.secrets.allow('denied');
    expect(await get('denied')).toMatchObject({ SecretString: 's' });
  });

  test('refuses a secret marked for deletion until it is put again', async () => {
    cloud.secrets.put('leaving', 's');
    cloud.secrets.markForDeletion('leaving');
    await expect(get('leaving')).rejects.toMatchObject({ name: 'InvalidRequestException' });
    cloud.secrets.put('leaving', 's');
    expect(await get('leaving')).toMatchObject({ SecretString: 's' });
  });

  test.each([undefined, '', 'a'.repeat(2049), 'with space', 'ünïcode'])(
    'refuses the id %j',
    async (id) => {
      await expect(get(id)).rejects.toMatchObject({ name: 'ValidationException' });
    },
  );

  test('says so when asked for a version it does not keep', async () => {
    const command = new GetSecretValueCommand({ SecretId: arn, VersionStage: 'AWSPREVIOUS' });
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  test('reads in batches: the good in reverse order, each bad one with its reason', async () => {
    cloud.secrets.put('one', '1');
    cloud.secrets.put('two', '2');
    cloud.secrets.put('forbidden', '3');
    cloud.secrets.deny('forbidden');
    const { SecretValues, Errors } = await batch(['one', 'absent', 'two', 'forbidden']);
    expect(SecretValues).toMatchObject([
      { Name: 'two', SecretString: '2', CreatedDate: new Date(NOW) },
      { Name: 'one', SecretString: '1' },
    ]);
    expect(Errors).toMatchObject([
      { SecretId: 'forbidden', ErrorCode: 'AccessDeniedException' },
      {
        SecretId: 'absent',
        ErrorCode: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret.",
      },
    ]);
  });

  test('reads the secret of another AWS account by itself alone, and by its ARN alone', async () => {
    const foreign = 'arn:aws:secretsmanager:us-east-1:210987654321:secret:one-AbCdEf';
    cloud.secrets.put('one', 'ours');
    expect(cloud.secrets.put(foreign, 'theirs')).toBe(foreign);
    expect(await get(foreign)).toMatchObject({ ARN: foreign, SecretString: 'theirs' });
    expect(await get('one')).toMatchObject({ SecretString: 'ours' });
    const { SecretValues, Errors } = await batch(['one', foreign]);
    expect(SecretValues).toMatchObject([{ SecretString: 'ours' }]);
    expect(Errors).toMatchObject([{ SecretId: foreign, ErrorCode: 'AccessDeniedException' }]);
  });

  const ids = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);

  test('takes batches of 1 to 20', async () => {
    expect((await batch(ids(1))).Errors).toHaveLength(1);
    expect((await batch(ids(20))).Errors).toHaveLength(20);
    for (const count of [0, 21]) {
      await expect(batch(ids(count))).rejects.toMatchObject({ name: 'ValidationException' });
    }
  });

  test('refuses a batch without a list, and one that names an id twice', async () => {
    for (const list of [undefined, ['one', 'one']]) {
      await expect(batch(list)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
  });

  test('says so when asked to filter', async () => {
    const command = new BatchGetSecretValueCommand({ Filters: [{ Key: 'all', Values: ['x'] }] });
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });
});
