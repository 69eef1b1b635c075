import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Deadline } from '../../../lambda/deadline';
import { SecretError } from '../../../lambda/errors';
import { Secrets } from '../../../lambda/aws/secrets';
import { Cloud } from '../../local/cloud/cloud';
import type { CloudFault } from '../../local/cloud/cloud';
import { clientsOf, destroy } from '../../local/cloud/clients';
import type { Clients } from '../../local/cloud/clients';
import { serve } from '../../local/loopback';
import { KEY_KINDS, newAccountKey } from '../../local/exchange/keys';
import { start, reasons, twoAccounts } from '../monitored';

describe('the secrets', () => {
  test.each(Object.entries(KEY_KINDS))('a key of the kind %s is taken', async (_, key) => {
    const { world, run } = await start({ accounts: { main: key } });
    world.owe('1');
    expect((await run()).accounts).toMatchObject([{ amount: '1' }]);
  });

  test('one secret is got by itself, many by twenties', async () => {
    const { world, run, cool } = await start();
    const reads = (): string[] =>
      world.cloud.calls
        .map(({ operation }) => operation)
        .filter((operation) => operation.endsWith('SecretValue'));
    await run();
    expect(reads()).toEqual(['GetSecretValue']);
    for (let index = 0; index < 44; index += 1) world.add(`account-${index}`);
    cool();
    await run();
    expect(reads().slice(1)).toEqual([...Array<string>(3).fill('BatchGetSecretValue')]);
    expect(world.published('BankruptcyLoan', 'account-43')).toEqual([0]);
  });

  test('a secret is kept in memory for 15 minutes at most', async () => {
    const { world, runAt } = await start();
    const reads = (): number =>
      world.cloud.calls.filter(({ operation }) => operation === 'GetSecretValue').length;
    await runAt('06:00');
    await runAt('06:14');
    expect(reads()).toBe(1);
    await runAt('06:16');
    expect(reads()).toBe(2);
  });

  test.each([
    ['GetSecretValue', 1],
    ['BatchGetSecretValue', 2],
  ] as const)('%s finds a secret by name, ARN and partial ARN', async (operation, accounts) => {
    const { world, run, cool } = await start(accounts === 1 ? {} : { accounts: twoAccounts() });
    const { key, secretId } = world.account('main');
    const arn = world.cloud.secrets.put(secretId, JSON.stringify(key.secret));
    for (const id of [arn, arn.slice(0, -'-123456'.length)]) {
      cool();
      const [main, ...others] = world.event().accounts;
      await run({ accounts: [{ ...main, secretId: id }, ...others] });
    }
    expect(world.cloud.calls.map((call) => call.operation)).toContain(operation);
    expect(world.published('BankruptcyLoan')).toEqual([0, 0]);
  });

  test('secrets that cannot be read fail their own accounts alone', async () => {
    const names = ['denied', 'deleted', 'missing', 'binary', 'main', 'no-json'];
    const accounts = Object.fromEntries(names.map((name) => [name, newAccountKey()]));
    const { world, failure } = await start({ accounts });
    const { secrets } = world.cloud;
    secrets.deny('pm-loan-monitor/denied');
    secrets.markForDeletion('pm-loan-monitor/deleted');
    secrets.remove('pm-loan-monitor/missing');
    secrets.put('pm-loan-monitor/binary', Buffer.from('{}'));
    secrets.put('pm-loan-monitor/no-json', 'apiKey=abc');
    const error = await failure();
    expect(error.message).toMatch(/^5 of 6 accounts failed:\n/);
    const failed = names.filter((name) => name !== 'main');
    for (const name of failed) {
      expect(error.message).toMatch(
        new RegExp(`^${name}: The secret pm-loan-monitor/${name} `, 'm'),
      );
      expect(world.published('BankruptcyLoan', name)).toEqual([]);
    }
    expect(reasons(error)).toEqual(failed.map(() => expect.any(SecretError) as unknown));
    expect(world.published('BankruptcyLoan')).toEqual([0]);
  });

  test('where AWS refuses a batch, each secret is asked for by itself', async () => {
    const { world, run } = await start({ accounts: twoAccounts() });
    world.cloud.misbehave('BatchGetSecretValue', 'access-denied');
    await run();
    expect(world.published('BankruptcyLoan', 'other')).toEqual([0]);
  });

  test('where a batch gets no answer, every account in it fails in its own name', async () => {
    const { world, failure } = await start({ accounts: twoAccounts() });
    world.cloud.misbehave('BatchGetSecretValue', 'reset');
    const { message } = await failure();
    expect(message).toMatch(/^main: The secret .* cannot be read \(\w+\)\./m);
    expect(message).toMatch(/^other: The secret .* cannot be read \(\w+\)\./m);
  });

  test('a clock that is set back keeps no secret longer', async () => {
    const { world, runAt } = await start();
    await runAt('08:00');
    await runAt('06:00');
    const reads = world.cloud.calls.filter(({ operation }) => operation === 'GetSecretValue');
    expect(reads).toHaveLength(2);
  });
});

