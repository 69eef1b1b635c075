import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeKey } from '../../../infra/operator/store-key';
import type { StoreKeyOptions } from '../../../infra/operator/store-key';
import { start } from '../../lambda/monitored';
import { KEY_KINDS, newAccountKey } from '../../local/exchange/keys';
import type { KeyKind } from '../../local/exchange/keys';
import { ACCOUNT_ID } from '../../local/cloud/errors';
import { serve } from '../../local/loopback';
import { settingsFolder } from '../settings/folder';
import { typist } from './answers';
import type { Typist } from './answers';
import { run } from './cli';

const SECRET = 'pm-loan-monitor/main';
/** The stand-in serves this region alone, so that whatever goes to another fails. */
const SETTINGS = { accounts: 'main,hedge', region: 'us-east-1', allowUsRegion: true };
const outside = { ...process.env };
/** Whatever was said while a test ran, and what must not be part of it. */
let said: string[];
let secrets: string[];

beforeEach(() => {
  said = [];
  secrets = [];
});

afterEach(() => {
  process.env = outside;
  const words = secrets.flatMap((each) => each.split(/\s+/)).filter(({ length }) => length > 12);
  for (const word of words) expect(said.join('\n')).not.toContain(word);
});

/** A monitor without its key, which is not stored yet. */
async function keyless(key = newAccountKey(), settings: object = SETTINGS) {
  const { world, run: check } = await start({ accounts: { main: key } });
  world.cloud.secrets.remove(SECRET);
  const folder = settingsFolder(settings);
  secrets.push(...Object.values(key.secret));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const store = async (options: StoreKeyOptions, terminal: Typist, name = 'main') => {
    process.env = { ...outside, ...world.cloud.environment() };
    try {
      const { stdout } = await storeKey(folder, name, options, terminal);
      said.push(stdout);
      return stdout;
    } catch (error) {
      said.push(String(error));
      throw error;
    } finally {
      said.push(terminal.shown());
    }
  };
  const written = () =>
    world.cloud.calls
      .filter(({ operation }) => ['CreateSecret', 'PutSecretValue'].includes(operation))
      .map(({ operation, outcome }) => `${operation}: ${outcome}`);
  const parts = { apiSecret: '', privateKey: '', passphrase: '', ...key.secret };
  return { world, check, folder, file, store, written, ...parts };
}

const CREATED = ['PutSecretValue: ResourceNotFoundException', 'CreateSecret: accepted'];

describe.each(Object.keys(KEY_KINDS) as KeyKind[])('a key of the kind %s', (kind) => {
  test('is stored as the function reads it, for a new account', async () => {
    const { check, store, file, written, ...parts } = await keyless(KEY_KINDS[kind]);
    const { apiKey, apiSecret, privateKey, passphrase } = parts;
    const terminal = typist(
      ...(passphrase === '' ? [] : ([['The passphrase', passphrase]] as const)),
      ['The API key', apiKey],
      ...(privateKey === '' ? ([['The API secret', apiSecret]] as const) : []),
      ['Store it?', 'y'],
    );
    const options =
      privateKey === '' ? { hmac: true as const } : { privateKey: file('key.pem', privateKey) };
    expect(await store(options, terminal)).toMatch(/^The secret was created\.\nNext: npx cdk boot/);
    expect(written()).toEqual(CREATED);
    expect((await check()).accounts).toMatchObject([{ name: 'main', amount: '0' }]);
  });
});

test('a stored key is followed by a new version of the same secret', async () => {
  const { world, check, store, file, apiKey, privateKey, written } = await keyless();
  world.cloud.secrets.put(SECRET, '{"apiKey":"old","apiSecret":"old"}');
  const terminal = typist(['The API key', apiKey], ['Store it?', 'y']);
  expect(await store({ privateKey: file('key.pem', privateKey) }, terminal)).toMatch(
    /^The secret has a new version\. A running function reads it within 15 minutes\./,
  );
  expect(written()).toEqual(['PutSecretValue: accepted']);
  expect((await check()).accounts).toMatchObject([{ amount: '0' }]);
});

test('before anything is written it is said where it goes, and has to be confirmed', async () => {
  const { store, written } = await keyless();
  const terminal = typist(
    ['The API key', 'of-binance'],
    ['The API secret', 's'],
    ['Store it?', 'n'],
  );
  await expect(store({ hmac: true }, terminal)).rejects.toThrow('Nothing was stored.');
  expect(terminal.shown()).toContain(
    `The HMAC key of main goes into the secret ${SECRET} of the AWS account ${ACCOUNT_ID}, region us-east-1, as arn:aws:sts::${ACCOUNT_ID}:assumed-role/monitor/monitor.`,
  );
  expect(written()).toEqual([]);
});

