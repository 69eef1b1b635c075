import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { BuildResult, Metafile } from 'esbuild';

const ROOT = join(__dirname, '..');

/** Where the bundle is built: one CommonJS file, `index.js`, that exports `handler`. */
export const BUNDLE_DIRECTORY = join(ROOT, '.cache', 'bundle');

/** Built once in a process: the tests synthesize the stack dozens of times. */
let built: BuildResult<{ write: false; metafile: true }> | undefined;

/** A package whose code is in the bundle, by its own account. */
interface Package {
  readonly name: string;
  readonly version: string;
  /** SPDX; empty where the package names none. */
  readonly licence: string;
}

interface Contents {
  /** Sorted by name; a package is there once for each of its versions. */
  readonly packages: readonly Package[];
  /** The modules that are left outside, to be found where the bundle runs. */
  readonly imports: readonly string[];
}

export interface Bundle extends Contents {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Bundles the function, the AWS SDK inside, so that what was tested is what runs. The file is put
 * in its place whole: several processes may build it at a time.
 */
export function bundle(directory = BUNDLE_DIRECTORY): Bundle {
  built ??= buildSync({
    absWorkingDir: ROOT,
    entryPoints: [join(ROOT, 'lambda', 'handler.ts')],
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    // Lambda runs 24; tests may have to run on an older Node.
    target: 'node20',
    // In ESM, importing node:http by name would run all of its getters and load undici.
    format: 'cjs',
    // The SDK's CommonJS builds are single files that no unused code can be shaken out of.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': './lambda/aws/credentials.ts' },
    // Loaded by operations that stream alone, none of which is called.
    external: ['@smithy/core/event-streams'],
    // The SDK's package.json files, for a version that would stand in its user agent.
    loader: { '.json': 'empty' },
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const { outputFiles, metafile } = built;
  const contents = outputFiles[0]?.contents ?? new Uint8Array();
  const file = join(directory, 'index.js');
  const draft = `${directory}.${process.pid}`;
  mkdirSync(directory, { recursive: true });
  writeFileSync(draft, contents);
  renameSync(draft, file);
  return { file, bytes: contents.length, ...contentsOf(metafile, ROOT) };
}

/** What is in a bundle, and what it takes from outside; its paths are relative to `root`. */
function contentsOf({ outputs }: Metafile, root: string): Contents {
  const files = Object.values(outputs);
  const directories = files
    .flatMap(({ inputs }) => Object.keys(inputs))
    .flatMap((input) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const imports = files.flatMap((each) => each.imports.map(({ path }) => path));
  const packages = [...new Set(directories)].map((each) => readPackage(join(root, each)));
  return {
    packages: packages.sort((one, other) => one.name.localeCompare(other.name)),
    imports: [...new Set(imports)].sort(),
  };
}

function readPackage(directory: string): Package {
  const manifest = readFileSync(join(directory, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(manifest) as Record<string, unknown>;
  return {
    name: String(name),
    version: String(version),
    licence: typeof license === 'string' ? license : '',
  };
}
