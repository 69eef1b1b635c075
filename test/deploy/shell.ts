/** Runs what a document tells an operator to type, as it stands there. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = join(__dirname, '../..');
/** Version 1 of the AWS CLI asks for queues elsewhere than AWS_ENDPOINT_URL says. */
const AWS = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }';

/** The commands of a document, block by block, in its order. */
export function commandsOf(document: string): string[] {
  const content = readFileSync(join(ROOT, document), 'utf8');
  return [...content.matchAll(/^( *)```sh\n([^]*?)^ *```$/gm)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trimEnd(),
  );
}

/** A copy of the project, where commands may leave what they like. */
export function copyProject(folder: string): void {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT });
  for (const file of listed.toString().trim().split('\n')) {
    cpSync(join(ROOT, file), join(folder, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

/** A shell in a folder; what one block exports, the next one has. */
export class Shell {
  readonly #exports: string;

  constructor(
    private readonly folder: string,
    readonly environment: NodeJS.ProcessEnv,
  ) {
    this.#exports = join(folder, '.exports');
    writeFileSync(this.#exports, '');
  }

  /** What the block prints. Rejects with it where a command fails. */
  async run(block: string): Promise<string> {
    const script = [
      `. ${this.#exports}`,
      AWS,
      'set -euo pipefail',
      block,
      `export -p > ${this.#exports}`,
    ].join('\n');
    const child = spawn('bash', ['-c', script], {
      cwd: this.folder,
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number]>,
    ]);
    if (status !== 0) throw new Error(`${block}\n${stdout}\n${stderr}`);
    return stdout;
  }
}