describe('a generated key', () => {
  const PUBLIC = /-----BEGIN PUBLIC KEY-----[^]+-----END PUBLIC KEY-----\n/;

  test('shows the half to register, and is stored with the API key that Binance gives', async () => {
    const { world, check, store, folder } = await keyless();
    const apiKey = 'given-by-binance-for-the-public-half';
    secrets.push(apiKey);
    const terminal = typist(['The API key', apiKey]);
    await store({ generate: true, yes: true }, terminal);
    const [publicKey = ''] = PUBLIC.exec(terminal.shown()) ?? [];
    expect(terminal.shown()).toContain('Profile > API Management > Create API > Self-generated');
    world.exchange.register({ apiKey, publicKey });
    expect((await check()).accounts).toMatchObject([{ amount: '0' }]);
    const stored = world.cloud.secrets.getSecretValue({ SecretId: SECRET }) as {
      SecretString: string;
    };
    const { privateKey = '' } = JSON.parse(stored.SecretString) as Record<string, string>;
    expect(privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    secrets.push(privateKey.replace(/-----[A-Z ]+-----/g, ''));
    expect(() => readFileSync(join(folder, 'key.pem'))).toThrow('ENOENT');
  });

  test('is not given up where it cannot be stored at once', async () => {
    const { world, store, written } = await keyless();
    world.cloud.misbehave('CreateSecret', 'access-denied', { times: 1 });
    const terminal = typist(['The API key', 'given'], ['Store it?', 'y'], ['Try again?', 'y']);
    await store({ generate: true }, terminal);
    expect(terminal.shown()).toContain('AccessDeniedException');
    expect(written()).toEqual([
      'PutSecretValue: ResourceNotFoundException',
      'CreateSecret: access-denied',
      ...CREATED,
    ]);
  });
});

describe('nothing is sent', () => {
  test('where the key is none that the function could use', async () => {
    const { store, file, written } = await keyless();
    const publicKey = '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n';
    for (const [text, why] of [
      ['no PEM', 'neither a PEM block nor the base64 of PKCS#8'],
      [publicKey, 'a public key, where the private one belongs'],
    ] as const) {
      await expect(store({ privateKey: file('key.pem', text) }, typist())).rejects.toThrow(
        `The secret ${SECRET} has no usable field privateKey (${why}).`,
      );
    }
    expect(written()).toEqual([]);
  });

  test('before an answer that the function could not use is put right', async () => {
    const { store, file, apiKey, privateKey, passphrase } = await keyless(
      KEY_KINDS['ed25519-encrypted'],
    );
    const terminal = typist(
      ['The passphrase', 'another'],
      ['field passphrase', passphrase],
      ['The API key', 'two words'],
      ['field apiKey', apiKey],
    );
    await store({ privateKey: file('key.pem', privateKey), yes: true }, terminal);
  });

  test.each<[string, StoreKeyOptions, RegExp]>([
    ['unknown', { hmac: true }, /^The settings have no such account\. They name: main, hedge\.$/],
    ['main', {}, /^Say which key it is, by one of --generate /],
    ['main', { hmac: true, generate: true }, /^Say which key it is, by one of --generate /],
    ['main', { privateKey: '/none' }, /^The file of --private-key cannot be read \(ENOENT\)\.$/],
    ['main', { hmac: true, apiKeyFile: '/none' }, /^The file of --api-key-file cannot be read/],
  ])('for the account %s with %j', async (name, options, sentence) => {
    const { store, written } = await keyless();
    await expect(store(options, typist(), name)).rejects.toThrow(sentence);
    expect(written()).toEqual([]);
  });
});

describe('where AWS refuses', () => {
  const yes = { hmac: true, yes: true } as const;
  const typed = () => typist(['The API key', 'k'], ['The API secret', 's']);

  test('a secret that is scheduled for deletion has to be restored first', async () => {
    const { world, store } = await keyless();
    world.cloud.secrets.put(SECRET, '{}');
    world.cloud.secrets.markForDeletion(SECRET);
    await expect(store(yes, typed())).rejects.toThrow(
      `The secret ${SECRET} is scheduled for deletion. Restore it, then store the key again: aws secretsmanager restore-secret --region us-east-1 --secret-id ${SECRET}`,
    );
  });

  test('a secret that is named by its ARN is not created', async () => {
    const secret = `arn:aws:secretsmanager:us-east-1:210987654321:secret:other-AbCdEf`;
    const { store } = await keyless(newAccountKey(), { ...SETTINGS, accounts: `main=${secret}` });
    await expect(store(yes, typed())).rejects.toThrow(`There is no secret ${secret}. `);
  });

  test('whoever may not write is told what it takes', async () => {
    const { world, store } = await keyless();
    world.cloud.secrets.deny(SECRET);
    await expect(store(yes, typed())).rejects.toThrow(
      /AccessDeniedException: .*You need secretsmanager:PutSecretValue and/,
    );
  });

  test('with words that quote the key, these are left out', async () => {
    const { world, store } = await keyless();
    const echo = await serve({
      fault: () => undefined,
      respond: ({ body }) => {
        const Message = `Value '${body}' at 'secretString' failed to satisfy constraint`;
        const type = { __type: 'ValidationException', Message };
        return { status: 400, body: JSON.stringify(type) };
      },
    });
    const environment = world.cloud.environment();
    environment['AWS_ENDPOINT_URL_SECRETS_MANAGER'] = echo.url;
    world.cloud.environment = () => environment;
    const apiSecret = 'a-secret-that-is-long-enough-to-be-one';
    secrets.push(apiSecret);
    const terminal = typist(['The API key', 'k'], ['The API secret', apiSecret]);
    await expect(store(yes, terminal)).rejects.toThrow(
      'AWS could not be asked (ValidationException: its message is left out, as it quotes the key).',
    );
    await echo.close();
  });

  test('whoever is nobody is told before the key is asked for', async () => {
    const { world, store } = await keyless();
    world.cloud.misbehave('GetCallerIdentity', 'expired-credentials');
    await expect(store(yes, typist())).rejects.toThrow(/ExpiredToken.*aws sso login/);
  });
});

describe('as a command', () => {
  test('takes what is secret from standard input, line by line', async () => {
    const { world, check, folder, apiKey, apiSecret } = await keyless(newAccountKey('hmac'));
    const printed = await run('store-key', ['main', '--hmac', '--yes'], world.cloud.environment(), {
      folder,
      input: `${apiKey}\n${apiSecret}\n`,
    });
    said.push(printed.stdout, printed.stderr);
    expect([printed.status, printed.stdout]).toEqual([0, expect.stringContaining('was created')]);
    expect(printed.stderr).toMatch(/^The HMAC key of main goes into the secret .*\.\n$/);
    expect((await check()).accounts).toMatchObject([{ amount: '0' }]);
  });

  test('takes files', async () => {
    const { world, check, folder, file, apiKey, privateKey } = await keyless();
    const files = [
      '--private-key',
      file('key.pem', privateKey),
      '--api-key-file',
      file('k', `${apiKey}\n`),
    ];
    const printed = await run('store-key', ['main', ...files, '--yes'], world.cloud.environment(), {
      folder,
    });
    said.push(printed.stdout, printed.stderr);
    expect(printed.status).toBe(0);
    expect((await check()).accounts).toMatchObject([{ amount: '0' }]);
  });

  test.each<[string[], string, RegExp]>([
    [
      ['main', '--hmac', '--yes'],
      'one-line-alone',
      /^Standard input ends before the answer to "The API secret:"/,
    ],
    [
      ['main', '--hmac'],
      'an-api-key\nan-api-secret',
      /Nobody can be asked, as standard input is no terminal\. With --yes/,
    ],
    [
      ['main', '--hmac', '--api-key=an-api-key-in-the-command'],
      '',
      /^error: unknown option '--api-key=…'/,
    ],
    [['main', 'an-api-key-in-the-command', '--hmac'], '', /^error: too many arguments/],
    [['an-api-key-in-the-command', '--hmac'], '', /^The settings have no such account\./],
    [['main', '--private-key', 'an-api-key-in-the-command'], '', /cannot be read \(ENOENT\)/],
    [[], '', /^error: missing required argument 'account'/],
  ])('npm run store-key -- %j exits with 2 and a sentence', async (args, input, sentence) => {
    const { world, folder, written } = await keyless();
    secrets.push(input, 'an-api-key-in-the-command');
    const printed = await run('store-key', args, world.cloud.environment(), { folder, input });
    said.push(printed.stdout, printed.stderr);
    expect([printed.status, printed.stdout]).toEqual([2, '']);
    expect(printed.stderr).toMatch(sentence);
    expect(written()).toEqual([]);
  });
});
