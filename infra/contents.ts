import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package whose code is in the bundle, by its own account. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** SPDX; empty where the package names none. */
  readonly licence: string;
}

export interface Contents {
  /** Sorted by name; a package is there once for each of its versions. */
  readonly packages: readonly Package[];
  /** The modules that are left outside, to be found where the bundle runs. */
  readonly imports: readonly string[];
}

/** What is in a bundle, and what it takes from outside; its paths are relative to `root`. */
export function contentsOf({ outputs }: Metafile, root: string): Contents {
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
