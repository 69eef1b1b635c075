import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}

const { dependencies, devDependencies } = read('package.json') as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>;

test('every dependency has one exact version', () => {
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
  }
});

test('the lock file is whole: npm ci finds every optional package on every platform', () => {
  const { packages } = read('package-lock.json') as { packages: Record<string, LockedPackage> };
  const locked = Object.keys(packages);
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !locked.some((path) => path.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
});

test('all clients of the AWS SDK have the same version', () => {
  const versions = Object.entries(dependencies)
    .filter(([name]) => name.startsWith('@aws-sdk/client-'))
    .map(([, version]) => version);
  expect(versions).toHaveLength(3);
  expect(new Set(versions).size).toBe(1);
});
