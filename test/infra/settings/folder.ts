import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/**
 * A folder with the project's cdk.json and, if given, settings of its own: whoever runs the tests
 * may have settings in the project's folder. It is removed after the tests of the file.
 */
export function settingsFolder(settings?: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'pm-loan-monitor-'));
  folders.push(folder);
  copyFileSync(join(ROOT, 'cdk.json'), join(folder, 'cdk.json'));
  if (settings !== undefined) {
    writeFileSync(join(folder, 'cdk.context.json'), JSON.stringify(settings));
  }
  return folder;
}
