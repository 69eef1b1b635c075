import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Synthesis, VARIANTS } from '../infra/synthesis';

const folder = mkdtempSync(join(tmpdir(), 'pm-loan-monitor-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const found = spawnSync('cfn-lint', ['--version']).status === 0;
if (!found) {
  console.warn(
    'NOT CHECKED: cfn-lint is not here, so no template is linted. Get it with: python3 -m pip install cfn-lint',
  );
}

(found ? test : test.skip).each(Object.entries(VARIANTS))(
  'cfn-lint finds no error in the template with %s',
  (name, settings) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.json`);
    writeFileSync(file, JSON.stringify(new Synthesis(settings).template.toJSON()));
    const { stdout } = spawnSync('cfn-lint', ['--non-zero-exit-code', 'error', '--', file]);
    expect(stdout.toString().match(/^E\d+ .*$/gm) ?? []).toEqual([]);
  },
  60_000,
);
