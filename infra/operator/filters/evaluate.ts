/**
 * How SNS's filter policies take a message, as far as they are evaluated here: exact values,
 * `exists`, `prefix`, `anything-but` of values, and `numeric`. Sources: the SNS developer guide
 * (docs.aws.amazon.com/sns/latest/dg), attribute-key-matching, string-value-matching,
 * numeric-value-matching and and-or-logic.
 */

/** Ordered: "all of these" is the least of several, "one of these" the most. */
export const NO = 0;
export const NOT_JUDGED = 1;
export const YES = 2;
export type Verdict = typeof NO | typeof NOT_JUDGED | typeof YES;

/** Stands for a value that every real message has, and that nobody knows before. */
export const ANY = Symbol('any value');

/** A message's attributes, or the fields of its body. */
export type Fields = Readonly<Record<string, unknown>>;

export function least(verdicts: readonly Verdict[]): Verdict {
  return Math.min(YES, ...verdicts) as Verdict;
}

export function most(verdicts: readonly Verdict[]): Verdict {
  return Math.max(NO, ...verdicts) as Verdict;
}

/** Whether the policy lets the message through; an operator unknown here is not judged. */
export function evaluate(policy: unknown, fields: Fields): Verdict {
  if (!isObject(policy)) return NOT_JUDGED;
  return least(
    Object.entries(policy).map(([key, conditions]) =>
      // A nested policy, or "$or", which is no key.
      key !== '$or' && Array.isArray(conditions)
        ? most(conditions.map((condition) => meets(condition, key, fields)))
        : NOT_JUDGED,
    ),
  );
}

function meets(condition: unknown, key: string, fields: Fields): Verdict {
  const value = fields[key];
  const [[operator, operand] = ['', condition], ...more] = isObject(condition)
    ? Object.entries(condition)
    : [];
  if (more.length > 0) return NOT_JUDGED;
  if (operator === 'exists') {
    // "An empty set of attributes results in the filter not matching."
    const missing = value === undefined && Object.keys(fields).length > 0;
    return verdict(operand === true ? value !== undefined : missing);
  }
  if (value === undefined) return NO;
  if (value === ANY) return NOT_JUDGED;
  // Of a list, one element is enough; whether it is for 'anything-but' is not verified.
  const verdicts = [value].flat().map((each) => compare(operator, operand, each));
  const isDoubtful = operator === 'anything-but' && new Set(verdicts).size > 1;
  return isDoubtful ? NOT_JUDGED : most(verdicts);
}

function compare(operator: string, operand: unknown, value: unknown): Verdict {
  switch (operator) {
    case '':
      return verdict(value === operand);
    case 'prefix':
      return verdict(typeof value === 'string' && value.startsWith(String(operand)));
    case 'anything-but':
      return isObject(operand) ? NOT_JUDGED : verdict(![operand].flat().includes(value));
    case 'numeric':
      return Array.isArray(operand) ? inRange(operand, value) : NOT_JUDGED;
    default:
      return NOT_JUDGED;
  }
}

/** @param range Pairs of an operator and a bound: `['>', 0, '<=', 5]`. */
function inRange(range: readonly unknown[], value: unknown): Verdict {
  if (typeof value !== 'number') return NO;
  const verdicts = range.map((operator, index) => {
    if (index % 2 === 1) return YES;
    const bound = Number(range[index + 1]);
    switch (operator) {
      case '=':
        return verdict(value === bound);
      case '<':
        return verdict(value < bound);
      case '<=':
        return verdict(value <= bound);
      case '>':
        return verdict(value > bound);
      case '>=':
        return verdict(value >= bound);
      default:
        return NOT_JUDGED;
    }
  });
  return least(verdicts);
}

function verdict(holds: boolean): Verdict {
  return holds ? YES : NO;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
