import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { settingsFolder } from '../infra/settings/folder';

const ROOT = join(__dirname, '../..');
const PROGRAMS = join(ROOT, 'node_modules/.bin');
const APP = `${join(PROGRAMS, 'tsx')} ${join(ROOT, 'infra/app.ts')}`;

/**
 * Runs the real CDK as an operator does, with one account and the settings of `-c`; rejects with
 * what it printed where it fails.
 */
export async function cdk(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const env = { ...process.env, ...environment };
  const child = spawn(join(PROGRAMS, 'cdk'), [...args, '--app', APP, '--no-notices'], {
    cwd: settingsFolder({ accounts: 'main' }),
    env,
  });
  const [printed, [status]] = await Promise.all([
    Promise.all([text(child.stdout), text(child.stderr)]),
    once(child, 'exit') as Promise<[number]>,
  ]);
  if (status !== 0) throw new Error(`cdk ${args.join(' ')}\n${printed.join('\n')}`);
}

/** Deploys with these settings and returns the outputs of the stack. */
export async function deploy(
  settings: Readonly<Record<string, string>>,
  outputsFile: string,
  environment: NodeJS.ProcessEnv,
): Promise<Record<string, string>> {
  const context = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const how = ['--method=direct', '--require-approval', 'never', '--no-previous-parameters'];
  await cdk(['deploy', ...how, '--outputs-file', outputsFile, ...context], environment);
  const outputs = JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  return outputs[settings['stackName'] ?? 'PmLoanMonitor'] ?? {};
}
