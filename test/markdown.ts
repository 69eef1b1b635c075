import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** A document of the repository, or its chapter of that title. */
export function readDocument(path: string, title?: string): string {
  const document = readFileSync(join(ROOT, path), 'utf8');
  if (title === undefined) return document;
  const [, chapter] = document.split(`\n## ${title}\n`);
  if (chapter === undefined) throw new Error(`${path} has no chapter ${title}`);
  return chapter.split('\n## ')[0] ?? '';
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

/** The text of a cell that is code, or of any other as it is. */
export function codeOf(cell = ''): string {
  return /^`(.*)`$/.exec(cell)?.[1] ?? cell;
}
