/** A subscription's filter policy: every key must match, each by one of its conditions. */
export interface FilterPolicy {
  readonly [key: string]: readonly Condition[] | FilterPolicy;
}

export type Scalar = string | number | boolean | null;

export type Condition =
  | Scalar
  | { readonly exists: boolean }
  | { readonly prefix: string }
  | { readonly 'anything-but': Scalar | readonly Scalar[] }
  /** Pairs of an operator and a bound: `['>', 0, '<=', 5]`. */
  | { readonly numeric: readonly (string | number)[] };

const COMPARE: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
};

const OPERATORS = ['exists', 'prefix', 'anything-but', 'numeric'];

/** Throws for a policy that SNS, or this part of it, does not know. */
export function checkFilterPolicy(policy: FilterPolicy): void {
  for (const conditions of Object.values(policy)) {
    if (!isList(conditions)) checkFilterPolicy(conditions);
    else conditions.forEach(checkCondition);
  }
}

function checkCondition(condition: Condition): void {
  if (typeof condition !== 'object' || condition === null) return;
  const [operator = '', ...more] = Object.keys(condition);
  if (!OPERATORS.includes(operator) || more.length > 0) {
    throw new Error(`FilterPolicy: Unrecognized match type ${operator}`);
  }
  if (!('numeric' in condition)) return;
  const known = condition.numeric.every((part, index) =>
    index % 2 === 0 ? Object.hasOwn(COMPARE, part) : typeof part === 'number',
  );
  if (!known || ![2, 4].includes(condition.numeric.length)) {
    throw new Error('FilterPolicy: Unrecognized numeric range');
  }
}

/** `document` is the attributes' values, or the parsed body of the message. */
export function matches(policy: FilterPolicy, document: unknown): boolean {
  if (typeof document !== 'object' || document === null) return false;
  return Object.entries(policy).every(([key, conditions]) => {
    const value = Object.entries(document).find(([name]) => name === key)?.[1] as unknown;
    if (!isList(conditions)) return matches(conditions, value);
    return conditions.some((condition) => meets(condition, value));
  });
}

function meets(condition: Condition, value: unknown): boolean {
  if (typeof condition === 'object' && condition !== null && 'exists' in condition) {
    return condition.exists === (value !== undefined);
  }
  if (value === undefined) return false;
  return Array.isArray(value)
    ? value.some((element: unknown) => meetsOne(condition, element))
    : meetsOne(condition, value);
}

function meetsOne(condition: Condition, value: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === value;
  if ('prefix' in condition) return typeof value === 'string' && value.startsWith(condition.prefix);
  if ('anything-but' in condition)
    return ![condition['anything-but']].flat().includes(value as Scalar);
  if (!('numeric' in condition) || typeof value !== 'number') return false;
  const { numeric } = condition;
  return numeric.every((part, index) => {
    if (index % 2 === 1) return true;
    return COMPARE[part]?.(value, Number(numeric[index + 1])) === true;
  });
}

function isList(
  conditions: readonly Condition[] | FilterPolicy,
): conditions is readonly Condition[] {
  return Array.isArray(conditions);
}
