import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from '../../markdown';
import { EXCHANGE_FAULTS } from './faults';
import { BELIEFS, SOURCES } from './sources';

const code = readdirSync(__dirname)
  .filter((file) => file.endsWith('.ts') && !/(sources|[.]test)[.]ts$/.test(file))
  .map((file) => readFileSync(join(__dirname, file), 'utf8').replace(/\s*\n\s*[*]?\s*/g, ' '))
  .join('\n');

/** The bold names that the bullets on Binance begin with. */
function namesInReadme(): string[] {
  const [, section = ''] = readDocument('test/README.md', 'Not verified').split(/^### .*$/m);
  return [...section.matchAll(/^- [*]{2}(.+?)[*]{2}: /gm)].map(([, name = '']) => name);
}

test('what is not verified stands on the page of tests, and nothing else', () => {
  expect(namesInReadme()).toEqual([...BELIEFS]);
});

test.each(BELIEFS)('something is said to rely on what is believed of %s', (belief) => {
  const said = new RegExp(`(Not verified: ([a-z 0-9-]+, )*|believed: ')${belief}\\b`);
  expect([belief, said.test(code)]).toEqual([belief, true]);
});

test('whatever is said to be not verified has a name on that page', () => {
  const said = [...code.matchAll(/Not verified: ([a-z0-9 ,-]+)[.]/g)].flatMap(([, names = '']) =>
    names.split(', '),
  );
  expect(said.length).toBeGreaterThan(8);
  expect(said.filter((name) => !BELIEFS.some((belief) => belief === name))).toEqual([]);
});

test.each(Object.entries(SOURCES))('%s is a page, and something is from there', (name, page) => {
  expect(page).toMatch(/^https:\/\/[^ ]+$/);
  const cited = code.includes(`'${name}'`) || new RegExp(`[(:,] ?${name}[).,:]`).test(code);
  expect([name, cited]).toEqual([name, true]);
});

test('every fault of the exchange has a source', () => {
  for (const [name, { source }] of Object.entries(EXCHANGE_FAULTS)) {
    expect([name, SOURCES[source]]).toEqual([name, expect.any(String)]);
  }
});
