import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Printed } from '../../../infra/operator/command';
import { scripts } from '../../../package.json';

const ROOT = join(__dirname, '../../..');

export interface Surroundings {
  /** Where the settings are; by default the project's folder. */
  readonly folder?: string;
  /** What it reads from standard input, which is no terminal. */
  readonly input?: string;
}

/** Runs a command as `npm run` does. */
export async function run(
  command: 'start' | 'init' | 'store-key' | 'doctor' | 'drill',
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  { folder = ROOT, input = '' }: Surroundings = {},
): Promise<Printed> {
  const [program = '', file = '', ...its] = scripts[command].split(' ');
  const script = [join(ROOT, file), ...its, ...args];
  const child = spawn(join(ROOT, 'node_modules/.bin', program), script, {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...NOBODY, ...environment },
  });
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { status, stdout, stderr };
}

/** Neither this machine's profiles nor its instance may lend their credentials. */
const NOBODY = {
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
};

export const SOMEBODY = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };
