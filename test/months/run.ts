/** `npm run test:months`: random months, in the model by the thousand, and of the real function. */
import { Command } from 'commander';
import fc from 'fast-check';
import { wholeNumber } from '../local/whole-number';
import { imagine } from './imagine';
import { months } from './model';
import { play } from './play';
import { search, show } from './search';
import type { Searched } from './search';

interface Options {
  readonly months: number;
  readonly imagined: number;
  readonly seed: number;
}

/** The most events of a month; about two thirds are runs, and some of those have another beside. */
const PLAYED_EVENTS = 900;
const IMAGINED_EVENTS = 300;
const SHRINK_FOR_MS = 40_000;

const command = new Command('npm run test:months --')
  .description('Holds the invariants against random months of debts, outages and late points.')
  .option('--months <number>', 'how many months the real function plays', wholeNumber(0, 1e6), 16)
  .option(
    '--imagined <number>',
    'how many months the model goes through',
    wholeNumber(0, 1e6),
    4_000,
  )
  .option('--seed <number>', 'repeats the months of that seed', wholeNumber(0, 2 ** 31), newSeed());

void main(command.parse().opts<Options>());

async function main({ months: played, imagined, seed }: Options): Promise<void> {
  console.log(`Seed ${seed}; --seed ${seed} repeats these months.`);
  const searches = [
    () => search(imagine, months(2, IMAGINED_EVENTS), { count: imagined, seed }),
    () =>
      search(play, months(2, PLAYED_EVENTS), { count: played, seed, shrinkForMs: SHRINK_FOR_MS }),
  ];
  for (const [index, begin] of searches.entries()) {
    const searched: Searched = await begin();
    console.log(
      `\n${index === 0 ? 'In the model' : 'Played by the real function'}: ${show(searched)}`,
    );
    if (searched.counterExample !== undefined) process.exitCode = 1;
  }
}

function newSeed(): number {
  return fc.sample(fc.nat(), 1)[0] ?? 0;
}
