import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function read(...path: string[]): string {
  return readFileSync(join(__dirname, '..', ...path), 'utf8');
}

/** The project, and what the benchmark and the mutation tester install on demand. */
describe.each(['.', 'test/bench', 'test/mutation'])('in %s', (folder) => {
  const lock = read(folder, 'package-lock.json');

  test('every dependency has one exact version', () => {
    const { dependencies, devDependencies } = JSON.parse(read(folder, 'package.json')) as Manifest;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
    }
  });

  test('the lock file is whole: npm ci finds every optional package on every platform', () => {
    const { packages } = JSON.parse(lock) as { packages: Record<string, LockedPackage> };
    const locked = Object.keys(packages);
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !locked.some((path) => path.endsWith(`node_modules/${name}`)));
    expect(missing).toEqual([]);
  });

  test('the lock file names no registry', () => {
    expect(lock).not.toContain('"resolved"');
  });

  test('no package runs a script when it is installed', () => {
    expect(read(folder, '.npmrc')).toContain('ignore-scripts=true\n');
  });
});

test('all clients of the AWS SDK have the same version', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Manifest;
  const versions = Object.entries({ ...dependencies, ...devDependencies })
    .filter(([name]) => name.startsWith('@aws-sdk/client-'))
    .map(([, version]) => version);
  expect(new Set(versions).size).toBe(1);
});
