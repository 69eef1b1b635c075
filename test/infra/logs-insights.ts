/**
 * Evaluates a query on the lines of a log, in that part of CloudWatch Logs Insights' language that
 * the dashboard uses, and refuses the rest. Written after the CloudWatch Logs User Guide, "Supported
 * logs and discovered fields" and "Boolean, comparison, numeric, datetime, and other functions".
 * Not verified: no emulator of Logs Insights exists to compare it with.
 */
export type Row = Readonly<Record<string, unknown>>;

/** By names in dot notation; what a line does not have is undefined. */
type Fields = Readonly<Record<string, unknown>>;
type Expression = (fields: Fields) => unknown;

/** So many fields at most are extracted from one JSON line. */
const MAX_FIELDS = 200;

const FUNCTIONS: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  ispresent: (value) => value !== undefined,
  coalesce: (...values) => values.find((value) => value !== undefined),
  concat: (...values) => values.map(String).join(''),
};

/** @param lines as Lambda wrote them, oldest first */
export function evaluate(query: string, lines: readonly string[]): Row[] {
  let events = lines.map(discover);
  let columns: [name: string, value: Expression][] = [];
  for (const command of query.split('|').map((each) => each.trim())) {
    const parser = new Parser(command);
    if (parser.take('filter')) events = events.filter(conditionOf(parser));
    else if (parser.take('fields')) columns = parser.list(() => columnOf(parser));
    else if (command === 'sort @timestamp desc') events = events.toReversed();
    else if (parser.take('limit')) events = events.slice(0, Number(parser.word()));
    else if (!command.startsWith('SOURCE ')) throw new Error(`Not known here: ${command}`);
  }
  return events.map((fields) =>
    Object.fromEntries(columns.map(([name, value]) => [name, value(fields)])),
  );
}

function discover(line: string): Fields {
  const flatten = (value: unknown, path: string): [string, unknown][] =>
    typeof value !== 'object' || value === null
      ? [[path, value]]
      : Object.entries(value).flatMap(([key, inner]) => flatten(inner, `${path}.${key}`));
  const found = flatten(JSON.parse(line), '').map(([path, value]) => [path.slice(1), value]);
  if (found.length > MAX_FIELDS) throw new Error(`A line has ${found.length} fields.`);
  return Object.fromEntries(found) as Fields;
}

function conditionOf(parser: Parser): (fields: Fields) => boolean {
  const holds = parser.either();
  return (fields) => {
    const held = holds(fields);
    if (typeof held !== 'boolean') throw new Error('The guide does not say whether this holds.');
    return held;
  };
}

function columnOf(parser: Parser): [name: string, value: Expression] {
  const { next } = parser;
  const value = parser.value();
  return [parser.take('as') ? parser.word() : next, value];
}

/** Reads expressions, of which `or` binds least, then `and`, then a comparison. */
class Parser {
  readonly #words: string[];

  constructor(command: string) {
    this.#words = command.match(/"[^"]*"|!=|[@\w.]+|\S/g) ?? [];
  }

  get next(): string {
    return this.#words[0] ?? '';
  }

  word(): string {
    return this.#words.shift() ?? '';
  }

  take(word: string): boolean {
    return this.next === word && this.#words.shift() !== undefined;
  }

  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.take(',')) items.push(item());
    return items;
  }

  either(): Expression {
    const one = this.#both();
    if (!this.take('or')) return one;
    const other = this.either();
    return (fields) => decide(true, one(fields), other(fields));
  }

  #both(): Expression {
    const one = this.#comparison();
    if (!this.take('and')) return one;
    const other = this.#both();
    return (fields) => decide(false, one(fields), other(fields));
  }

  /** With a field that is not there, nobody knows: the guide does not say. */
  #comparison(): Expression {
    const one = this.value();
    const equal = this.take('=');
    if (!equal && !this.take('!=')) return one;
    const other = this.value();
    return (fields) => {
      const [left, right] = [one(fields), other(fields)];
      return left === undefined || right === undefined ? undefined : (left === right) === equal;
    };
  }

  value(): Expression {
    const word = this.word();
    if (word === '(') return this.#closed(this.either());
    if (word.startsWith('"')) return () => word.slice(1, -1);
    if (this.take('(')) {
      const call = FUNCTIONS[word];
      const values = this.#closed(this.list(() => this.value()));
      if (call !== undefined) return (fields) => call(...values.map((value) => value(fields)));
    } else if (/^@?[a-z]/i.test(word)) return (fields) => fields[word];
    throw new Error(`Not known here: ${word}`);
  }

  #closed<T>(content: T): T {
    if (this.take(')')) return content;
    throw new Error(`")" is missing before "${this.next}".`);
  }
}

/** One side alone may settle it; else both have to be known. */
function decide(settled: boolean, one: unknown, other: unknown): boolean | undefined {
  if (one === settled || other === settled) return settled;
  return one === undefined || other === undefined ? undefined : !settled;
}
