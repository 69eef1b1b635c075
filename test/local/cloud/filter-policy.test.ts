import { checkFilterPolicy, matchesAttributes, matchesBody } from './filter-policy';
import type { FilterPolicy } from './filter-policy';

/** What filters look at; the policies after it match it, or do not. */
const BODY = {
  event: 'debt.detected',
  amount: 12.5,
  tags: ['a', 'b'],
  nothing: null,
  blank: '',
  loan: { asset: 'USDT' },
  records: [
    { kind: 'x', at: [[{ key: 'auto-1' }]] },
    { kind: 'y', at: { key: 'home-2' } },
  ],
};

describe('a filter policy on the body', () => {
  const match = (policy: FilterPolicy, body: unknown = BODY): boolean => {
    checkFilterPolicy(policy, 'MessageBody');
    return matchesBody(policy, JSON.stringify(body));
  };

  test.each<FilterPolicy>([
    {},
    { event: ['debt.cleared', 'debt.detected'] },
    { event: [{ prefix: 'debt.' }] },
    { event: [{ suffix: '.detected' }] },
    { event: [{ exists: true }], missing: [{ exists: false }] },
    { event: [{ 'anything-but': 'debt.cleared' }] },
    { event: [{ 'anything-but': ['debt.cleared', 'debt.reminder'] }] },
    { amount: [12.5] },
    { amount: [{ numeric: ['=', 12.5] }] },
    { amount: [{ numeric: ['>', 12, '<=', 12.5] }] },
    { tags: ['b'] },
    { tags: [{ 'anything-but': ['a'] }] },
    { nothing: [null] },
    { loan: { asset: ['USDT'], missing: [{ exists: false }] } },
    { records: { at: { key: [{ prefix: 'auto-' }] }, kind: ['x'] } },
  ])('%j matches', (policy) => {
    expect(match(policy)).toBe(true);
  });

  test.each<FilterPolicy>([
    { event: ['debt.cleared'] },
    { event: ['debt.detected'], missing: ['x'] },
    { event: [{ prefix: 'alarm.' }] },
    { event: [{ suffix: 'debt.' }] },
    { event: [{ exists: false }] },
    { missing: [{ exists: true }] },
    { nothing: [{ exists: true }] },
    { blank: [{ exists: true }] },
    { loan: [{ exists: true }] },
    { event: [{ 'anything-but': ['debt.detected'] }] },
    { missing: [{ 'anything-but': 'x' }] },
    { amount: ['12.5'] },
    { amount: [{ numeric: ['<', 12.5] }] },
    { event: [{ numeric: ['>=', 0] }] },
    { amount: [{ numeric: ['>', 12.5, '<=', 20] }] },
    { tags: ['c'] },
    { loan: { asset: ['BNB'] } },
    { event: { asset: ['USDT'] } },
    { records: { at: { key: ['auto-2'] } } },
  ])('%j does not', (policy) => {
    expect(match(policy)).toBe(false);
  });

  test('matches nothing that is not a JSON object', () => {
    expect(matchesBody({ missing: [{ exists: false }] }, 'event: debt')).toBe(false);
    for (const body of ['text', ['event'], 7, null, {}]) {
      expect(match({ missing: [{ exists: false }] }, body)).toBe(false);
    }
  });
});

describe('a filter policy on attributes', () => {
  const ATTRIBUTES = {
    event: { DataType: 'String', StringValue: 'debt.detected' },
    account: { DataType: 'String.Array', StringValue: '["main","hedge"]' },
    amount: { DataType: 'Number', StringValue: '1000' },
    seal: { DataType: 'Binary', BinaryValue: 'AQ==' },
  };
  const match = (policy: FilterPolicy, attributes: typeof ATTRIBUTES | object): boolean => {
    checkFilterPolicy(policy, 'MessageAttributes');
    return matchesAttributes(policy, { ...attributes });
  };

  test.each<[FilterPolicy, boolean]>([
    [{ event: ['debt.detected'], amount: [{ numeric: ['>=', 1000] }] }, true],
    [{ account: ['hedge'] }, true],
    [{ missing: [{ exists: false }] }, true],
    [{ account: ['other'] }, false],
    [{ amount: ['1000'] }, false],
    [{ seal: [{ exists: true }] }, false],
  ])('%j: %s', (policy, expected) => {
    expect(match(policy, ATTRIBUTES)).toBe(expected);
  });

  test('matches no message without attributes, whatever it asks for to be missing', () => {
    expect(match({ event: [{ exists: false }] }, {})).toBe(false);
  });
});

test.each([
  { event: [{ wildcard: 'x*' }] },
  { event: [{ exists: true, prefix: 'x' }] },
  { amount: [{ numeric: ['~', 1] }] },
  { amount: [{ numeric: ['>', '1'] }] },
  { amount: [{ numeric: ['>'] }] },
  { loan: { asset: [{ cidr: '10.0.0.0/8' }] } },
  { $or: [{ event: ['x'] }, { account: ['y'] }] },
  { a: [1], b: { c: [1], d: [1], e: [1], f: [1], g: [1] } },
] as unknown as FilterPolicy[])('%j is refused', (policy) => {
  expect(() => {
    checkFilterPolicy(policy, 'MessageBody');
  }).toThrow('FilterPolicy');
});

test('a policy on attributes is refused where it is nested', () => {
  expect(() => {
    checkFilterPolicy({ loan: { asset: ['USDT'] } }, 'MessageAttributes');
  }).toThrow('does not support nested filter policy');
});
