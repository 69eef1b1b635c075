import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListSecretVersionIdsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Secrets } from '../../lambda/aws/secrets';
import { Deadline } from '../../lambda/deadline';
import { run } from '../infra/operator/cli';
import { settingsFolder } from '../infra/settings/folder';
import { ACCOUNT, Moto, REGION } from './moto';
import { newAccountKey } from '../local/exchange/keys';

const SECRET = 'pm-loan-monitor/main';
const folder = settingsFolder({ accounts: 'main', region: REGION });
let moto: Moto;
let client: SecretsManagerClient;

beforeAll(async () => {
  moto = await Moto.start();
  client = new SecretsManagerClient(moto.clientOptions);
}, 60_000);

afterAll(async () => {
  client.destroy();
  await moto.stop();
});

/** Stores the key by the command; returns what the function then makes of the secret. */
async function stored(options: readonly string[], input: string) {
  const args = ['main', '--yes', ...options];
  const printed = await run('store-key', args, moto.environment(), { folder, input });
  expect(printed.stderr).toContain(`of the AWS account ${ACCOUNT}, region ${REGION}, as arn:aws:`);
  const deadline = new Deadline(10_000);
  const { text, credentials } = await new Secrets(client, Date.now).load(
    [SECRET],
    deadline,
  )(SECRET);
  return { printed, secret: JSON.parse(text) as unknown, kind: credentials.kind };
}

async function versions(): Promise<number> {
  const list = new ListSecretVersionIdsCommand({ SecretId: SECRET, IncludeDeprecated: true });
  return (await client.send(list)).Versions?.length ?? 0;
}

test('npm run store-key creates the secret that the function reads', async () => {
  const { secret } = newAccountKey();
  writeFileSync(join(folder, 'key.pem'), 'privateKey' in secret ? secret.privateKey : '');
  const file = join(folder, 'key.pem');
  const outcome = await stored(['--private-key', file], `${secret.apiKey}\n`);
  expect(outcome.printed).toMatchObject({ status: 0 });
  expect(outcome.printed.stdout).toContain('The secret was created.');
  expect(outcome).toMatchObject({ secret, kind: 'Ed25519' });
  expect(await versions()).toBe(1);
}, 30_000);

test('and then gives it a new version', async () => {
  const secret = { apiKey: 'of-hmac', apiSecret: 'its-secret' };
  const outcome = await stored(['--hmac'], `${secret.apiKey}\n${secret.apiSecret}\n`);
  expect(outcome.printed.stdout).toContain('The secret has a new version.');
  expect(outcome).toMatchObject({ secret, kind: 'HMAC' });
  expect(await versions()).toBe(2);
}, 30_000);
