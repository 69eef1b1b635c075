/** `npm run pictures`: draws the pictures of the README from the stack and from a run. */
import { execSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Synthesis } from '../infra/synthesis';
import { COMMAND, draw, FILES } from './pictures';
import type { Pictures } from './pictures';

const output = execSync(`${COMMAND} --silent`, {
  cwd: join(__dirname, '../..'),
  encoding: 'utf8',
});
const pictures = draw(new Synthesis(), output);
for (const [name, svg] of Object.entries(pictures)) {
  const file = FILES[name as keyof Pictures];
  writeFileSync(file, svg);
  console.log(`Drew ${relative('.', file)} (${Math.ceil(Buffer.byteLength(svg) / 1000)} kB).`);
}