describe('what is kept and read', () => {
  const KEPT_MS = 15 * 60_000;
  const text = JSON.stringify(newAccountKey('hmac').secret);
  const deadline = new Deadline(60_000);
  let cloud: Cloud;
  let clients: Clients;
  let secrets: Secrets;
  let now: number;

  beforeEach(async () => {
    cloud = await Cloud.start({ clock: Date.now });
    clients = clientsOf(cloud);
    now = 1_000_000;
    secrets = new Secrets(clients.secrets, () => now);
  });
  afterEach(async () => {
    destroy(clients);
    await cloud.close();
  });

  function reads(): unknown[] {
    return cloud.calls.map(({ operation, input }) => [operation, ...Object.values(input)]);
  }

  /** What becomes of each secret: that it is there, or the refusal's message. */
  function load(...ids: string[]): Promise<string[]> {
    const secretOf = secrets.load(ids, deadline);
    return Promise.all(
      ids.map((id) =>
        secretOf(id).then(
          () => 'read',
          (error: unknown) => (error as SecretError).message,
        ),
      ),
    );
  }

  test.each([
    ['at once', 0, 1],
    ['a millisecond short of 15 minutes later', KEPT_MS - 1, 1],
    ['15 minutes later', KEPT_MS, 2],
    ['at a time before', -1, 2],
  ])('a secret is read once, or anew: %s', async (_, later, expected) => {
    cloud.secrets.put('a', text);
    await load('a');
    now += later;
    expect(await load('a')).toEqual(['read']);
    expect(reads()).toEqual(Array(expected).fill(['GetSecretValue', 'a']));
  });

  test('a secret that several accounts share is read once', async () => {
    cloud.secrets.put('a', text);
    expect(await load('a', 'a')).toEqual(['read', 'read']);
    expect(reads()).toEqual([['GetSecretValue', 'a']]);
  });

  test('of several secrets, those in memory are not read again', async () => {
    for (const id of ['a', 'b', 'c']) cloud.secrets.put(id, text);
    await load('a');
    expect(await load('a', 'b', 'c')).toEqual(['read', 'read', 'read']);
    expect(reads()).toEqual([
      ['GetSecretValue', 'a'],
      ['BatchGetSecretValue', ['b', 'c']],
    ]);
  });

  test('several secrets are found in one answer by their ARNs as by their names', async () => {
    const arns = ['a', 'b'].map((id) => cloud.secrets.put(id, text));
    expect(await load(...arns)).toEqual(['read', 'read']);
    expect(reads()).toHaveLength(1);
  });

  test('secrets of another AWS account, which no batch reads, are read by themselves', async () => {
    cloud.secrets.put('ours', text);
    const theirs = ['a', 'b'].map((name) =>
      cloud.secrets.put(
        `arn:aws:secretsmanager:us-east-1:210987654321:secret:${name}-AbCdEf`,
        text,
      ),
    );
    expect(await load('ours', ...theirs)).toEqual(['read', 'read', 'read']);
    expect(reads()).toEqual([
      ['BatchGetSecretValue', ['ours', ...theirs]],
      ...theirs.map((arn) => ['GetSecretValue', arn]),
    ]);
  });

  test('however many have to be read by themselves, ten are asked for at a time', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `id-${index}`);
    cloud.misbehave('GetSecretValue', 'hang');
    const asked = (): number =>
      cloud.calls.filter(({ operation }) => operation === 'GetSecretValue').length;
    const reading = Promise.allSettled(ids.map(secrets.load(ids, new Deadline(1_000))));
    while (asked() < 10) await sleep(10);
    await sleep(100);
    expect(asked()).toBe(10);
    await reading;
  });

  test.each<CloudFault>(['internal', 'unavailable'])(
    'where AWS itself is at fault, %s, no secret of a batch is asked for by itself',
    async (fault) => {
      for (const id of ['a', 'b']) cloud.secrets.put(id, text);
      cloud.misbehave('BatchGetSecretValue', fault);
      for (const message of await load('a', 'b')) expect(message).toContain('cannot be read');
      expect(reads()).toHaveLength(1);
    },
  );

  test('a secret that the answer says nothing of is asked for by itself', async () => {
    for (const id of ['a', 'b']) cloud.secrets.put(id, text);
    cloud.misbehave('BatchGetSecretValue', 'empty');
    expect(await load('a', 'b')).toEqual(['read', 'read']);
    expect(reads()).toHaveLength(3);
  });

  test('what cannot be read is not kept: it is asked for again', async () => {
    cloud.secrets.put('a', 'no JSON');
    await load('a');
    cloud.secrets.put('a', text);
    expect(await load('a')).toEqual(['read']);
  });

  test('a secret that was not loaded is read by itself', async () => {
    cloud.secrets.put('a', text);
    await expect(secrets.load([], deadline)('a')).resolves.toMatchObject({ text });
  });

  const advice =
    'Check that it exists in this region and that the role may read it, its KMS key included; in another AWS account, their own policies have to allow it too.';

  test('an operator reads why a secret cannot be read, of one as of several', async () => {
    cloud.secrets.put('binary', Buffer.from('{}'));
    const gone = `The secret gone cannot be read (ResourceNotFoundException: Secrets Manager can't find the specified secret). ${advice}`;
    const binary =
      'The secret binary has no SecretString. Store it as a JSON string, not as binary.';
    expect(await load('gone')).toEqual([gone]);
    expect(await load('binary')).toEqual([binary]);
    expect(await load('gone', 'binary')).toEqual([gone, binary]);
    expect(reads().slice(2)).toEqual([
      ['BatchGetSecretValue', ['gone', 'binary']],
      ['GetSecretValue', 'gone'],
    ]);
    await expect(secrets.reload('gone', deadline)).rejects.toMatchObject({
      message: gone,
      cause: { name: 'ResourceNotFoundException' },
    });
  });

  test('of a secret that is scheduled for deletion, an operator reads how to restore it', async () => {
    for (const id of ['deleted', 'other']) cloud.secrets.put(id, text);
    cloud.secrets.markForDeletion('deleted');
    const sentence =
      "The secret deleted cannot be read (InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion). Restore it in this region: aws secretsmanager restore-secret --secret-id deleted";
    expect(await load('deleted')).toEqual([sentence]);
    expect(await load('deleted', 'other')).toEqual([sentence, 'read']);
  });

  test.each<CloudFault>(['html', 'malformed'])(
    'of an answer that is none, %s, an operator reads the kind alone: it may quote a secret',
    async (fault) => {
      for (const id of ['a', 'b']) cloud.secrets.put(id, text);
      cloud.misbehave('GetSecretValue', fault);
      cloud.misbehave('BatchGetSecretValue', fault);
      const sentences = ['a', 'b'].map(
        (id) => `The secret ${id} cannot be read (SyntaxError). ${advice}`,
      );
      expect(await load('a')).toEqual(sentences.slice(0, 1));
      expect(await load('a', 'b')).toEqual(sentences);
      await expect(secrets.reload('a', deadline)).rejects.not.toHaveProperty('cause');
    },
  );

  test.each([
    [
      'names no type',
      '{"SecretString":"s3cr3t","message":"it is s3cr3t"}',
      'HTTP 400, an error of no type',
    ],
    [
      'names a type and more',
      '{"__type":"ResourceNotFoundException","Message":"gone","SecretString":"s3cr3t"}',
      'ResourceNotFoundException: gone',
    ],
    ['is no JSON', 's3cr3t', 'SyntaxError'],
  ])('an error of AWS that %s leaves nothing of its answer behind', async (_, body, reason) => {
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    const headers = { 'content-type': 'application/x-amz-json-1.1' };
    const loopback = await serve({
      fault: () => undefined,
      respond: () => ({ status: 400, headers, body }),
    });
    const hostile = clientsOf(loopback);
    const read = new Secrets(hostile.secrets, () => now).load(['a', 'b'], deadline);
    const errors = await Promise.all(
      ['a', 'b'].map((id) => read(id).catch((error: unknown) => error)),
    );
    destroy(hostile);
    await loopback.close();
    expect(errors.map((error) => (error as SecretError).message)).toEqual(
      ['a', 'b'].map((id) => `The secret ${id} cannot be read (${reason}). ${advice}`),
    );
    const everything = [errors, warn.mock.calls];
    warn.mockRestore();
    const shown = { depth: Infinity, showHidden: true, maxStringLength: null };
    expect(inspect(everything, shown)).not.toContain('s3cr3t');
    const texts = [...reachable(everything)].filter((each) => typeof each === 'string');
    expect(texts.join('\n')).toContain('cannot be read');
    expect(texts.join('\n')).not.toContain('s3cr3t');
  });

  test('where the time is up, that is the kind', async () => {
    const secretOf = secrets.load(['a'], new Deadline(0));
    await expect(secretOf('a')).rejects.toThrow('cannot be read (TimeoutError)');
  });

  test('a refused batch is told in the log, and each secret asked for by itself', async () => {
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    for (const id of ['a', 'b']) cloud.secrets.put(id, text);
    cloud.misbehave('BatchGetSecretValue', 'access-denied');
    expect(await load('a', 'b')).toEqual(['read', 'read']);
    expect(warn.mock.calls).toEqual([
      [{ batch: ['a', 'b'], refused: expect.stringMatching(/^AccessDenied\w*: User: /) as string }],
    ]);
    warn.mockRestore();
  });
});

/** Everything that can be got at from a value, by hidden properties, causes and buffers too. */
function reachable(value: unknown, seen = new Set<unknown>()): Set<unknown> {
  if (seen.has(value)) return seen;
  seen.add(value);
  if (Buffer.isBuffer(value)) return reachable(value.toString(), seen);
  if (typeof value !== 'object' || value === null) return seen;
  for (const property of Object.values(Object.getOwnPropertyDescriptors(value))) {
    reachable(property.value, seen);
  }
  return seen;
}
