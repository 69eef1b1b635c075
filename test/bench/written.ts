/** What `results.md` says, read back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from '../markdown';
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
