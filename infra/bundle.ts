import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '..');

/** Where the bundle is built: one CommonJS file, `index.js`, that exports `handler`. */
export const BUNDLE_DIRECTORY = join(ROOT, '.cache', 'bundle');

/** Bundles the function, the AWS SDK inside, so that what was tested is what runs. */
export function bundle(directory = BUNDLE_DIRECTORY): { readonly file: string; bytes: number } {
  const file = join(directory, 'index.js');
  buildSync({
    entryPoints: [join(ROOT, 'lambda', 'handler.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    // Lambda runs 24; tests may have to run on an older Node.
    target: 'node20',
    // In ESM, importing node:http by name would run all of its getters and load undici.
    format: 'cjs',
    // The SDK's CommonJS builds are single files that no unused code can be shaken out of.
    mainFields: ['module', 'main'],
    minify: true,
    // The types of errors are read by people, in logs.
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return { file, bytes: readFileSync(file).length };
}
