import { filterable } from './message-attributes';
import type { MessageAttributes } from './message-attributes';

/**
 * What SNS's subscription filter policies let through. Sources, unless another is named: the pages
 * "Filter policy constraints", "Filter policy scope", "Key matching", "String value matching" and
 * "Numeric value matching" of the SNS developer guide (docs.aws.amazon.com/sns/latest/dg:
 * subscription-filter-policy-constraints, sns-message-filtering-scope, attribute-key-matching,
 * string-value-matching, numeric-value-matching). "Recorded" is what LocalStack's tests
 * tests/aws/services/sns/test_sns_filter_policy.py, validated on AWS, found there.
 */

/** Every key must match, each by one of its conditions. */
export interface FilterPolicy {
  readonly [key: string]: readonly Condition[] | FilterPolicy;
}

/** What a policy looks at; `MessageAttributes` unless it is set. */
export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

export type Scalar = string | number | boolean | null;

export type Condition =
  | Scalar
  | { readonly exists: boolean }
  | { readonly prefix: string }
  | { readonly suffix: string }
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

/** SNS knows more (string-value-matching, and-or-logic: `$or`); nothing here needs them. */
const OPERATORS = ['exists', 'prefix', 'suffix', 'anything-but', 'numeric'];
/** "A filter policy can have a maximum of five keys"; of a nested one, leaf keys are counted. */
const MOST_KEYS = 5;

interface Leaf {
  readonly path: readonly string[];
  readonly conditions: readonly Condition[];
}

/** Throws for a policy that SNS refuses, or that this stand-in does not evaluate. */
export function checkFilterPolicy(policy: FilterPolicy, scope: FilterPolicyScope): void {
  const leaves = leavesOf(policy);
  if (leaves.length > MOST_KEYS) {
    throw new Error('FilterPolicy: Filter policy can not have more than 5 keys');
  }
  // Recorded; the guide: "doesn't accept a nested filter policy for attribute-based filtering".
  if (scope === 'MessageAttributes' && leaves.some(({ path }) => path.length > 1)) {
    throw new Error(
      'FilterPolicy: Filter policy scope MessageAttributes does not support nested filter policy',
    );
  }
  for (const { path, conditions } of leaves) {
    if (path.includes('$or')) throw new Error('FilterPolicy: $or is not evaluated here');
    conditions.forEach(checkCondition);
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

/** By the scope `MessageAttributes`. */
export function matchesAttributes(policy: FilterPolicy, attributes: MessageAttributes): boolean {
  return matches(policy, filterable(attributes));
}

/**
 * By the scope `MessageBody`: "filter policies for the message body assume that the message payload
 * is a well-formed JSON object" (message-filtering). Recorded: text and JSON of another kind match
 * no policy.
 */
export function matchesBody(policy: FilterPolicy, body: string): boolean {
  try {
    const document: unknown = JSON.parse(body);
    return isObject(document) && matches(policy, document);
  } catch {
    return false;
  }
}

function matches(policy: FilterPolicy, document: Readonly<Record<string, unknown>>): boolean {
  const empty = Object.keys(document).length === 0;
  return leavesOf(policy).every(({ path, conditions }) => {
    const values = valuesAt(document, path);
    return conditions.some((condition) => meets(condition, values, empty));
  });
}

function leavesOf(policy: FilterPolicy, above: readonly string[] = []): Leaf[] {
  return Object.entries(policy).flatMap(([key, conditions]) => {
    const path = [...above, key];
    return isList(conditions) ? [{ path, conditions }] : leavesOf(conditions, path);
  });
}

/**
 * The plain values at a path. Recorded: lists on the way, of values or of objects, count by any of
 * their elements, however deep. Not verified: an object at the path is no value, so that it does
 * not exist ("exists works only on leaf nodes").
 */
function valuesAt(node: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(node)) return node.flatMap((each) => valuesAt(each, path));
  const [key, ...rest] = path;
  if (key === undefined) return isObject(node) ? [] : [node];
  return isObject(node) && Object.hasOwn(node, key) ? valuesAt(node[key], rest) : [];
}

function meets(condition: Condition, values: readonly unknown[], empty: boolean): boolean {
  if (typeof condition === 'object' && condition !== null && 'exists' in condition) {
    // "The key must have a non-null and non-empty value."
    if (condition.exists) return values.some((value) => value !== null && value !== '');
    // "Only matches if at least one attribute is present. An empty set of attributes results in the
    // filter not matching." Not verified: the same of an empty body.
    return values.length === 0 && !empty;
  }
  return values.some((value) => meetsOne(condition, value));
}

function meetsOne(condition: Condition, value: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === value;
  if ('prefix' in condition) return typeof value === 'string' && value.startsWith(condition.prefix);
  if ('suffix' in condition) return typeof value === 'string' && value.endsWith(condition.suffix);
  if ('anything-but' in condition)
    return ![condition['anything-but']].flat().includes(value as Scalar);
  if (!('numeric' in condition) || typeof value !== 'number') return false;
  const { numeric } = condition;
  return numeric.every((part, index) => {
    if (index % 2 === 1) return true;
    return COMPARE[part]?.(value, Number(numeric[index + 1])) === true;
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(
  conditions: readonly Condition[] | FilterPolicy,
): conditions is readonly Condition[] {
  return Array.isArray(conditions);
}
