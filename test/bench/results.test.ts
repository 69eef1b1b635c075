import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResults } from './written';
import { recordsOf, TITLES } from './results';
import { read } from './statistics';

const svg = readFileSync(join(__dirname, 'results.svg'), 'utf8');
const { machine, tables } = readResults();

test('the plot has a mark for each entry of its legends', () => {
  const symbols = [...svg.matchAll(/role-legend-symbol"[^>]*>(<path[^>]*>)/g)];
  expect(symbols.length).toBeGreaterThan(0);
  for (const [, path] of symbols) expect(path).toMatch(/ stroke="#[0-9a-f]+"/);
});

test('the plot shows what the tables say', () => {
  const drawn = [
    ...recordsOf(tables, TITLES.start).map((row) => {
      const { median } = read(row['process with two calls, × Node alone']);
      return `median: ${median}; contender: ${row[''] ?? ''}`;
    }),
    ...recordsOf(tables, TITLES.accounts).flatMap((row) =>
      ['first', 'warm'].map((call) => {
        const { median } = read(row[`${call} call, ms`]);
        return `accounts: ${row['accounts'] ?? ''}; ms: ${median}; contender: ${row[''] ?? ''}; call: ${call}`;
      }),
    ),
  ];
  expect(drawn).toHaveLength(22);
  const labels = [...svg.matchAll(/ aria-label="([^"]*)"/g)].map(([, label]) => label);
  expect(labels).toEqual(expect.arrayContaining([...drawn, `Title text '${machine}'`]));
});
