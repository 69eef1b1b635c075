import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { context } from '../../../cdk.json';
import { isSetting, readContext } from '../../../infra/settings/context';
import { settingsFolder } from './folder';

const CDK = join(__dirname, '../../../node_modules/.bin/cdk');

test('cdk.json holds no setting, so that nobody has to change it and an upgrade is git pull', () => {
  expect(Object.keys(context).filter(isSetting)).toEqual([]);
});

test('cdk.json switches off the telemetry of the CDK CLI', () => {
  // The CLI writes its messages to stdout where CI is set, else to stderr.
  const { stdout, stderr } = spawnSync(CDK, ['cli-telemetry', '--status', '--no-notices'], {
    cwd: settingsFolder(),
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: '' },
  });
  expect(stdout.toString() + stderr.toString()).toContain('CLI Telemetry is disabled');
});

test('the context is what the CDK CLI makes of the two files', () => {
  const flag = '@aws-cdk/core:target-partitions';
  const folder = settingsFolder({ accounts: ['main'], [flag]: ['aws-us-gov'], 'a:b': { c: 1 } });
  const printed = execFileSync(CDK, ['context', '--json', '--no-notices'], { cwd: folder });
  const read = readContext(folder);
  expect(read).toEqual(JSON.parse(printed.toString()));
  expect(read).toMatchObject({ accounts: ['main'], [flag]: ['aws', 'aws-cn'], 'a:b': { c: 1 } });
});

test('without cdk.context.json it is that of cdk.json', () => {
  expect(readContext(settingsFolder())).toEqual(context);
});

test.each(['{"accounts": "main",}', '["main"]', ''])(
  'a cdk.context.json of %j is refused',
  (text) => {
    const folder = settingsFolder();
    writeFileSync(join(folder, 'cdk.context.json'), text);
    expect(() => readContext(folder)).toThrow(
      /cdk\.context\.json is not a JSON object\. Correct it, or delete it and run npm run init\.$/,
    );
  },
);
