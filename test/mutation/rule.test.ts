import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** The short form of `npm run test:mutation`, of the file that decides. */
test('the rule has no mutant that its own tests let live', () => {
  const command = join(ROOT, 'node_modules/.bin/stryker');
  const { status, stdout } = spawnSync(command, ['run', 'test/mutation/rule.config.json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/Instrumented 1 source file\(s\) with [1-9]\d+ mutant/);
  expect(stdout).toMatch(/Final mutation score of 100\.00 /);
  expect(status).toBe(0);
}, 180_000);
