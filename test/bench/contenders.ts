import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { bundle } from '../../infra/bundle';
import { ENVIRONMENT } from '../../lambda/contract';

/** Where the benchmark builds. */
export const DIRECTORY = join(__dirname, '../../.cache/bench');

/** A function to be measured; without a file it is Node itself, started and ended. */
export interface Contender {
  readonly name: string;
  readonly file: string | undefined;
  /** Of the bundle, and of it zipped. */
  readonly bytes: number;
  readonly zipped: number;
  /** Beside what all have. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a careful user of esbuild would write for them; the first is left as esbuild is. */
const LEAN: BuildOptions = { mainFields: ['module', 'main'] };

export interface Contenders {
  readonly bare: Contender;
  readonly ours: Contender;
  readonly fetch: Contender;
  readonly connector: Contender;
  readonly ccxt: Contender;
  readonly floor: Contender;
}

/** Builds them all: each one minified CommonJS file. */
export function buildContenders(): Contenders {
  return {
    bare: { name: 'Node alone', file: undefined, bytes: 0, zipped: 0 },
    floor: build('SigV4 by hand', 'floor'),
    ours: weighed('pm-loan-monitor', bundle(join(DIRECTORY, 'ours')).file),
    connector: build("SDK + Binance's connector", 'connector', LEAN),
    fetch: build('SDK + fetch', 'fetch'),
    // Asked for by exchanges that are not asked for here.
    ccxt: build('SDK + ccxt', 'ccxt', { ...LEAN, external: ['protobufjs/*'] }),
  };
}

/** It asks twice as much of Binance, and the loan must not wait for it. */
export function withWarning(ours: Contender): Contender {
  return {
    ...ours,
    name: 'pm-loan-monitor with a margin warning',
    environment: { [ENVIRONMENT.marginWarning]: '1.5' },
  };
}

/** The process that imports and calls them. */
export function buildChild(): string {
  return compile(join(__dirname, 'child.ts'), 'child');
}

function build(name: string, entry: string, options: BuildOptions = {}): Contender {
  return weighed(name, compile(join(__dirname, 'contenders', `${entry}.ts`), entry, options));
}

function compile(source: string, name: string, options: BuildOptions = {}): string {
  const outfile = join(DIRECTORY, `${name}.js`);
  buildSync({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: true,
    logLevel: 'error',
    ...options,
  });
  return outfile;
}

function weighed(name: string, file: string): Contender {
  const content = readFileSync(file);
  return { name, file, bytes: content.length, zipped: gzipSync(content).length };
}
