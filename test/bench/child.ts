/**
 * Compiled to JavaScript and run as a process of its own: imports a function, calls it, and prints
 * what that took. Its arguments are the function's file and how many calls there are to be.
 */
import { FUNCTION_ARN } from '../local/function-arn';
import { writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { peakMb } from '../local/peak-memory';
import type { Measured } from './measure';

type Handler = (event: unknown, context: object) => Promise<unknown>;

const [file = '', calls = '0'] = process.argv.slice(2);
const { EVENT = '{}', GROUP = '' } = process.env;
const context = {
  getRemainingTimeInMillis: () => 50_000,
  invokedFunctionArn: FUNCTION_ARN,
};

void main();

async function main(): Promise<void> {
  console.info = () => undefined;
  const event: unknown = JSON.parse(EVENT);
  const begun = performance.now();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as Lambda loads it
  const { handler } = require(file) as { handler: Handler };
  // Lambda asks for the first event a turn of the event loop later.
  await new Promise(setImmediate);
  const importMs = performance.now() - begun;
  // Lambda gives the import a whole core, and calls their share of it.
  if (GROUP !== '') writeFileSync(join(GROUP, 'cgroup.procs'), String(process.pid));
  const callMs: number[] = [];
  const callCpuMs: number[] = [];
  for (let call = 0; call < Number(calls); call += 1) {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    await handler(event, context);
    const { user, system } = process.cpuUsage(cpu);
    callMs.push(performance.now() - start);
    callCpuMs.push((user + system) / 1000);
  }
  const { user, system } = process.cpuUsage();
  const cpuMs = (user + system) / 1000;
  const measured: Measured = { importMs, callMs, callCpuMs, cpuMs, peakMb: peakMb() };
  writeSync(1, JSON.stringify(measured));
  // Connections are kept open, and would keep the process alive.
  process.exit(0);
}
