/** `npm run test:load`: many accounts in one call, with every fault, and where all of them owe. */
import { Command } from 'commander';
import { bundle } from '../../infra/bundle';
import { wholeNumber } from '../local/whole-number';
import { load, MEMORY_MB } from './load';
import { tellAll } from './owing';
import type { Owing } from './owing';

/** The stack's. */
const TIMEOUT_MS = 50_000;
const OWING: readonly Omit<Owing, 'timeoutMs'>[] = [
  { memoryMb: 128, accounts: 50 },
  { memoryMb: 128, accounts: 150 },
  { memoryMb: 256, accounts: 50 },
  { memoryMb: 256, accounts: 150 },
  { memoryMb: 256, accounts: 100, publishPerSecond: 5 },
  { memoryMb: 256, accounts: 50, inDanger: true },
];

const { accounts } = new Command('npm run test:load --')
  .description('Runs the built function over many accounts, with every fault at once.')
  .option('--accounts <number>', 'how many, from 20 to 500', wholeNumber(20, 500), 100)
  .parse()
  .opts<{ readonly accounts: number }>();

void main();

async function main(): Promise<void> {
  const figures = await load(bundle().file, { accounts, timeoutMs: TIMEOUT_MS, slowly: true });
  const { durationMs, peakMb, published, told, failed, faults, missing } = figures;
  console.log(`accounts   ${accounts}`);
  console.log(`duration   ${(durationMs / 1000).toFixed(1)} s of ${TIMEOUT_MS / 1000} s`);
  console.log(`memory     ${Math.round(peakMb)} MB of ${MEMORY_MB} MB`);
  console.log(`published  ${published}`);
  console.log(`told       ${told}`);
  console.log(`failed     ${failed}`);
  console.log(`faults met ${faults}`);
  if (missing.length > 0) {
    console.error(`Not as it should be:\n${missing.join('\n')}`);
    process.exitCode = 1;
  }
  for (const owing of OWING) await showOwing(owing);
}

/** All accounts owe, over TLS, with the share of a core that Lambda gives to the memory size. */
async function showOwing(owing: Omit<Owing, 'timeoutMs'>): Promise<void> {
  const { accounts, memoryMb, publishPerSecond, inDanger = false } = owing;
  const told = await tellAll(bundle().file, { ...owing, timeoutMs: TIMEOUT_MS });
  const limit = publishPerSecond === undefined ? '' : `, SNS takes ${publishPerSecond} a second`;
  const seconds = [told.coldMs, told.warmMs].map((ms) => (ms / 1000).toFixed(1));
  console.log(
    `\n${memoryMb} MB, ${accounts} accounts owe${inDanger ? ' and are in danger' : ''}${limit}: cold ${seconds[0]} s, warm ${seconds[1]} s, told ${told.told}, failed ${told.failed}, told twice ${told.duplicates}`,
  );
  if (told.failed > 0 || told.duplicates > 0 || told.told < accounts) {
    console.error(told.reasons.join('\n'));
    process.exitCode = 1;
  }
}
