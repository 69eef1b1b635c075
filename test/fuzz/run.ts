/** `npm run test:fuzz`: hostile input for everything that reads it, for as long as wanted. */
import { inspect } from 'node:util';
import { Command } from 'commander';
import { wholeNumber } from '../local/whole-number';
import { TARGETS } from './fuzz';
import type { Campaign } from './fuzz';

const campaign = new Command('npm run test:fuzz --')
  .description('Gives hostile input to everything that reads what comes from outside.')
  .option('--cases <number>', 'inputs for each target', wholeNumber(1, 1e9), 20_000)
  .option(
    '--seed <number>',
    'repeats a former campaign',
    wholeNumber(0, 2 ** 31),
    Date.now() % 2 ** 31,
  )
  .parse()
  .opts<Campaign>();

console.log(`Seed ${campaign.seed}`);
for (const [name, attempt] of Object.entries(TARGETS)) {
  const { cases, crashes, smallest } = attempt(campaign);
  const count = [...crashes.values()].reduce((sum, each) => sum + each, 0);
  console.log(`${name.padEnd(18)} ${cases} cases  ${count} crashes`);
  if (count === 0) continue;
  process.exitCode = 1;
  for (const [crash, times] of crashes) console.log(`    ${times} times: ${crash}`);
  console.log(`    such as ${inspect(smallest, { depth: null })}`);
}
