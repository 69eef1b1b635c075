import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { format } from 'prettier';
import { conclude } from './conclusion';
import { plot } from './plot';
import type { Table as Rows } from './results';
import { NOTE, WRITTEN_BY } from './written';
import type { Results } from './written';

const GB = 2 ** 30;

/** The processor, what Node runs, and when: figures of another machine are others. */
export function machine(): string {
  const [first] = cpus();
  const cores = `${cpus().length} × ${first?.model.trim() ?? 'unknown'}`;
  const memory = `${(totalmem() / GB).toFixed(0)} GB`;
  const node = `Node.js ${process.version.slice(1)} on ${process.platform} ${process.arch}`;
  return `${cores}, ${memory}, ${node}, ${new Date().toISOString().slice(0, 10)}`;
}

export function showTables(tables: readonly Rows[]): void {
  console.log(`\n${machine()}${NOTE}`);
  for (const { title, rows } of tables) {
    const [head = [], ...body] = rows;
    const table = new Table({ head: [...head], style: { head: [], border: [] }, wordWrap: true });
    table.push(...body.map((row) => [...row]));
    console.log(`\n${title}\n${table.toString()}`);
  }
}

/** Writes what the README shows: `results.md`, and `results.svg`, which is drawn from it. */
export async function writeResults({ machine, tables }: Results): Promise<void> {
  const write = (name: string, content: string): void => {
    writeFileSync(join(__dirname, name), content);
    console.log(`Written: test/bench/${name}`);
  };
  const text = [
    '# What a start and a call take',
    `${WRITTEN_BY}${machine}${NOTE}`,
    conclude(tables),
    '![Starts, many accounts, shares of a core](results.svg)',
    ...tables.map(({ title, rows }) => `## ${title}\n\n${markdown(rows)}`),
  ].join('\n\n');
  write('results.md', await format(text, { parser: 'markdown' }));
  write('results.svg', await plot(tables, machine));
}

function markdown([head = [], ...body]: Rows['rows']): string {
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
