/** `npm run test:load`: many accounts in one call, and every fault at once. */
import { Command, InvalidArgumentError } from 'commander';
import { bundle } from '../../infra/bundle';
import { load, MEMORY_MB } from './load';

/** The stack's. */
const TIMEOUT_MS = 50_000;

const { accounts } = new Command('npm run test:load --')
  .description('Runs the built function over many accounts, with every fault at once.')
  .option('--accounts <number>', 'how many, from 20 to 500', count, 100)
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
  if (missing.length === 0) return;
  console.error(`Not as it should be:\n${missing.join('\n')}`);
  process.exitCode = 1;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 20 || value > 500) {
    throw new InvalidArgumentError('It must be a whole number from 20 to 500.');
  }
  return value;
}
