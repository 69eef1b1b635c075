import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { BuildResult, Metafile } from 'esbuild';

const ROOT = join(__dirname, '..');

/** Where the bundle is built: one CommonJS file, `index.js`, that exports `handler`. */
export const BUNDLE_DIRECTORY = join(ROOT, '.cache', 'bundle');

/** Built once in a process: the tests synthesize the stack dozens of times. */
let built: BuildResult<{ write: false; metafile: true }> | undefined;

/** A package whose code is in the bundle, as its package.json describes it. */
interface Package {
  readonly name: string;
  readonly version: string;
  /** SPDX; empty where the package names none. */
  readonly licence: string;
}

interface Contents {
  /** Sorted by name, with one entry for each version of a package. */
  readonly packages: readonly Package[];
  /** The modules that are not in the bundle and have to exist where it runs. */
  readonly imports: readonly string[];
}

export interface Bundle extends Contents {
  readonly file: string;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Bundles the function with the AWS SDK, so that what was tested is what runs. The file is written
 * under another name and then renamed, since several processes may build it at once.
 */
export function bundle(directory = BUNDLE_DIRECTORY): Bundle {
  built ??= buildSync({
    absWorkingDir: ROOT,
    entryPoints: [join(ROOT, 'lambda', 'handler.ts')],
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    // Lambda runs Node.js 24, but the tests of the bundle may run on an older one.
    target: 'node20',
    // An ES module that imports node:http runs all of its getters, which loads undici.
    format: 'cjs',
    // esbuild cannot remove unused code from the SDK's CommonJS builds, which are single files.
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': './lambda/aws/credential-provider.ts',
      '@smithy/middleware-compression': './lambda/aws/no-compression.ts',
    },
    // Only operations that stream load it, and none of these is called.
    external: ['@smithy/core/event-streams'],
    // The SDK imports its package.json files for the version in its user agent.
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
  const sha256 = createHash('sha256').update(contents).digest('hex');
  return { file, bytes: contents.length, sha256, ...contentsOf(metafile, ROOT) };
}

/** What is in a bundle, and what it imports from outside; paths are relative to `root`. */
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
