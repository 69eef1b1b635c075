/**
 * Evaluates a query on the lines of a log, in that part of CloudWatch Logs Insights' language that
 * the dashboard uses, and refuses the rest. Written after the CloudWatch Logs User Guide, "Supported
 * logs and discovered fields" and "Boolean, comparison, numeric, datetime, and other functions".
 * Not verified: no emulator of Logs Insights exists to compare it with.
 */
import { runInNewContext } from 'node:vm';

export type Row = Readonly<Record<string, unknown>>;

/** By names in dot notation; what a line does not have is undefined. */
type Fields = Readonly<Record<string, unknown>>;

/** So many fields at most are extracted from one JSON line. */
const MAX_FIELDS = 200;

const FUNCTIONS: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  ispresent: (value) => value !== undefined,
  coalesce: (...values) => values.find((value) => value !== undefined),
  concat: (...values) => values.map(String).join(''),
};
/** As JavaScript spells them. */
const OPERATORS: Readonly<Record<string, string>> = {
  '=': '===',
  '!=': '!==',
  and: '&&',
  or: '||',
};

/** @param lines as Lambda wrote them, oldest first */
export function evaluate(query: string, lines: readonly string[]): Row[] {
  let events = lines.map(discover);
  let columns: [name: string, source: string][] = [];
  for (const command of query.split('|').map((each) => each.trim())) {
    const [, name, rest = ''] = /^(\w+) (.+)$/.exec(command) ?? [];
    if (name === 'filter') events = events.filter((fields) => run(translate(rest), fields));
    else if (name === 'fields') columns = columnsOf(rest);
    else if (name === 'stats') {
      events = newest(rest, rowsOf(events, [...columns, ['@timestamp', 'field("@timestamp")']]));
      columns = Object.keys(events[0] ?? {}).map((each) => [each, translate(each)]);
    } else if (command === 'sort @timestamp desc') events = events.toReversed();
    else if (name === 'sort') events = ascending(events, rest);
    else if (name === 'limit') events = events.slice(0, Number(rest));
    else if (name !== 'SOURCE') throw new Error(`Not known here: ${command}`);
  }
  return rowsOf(events, columns);
}

function rowsOf(
  events: readonly Fields[],
  columns: readonly (readonly [name: string, source: string])[],
): Row[] {
  return events.map((fields) =>
    Object.fromEntries(columns.map(([name, source]) => [name, run(source, fields)])),
  );
}

/** The newest time of each group. */
function newest(stats: string, rows: readonly Row[]): Row[] {
  const [, name = '', by = ''] = /^max\(@timestamp\) as (\w+) by (\w+)$/.exec(stats) ?? [];
  if (name === '') throw new Error(`Not known here: ${stats}`);
  const groups = new Map<unknown, Row>();
  for (const row of rows) groups.set(row[by], { [by]: row[by], [name]: row['@timestamp'] });
  return [...groups.values()];
}

function ascending(rows: readonly Row[], sort: string): Row[] {
  const [, name = ''] = /^(\w+) asc$/.exec(sort) ?? [];
  if (name === '') throw new Error(`Not known here: ${sort}`);
  return rows.toSorted((one, other) => String(one[name]).localeCompare(String(other[name])));
}

function discover(line: string): Fields {
  const flatten = (value: unknown, path: string): [string, unknown][] =>
    typeof value !== 'object' || value === null
      ? [[path, value]]
      : Object.entries(value).flatMap(([key, inner]) => flatten(inner, `${path}.${key}`));
  const written = JSON.parse(line) as { readonly timestamp?: unknown };
  const found = flatten({ ...written, '@timestamp': written.timestamp }, '').map(
    ([path, value]) => [path.slice(1), value],
  );
  if (found.length > MAX_FIELDS) throw new Error(`A line has ${found.length} fields.`);
  return Object.fromEntries(found) as Fields;
}

/** Commas within brackets separate arguments, all others columns. */
function columnsOf(list: string): [name: string, source: string][] {
  let depth = 0;
  const parted = list.replace(/[(),]/g, (mark) => {
    depth += mark === '(' ? 1 : mark === ')' ? -1 : 0;
    return mark === ',' && depth === 0 ? '\n' : mark;
  });
  return parted.split('\n').map((column) => {
    const [expression = '', name = expression] = column.split(' as ').map((part) => part.trim());
    return [name, translate(expression)];
  });
}

function translate(expression: string): string {
  return expression.replace(/"[^"]*"|!=|[@\w.]+|\S/g, (word, at: number) => {
    const rest = expression.slice(at + word.length).trim();
    if (/^["(),]/.test(word)) return word;
    if (rest.startsWith('(') && word in FUNCTIONS) return word;
    const operator = OPERATORS[word];
    if (operator !== undefined) return operator;
    if (!/^@?[a-z][\w.]*$/i.test(word)) throw new Error(`Not known here: ${word}`);
    // Of a field that is not there the guide does not say how it compares.
    return `${/^!?=/.test(rest) ? 'known' : 'field'}(${JSON.stringify(word)})`;
  });
}

function run(source: string, fields: Fields): unknown {
  const field = (name: string): unknown => fields[name];
  const known = (name: string): unknown => {
    if (fields[name] === undefined) throw new Error(`Nothing is known of ${name}.`);
    return fields[name];
  };
  return runInNewContext(source, { ...FUNCTIONS, field, known });
}
