import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where moto does not answer as a case says that AWS does. */
export interface Difference {
  /** What moto does, in words. */
  readonly moto: string;
  readonly right: 'the stand-in' | 'not known';
  /** What says so: a page of AWS, or an answer of AWS that somebody recorded. */
  readonly source: string;
  /** What moto answers, as far as it matters; `toMatchObject` compares. */
  readonly answer: unknown;
  /** Names of cases, or words that the names of several begin with. */
  readonly cases: readonly string[];
}

export const DIFFERENCES = JSON.parse(
  readFileSync(join(__dirname, 'differences.json'), 'utf8'),
) as readonly Difference[];

export function covers({ cases }: Pick<Difference, 'cases'>, name: string): boolean {
  return cases.some((each) => name === each || name.startsWith(`${each} `));
}

/** The table of test/README.md. */
export function differencesTable(): string {
  const rows = DIFFERENCES.map(({ moto, right, source }) => `| ${moto} | ${right} | ${source} |`);
  return ['| moto | Who is right | Source |', '| --- | --- | --- |', ...rows].join('\n');
}
