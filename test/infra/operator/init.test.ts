import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { init } from '../../../infra/operator/init';
import { settingsFolder } from '../settings/folder';
import { typist } from './answers';
import { run } from './cli';

function written(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, 'cdk.context.json'), 'utf8'));
}

test('asks for what has to be set, and writes it', async () => {
  const folder = settingsFolder();
  const terminal = typist(
    ['Names for your Binance accounts', 'main,hedge'],
    ['E-mail addresses', 'ops@example.com'],
    ['Time between two checks', '1 minute'],
    ['AWS region', 'eu-west-1'],
  );
  const { status, stdout } = await init(folder, {}, terminal);
  expect(written(folder)).toEqual({
    accounts: 'main,hedge',
    emails: 'ops@example.com',
    interval: '1 minute',
    region: 'eu-west-1',
  });
  expect(stdout).toMatch(
    /\n {2}npm run store-key -- main --generate\n {2}npm run store-key -- hedge --generate$/,
  );
  expect(status).toBe(0);
});

test('asks again where the answer is no setting, and says why', async () => {
  const folder = settingsFolder();
  const terminal = typist(
    ['Names for your Binance accounts', 'no spaces'],
    ['must be 1 to 64 letters', 'main'],
    ['E-mail addresses', ''],
    ['Time between two checks', 'often'],
    ['must be whole minutes', '5 minutes'],
    ['AWS region', 'us-east-1'],
    ['must not be in the US', 'ap-northeast-1'],
  );
  await init(folder, {}, terminal);
  expect(written(folder)).toEqual({
    accounts: 'main',
    emails: '',
    interval: '5 minutes',
    region: 'ap-northeast-1',
  });
});

test('offers what is given as options, and the defaults', async () => {
  const folder = settingsFolder();
  const terminal = typist(
    ['(main)', 'main'],
    ['E-mail addresses', ''],
    ['(10 minutes)', '10 minutes'],
    ['(ap-northeast-1)', 'ap-northeast-1'],
  );
  await init(folder, { interval: '10 minutes' }, terminal);
  expect(written(folder)).toMatchObject({ interval: '10 minutes' });
});

test('keeps what CDK has in the file', async () => {
  const folder = settingsFolder({ 'acknowledged-issue-numbers': [1] });
  await init(folder, { accounts: 'main' }, typist());
  expect(written(folder)).toEqual({ 'acknowledged-issue-numbers': [1], accounts: 'main' });
});

test('refuses to write over settings', async () => {
  const folder = settingsFolder({ emails: 'ops@example.com' });
  await expect(init(folder, { accounts: 'main' }, typist())).rejects.toThrow(
    'cdk.context.json has settings already (emails). Change them there;',
  );
  expect(written(folder)).toEqual({ emails: 'ops@example.com' });
});

test('writes nothing where it is stopped', async () => {
  const folder = settingsFolder();
  const terminal = typist(['Names for your Binance accounts', '\x03']);
  await expect(init(folder, {}, terminal)).rejects.toThrow('Stopped before anything was done.');
  expect(() => written(folder)).toThrow('ENOENT');
});

describe('as a command', () => {
  test('npm run init takes options', async () => {
    const folder = settingsFolder();
    const options = ['--accounts', 'main,hedge', '--emails', 'ops@example.com,risk@example.com'];
    const printed = await run('init', options, {}, { folder });
    expect(printed).toMatchObject({ status: 0, stderr: '' });
    const [accounts, emails] = ['main,hedge', 'ops@example.com,risk@example.com'];
    expect(written(folder)).toEqual({ accounts, emails });
  });

  test.each<[string[], RegExp]>([
    [[], /^Nobody can be asked, as standard input is no terminal\. Give the settings as options/],
    [['--accounts', 'main', '--interval', 'often'], /^The setting interval must be whole minutes/],
    [['--accounts', ''], /^The setting accounts must name at least one account\.$/m],
  ])('npm run init -- %j exits with 2 and a sentence, and writes nothing', async (args, said) => {
    const folder = settingsFolder();
    const { status, stdout, stderr } = await run('init', args, {}, { folder });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(said);
    expect(() => written(folder)).toThrow('ENOENT');
  });
});
