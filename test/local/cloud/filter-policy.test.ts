import { checkFilterPolicy, matchesAttributes, matchesBody } from './filter-policy';
import type { FilterPolicy } from './filter-policy';

/** What the cases of conformance/ do not show: filters on the body, and what is not served. */
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

test.each<[boolean, FilterPolicy]>([
  [true, {}],
  [true, { event: [{ suffix: '.detected' }], missing: [{ exists: false }] }],
  [true, { event: [{ 'anything-but': 'debt.cleared' }] }],
  [true, { amount: [{ numeric: ['=', 12.5] }] }],
  [true, { tags: ['b'] }],
  [true, { tags: [{ 'anything-but': ['a'] }] }],
  [true, { nothing: [null] }],
  [true, { loan: { asset: ['USDT'], missing: [{ exists: false }] } }],
  [true, { records: { at: { key: [{ prefix: 'auto-' }] }, kind: ['x'] } }],
  [false, { event: [{ suffix: 'debt.' }] }],
  [false, { nothing: [{ exists: true }] }],
  [false, { blank: [{ exists: true }] }],
  [false, { loan: [{ exists: true }] }],
  [false, { amount: [{ numeric: ['>', 12.5, '<=', 20] }] }],
  [false, { tags: ['c'] }],
  [false, { loan: { asset: ['BNB'] } }],
  [false, { event: { asset: ['USDT'] } }],
  [false, { records: { at: { key: ['auto-2'] } } }],
])('%s: the body passes %j', (expected, policy) => {
  checkFilterPolicy(policy, 'MessageBody');
  expect(matchesBody(policy, JSON.stringify(BODY))).toBe(expected);
});

test.each(['event: debt', '"text"', '["event"]', '7', 'null', '{}'])(
  'no policy lets the body %s through, which is no JSON object with something in it',
  (body) => {
    expect(matchesBody({ missing: [{ exists: false }] }, body)).toBe(false);
  },
);

test('neither binary attributes nor none at all pass a filter on attributes', () => {
  const seal = { DataType: 'Binary', BinaryValue: 'AQ==' };
  expect(matchesAttributes({ seal: [{ exists: true }] }, { seal })).toBe(false);
  expect(matchesAttributes({ event: [{ exists: false }] }, {})).toBe(false);
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
