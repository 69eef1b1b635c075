/** `npm run test:matrix`: every fault at every hop, on the bundle, and what has to hold in each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { bundle } from '../../infra/bundle';
import { limiter } from '../../lambda/limit';
import { wholeNumber } from '../local/whole-number';
import { allCells, nameOf } from './cells';
import type { Cell } from './cells';
import { INVARIANTS, violations } from './invariants';
import { play } from './play';
import { showMatrix, showReasons, showViolations } from './show';
import type { Result } from './show';

/** Long enough for the retries of the function, short enough to wait for the end of each hang. */
const TIMEOUT_MS = 5_000;

interface Options {
  readonly atOnce: number;
  readonly only: string;
}

const command = new Command('npm run test:matrix --')
  .description('Plays every fault at every hop of the function, and holds it to its promises.')
  .option('--at-once <number>', 'how many cells are played at a time', wholeNumber(1, 99), 6)
  .option('--only <text>', 'only cells whose name ("hop × fault × state") has this in it', '');

void main(command.parse().opts<Options>());

async function main({ atOnce, only }: Options): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'pm-loan-monitor-'));
  try {
    const { file } = bundle(directory);
    const cells = allCells().filter((cell) => nameOf(cell).includes(only));
    const limit = limiter(atOnce);
    conclude(await Promise.all(cells.map((cell) => limit(() => result(cell, file)))));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function result(cell: Cell, file: string): Promise<Result> {
  const seen = await play(cell, file, TIMEOUT_MS);
  const broken = violations(seen);
  if (broken.length > 0) console.error(`broken: ${nameOf(cell)}`);
  return { seen, broken };
}

function conclude(results: readonly Result[]): void {
  const broken = results.filter((each) => each.broken.length > 0);
  console.log(showMatrix(results));
  console.log(showReasons());
  console.log(
    `\nIn every cell:\n${Object.keys(INVARIANTS)
      .map((name) => `- ${name}`)
      .join('\n')}`,
  );
  if (broken.length > 0) console.log(`\n${showViolations(broken)}`);
  console.log(`\n${results.length} cells run, ${broken.length} violating`);
  process.exitCode = broken.length > 0 || results.length === 0 ? 1 : 0;
}
