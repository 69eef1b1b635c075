/** What `results.md` says, read back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Table } from './results';

export const WRITTEN_BY = 'Written by `npm run bench`. ';
export const NOTE = '; medians, and in brackets the quartiles.';

export interface Results {
  readonly machine: string;
  readonly tables: readonly Table[];
}

export function readResults(): Results {
  const written = readFileSync(join(__dirname, 'results.md'), 'utf8');
  const [head = '', ...sections] = written.split('\n## ');
  return {
    machine: head.split(WRITTEN_BY)[1]?.split(NOTE)[0] ?? '',
    tables: sections.map((section) => {
      const [title = ''] = section.split('\n');
      return { title, rows: rowsOf(section) };
    }),
  };
}

/** The cells of the tables in a piece of Markdown. */
export function rowsOf(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s-]+$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
