/** `npm run lint`: types, lint and formatting, each in a process of its own at the same time. */
import { spawn } from 'node:child_process';

const COMMANDS = [
  'tsc',
  'eslint --config .config/eslint.config.mjs .',
  'prettier --check --log-level warn .',
];

for (const command of COMMANDS) {
  spawn(command, { shell: true, stdio: 'inherit' }).on('exit', (code) => {
    process.exitCode ||= code ?? 1;
  });
}
