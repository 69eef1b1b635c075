import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { clientsOf, destroy } from './clients';
import type { Clients } from './clients';
import { Cloud } from './cloud';

const NOW = Date.parse('2026-11-22T06:30:00.250Z');

/** What only this stand-in has; the rest is in conformance/. */
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

  const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
  const batch = (SecretIdList: string[]) =>
    client.send(new BatchGetSecretValueCommand({ SecretIdList }));

  test('keeps a full ARN that it was put by', async () => {
    const full = arn.replace(/monitor\/main-.*/, 'by/arn-AbCdEf');
    expect(cloud.secrets.put(full, 's')).toBe(full);
    expect(await get('by/arn')).toMatchObject({ ARN: full, Name: 'by/arn' });
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

  test('reads in batches: the good in reverse order, the denied with their reasons', async () => {
    for (const name of ['one', 'two', 'forbidden']) cloud.secrets.put(name, 's');
    cloud.secrets.deny('forbidden');
    const { SecretValues, Errors } = await batch(['one', 'forbidden', 'two']);
    expect(SecretValues).toMatchObject([{ Name: 'two' }, { Name: 'one' }]);
    expect(Errors).toMatchObject([{ SecretId: 'forbidden', ErrorCode: 'AccessDeniedException' }]);
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

  test.each([
    new GetSecretValueCommand({ SecretId: 'any', VersionStage: 'AWSPREVIOUS' }),
    new BatchGetSecretValueCommand({ Filters: [{ Key: 'all', Values: ['x'] }] }),
  ])('says so when asked for what it does not serve', async (command) => {
    const name = 'UnknownOperationException';
    await expect(client.send(command as GetSecretValueCommand)).rejects.toMatchObject({ name });
  });
});
