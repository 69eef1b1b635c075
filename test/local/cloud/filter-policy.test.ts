import { checkFilterPolicy, matches } from './filter-policy';
import type { FilterPolicy } from './filter-policy';

const DOCUMENT = {
  event: 'debt.detected',
  amount: 12.5,
  tags: ['a', 'b'],
  loan: { asset: 'USDT' },
};

describe('filter policies', () => {
  test.each<FilterPolicy>([
    {},
    { event: ['debt.cleared', 'debt.detected'] },
    { event: [{ prefix: 'debt.' }] },
    { event: [{ exists: true }], missing: [{ exists: false }] },
    { event: [{ 'anything-but': 'debt.cleared' }] },
    { event: [{ 'anything-but': ['debt.cleared', 'debt.reminder'] }] },
    { amount: [12.5] },
    { amount: [{ numeric: ['=', 12.5] }] },
    { amount: [{ numeric: ['>', 12, '<=', 12.5] }] },
    { tags: ['b'] },
    { loan: { asset: ['USDT'] } },
  ])('%j matches', (policy) => {
    checkFilterPolicy(policy);
    expect(matches(policy, DOCUMENT)).toBe(true);
  });

  test.each<FilterPolicy>([
    { event: ['debt.cleared'] },
    { event: ['debt.detected'], missing: ['x'] },
    { event: [{ prefix: 'alarm.' }] },
    { event: [{ exists: false }] },
    { missing: [{ exists: true }] },
    { event: [{ 'anything-but': ['debt.detected'] }] },
    { missing: [{ 'anything-but': 'x' }] },
    { amount: ['12.5'] },
    { amount: [{ numeric: ['<', 12.5] }] },
    { event: [{ numeric: ['>=', 0] }] },
    { amount: [{ numeric: ['>', 12.5, '<=', 20] }] },
    { tags: ['c'] },
    { loan: { asset: ['BNB'] } },
    { event: { asset: ['USDT'] } },
  ])('%j does not', (policy) => {
    expect(matches(policy, DOCUMENT)).toBe(false);
  });

  test.each([
    { event: [{ suffix: 'x' }] },
    { event: [{ exists: true, prefix: 'x' }] },
    { amount: [{ numeric: ['~', 1] }] },
    { amount: [{ numeric: ['>', '1'] }] },
    { amount: [{ numeric: ['>'] }] },
    { loan: { asset: [{ cidr: '10.0.0.0/8' }] } },
  ] as unknown as FilterPolicy[])('%j is refused', (policy) => {
    expect(() => {
      checkFilterPolicy(policy);
    }).toThrow('FilterPolicy');
  });
});
