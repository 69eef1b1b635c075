import type { MarginEvent } from '../../../lambda/contract';
import { composeMargin } from '../../../lambda/notice/margin';
import type { MarginFacts } from '../../../lambda/notice/margin';
import { publishInput } from '../../../lambda/notice/message';

const FACTS: MarginFacts = {
  event: 'margin.detected',
  account: 'main',
  status: 'MARGIN_CALL',
  uniMmr: '1.49000000',
  equity: '122607.35137903',
  maintenanceMargin: '82287.48414700',
  rank: 1,
  told: undefined,
  scheduledTime: Date.parse('2026-11-22T06:30:00Z'),
  observedAt: Date.parse('2026-11-22T06:30:01.234Z'),
};
const LAST = { value: 2, at: Date.parse('2026-11-22T05:30:00Z') };
const BANKRUPT = { status: 'BANKRUPTED', uniMmr: '-0.1', rank: 6 };
const UNKNOWN = { status: 'FROZEN', uniMmr: '5.2', rank: 6 };
const WELL = { status: 'NORMAL', uniMmr: '5.2', rank: 0 };

function compose(facts: Partial<MarginFacts>) {
  const {
    Subject,
    Message = '',
    MessageAttributes,
  } = publishInput(composeMargin({ ...FACTS, ...facts }));
  const texts = JSON.parse(Message) as Record<'email' | 'sms' | 'sqs', string>;
  const document = JSON.parse(texts.sqs) as Record<string, unknown>;
  return { Subject, MessageAttributes, ...texts, document };
}

test.each<[MarginEvent, Partial<MarginFacts>, string]>([
  ['margin.detected', {}, 'main is close to liquidation (MARGIN_CALL, uniMMR 1.49000000, new)'],
  [
    'margin.detected',
    { told: 'unreadable' },
    'main is close to liquidation (MARGIN_CALL, uniMMR 1.49000000, since when is unknown)',
  ],
  [
    'margin.changed',
    { told: LAST, rank: 3, status: 'REDUCE_ONLY', uniMmr: '1.18' },
    'main is close to liquidation (REDUCE_ONLY, uniMMR 1.18, worse)',
  ],
  [
    'margin.changed',
    { told: LAST },
    'main is close to liquidation (MARGIN_CALL, uniMMR 1.49000000, better)',
  ],
  [
    'margin.changed',
    { told: LAST, rank: 4, status: 'ACTIVE_LIQUIDATION', uniMmr: '1.04' },
    'main is being liquidated (ACTIVE_LIQUIDATION, uniMMR 1.04, worse)',
  ],
  [
    'margin.reminder',
    { told: { ...LAST, value: 1 } },
    'main is close to liquidation (MARGIN_CALL, uniMMR 1.49000000, still)',
  ],
  ['margin.detected', BANKRUPT, 'main is bankrupt (BANKRUPTED, uniMMR -0.1, new)'],
  [
    'margin.detected',
    UNKNOWN,
    'main has a status the monitor does not know (FROZEN, uniMMR 5.2, new)',
  ],
  [
    'margin.cleared',
    { ...WELL, told: LAST },
    'main is no longer close to liquidation (NORMAL, uniMMR 5.2)',
  ],
])('the subject of %s', (event, facts, subject) => {
  expect(compose({ event, ...facts }).Subject).toBe(subject);
  expect(compose({ event, ...facts }).sms).toBe(`${subject}. Checked 2026-11-22 06:30 UTC.`);
});

test('the whole e-mail says what is, what Binance does next, and what to do', () => {
  const { email } = compose({
    ...{ event: 'margin.changed', told: { ...LAST, value: 0.5 }, remindEvery: 1800 },
  });
  expect(email).toBe(`The Binance account main is close to liquidation.
Its status is MARGIN_CALL, and its uniMMR is 1.49000000.
It is worse than in the last notice, at 2026-11-22 05:30 UTC.
Binance sends a margin call at a uniMMR of 1.5, allows only what reduces positions at
1.2, and liquidates below 1.05. Deposits do not stop a liquidation that has begun.

What to do: reduce positions or add collateral on binance.com while the uniMMR
is above 1.05. While this lasts, the notice is repeated every 30 minutes.

Account:            main
Status:             MARGIN_CALL
uniMMR:             1.49000000
Equity:             122,607.35137903 USD
Maintenance margin: 82,287.484147 USD
Checked:            2026-11-22 06:30 UTC`);
});

test.each<[Partial<MarginFacts>, string]>([
  [{}, 'reduce positions or add collateral'],
  [{ rank: 3, status: 'REDUCE_ONLY' }, 'reduce positions or add collateral'],
  [{ rank: 4, status: 'ACTIVE_LIQUIDATION' }, 'look at the account on binance.com. If the'],
  [BANKRUPT, 'look at the account on binance.com. If the'],
  [UNKNOWN, 'look at the account on binance.com: this version'],
  [{ ...WELL, event: 'margin.cleared' }, 'nothing.'],
])('what to do: %j', (facts, todo) => {
  expect(compose(facts).email).toContain(`What to do: ${todo}`);
});

test.each<[Partial<MarginFacts>, string]>([
  [{}, 'This is new: no danger was known before.'],
  [{ told: 'unreadable' }, 'could not be read, so you may know this already.'],
  [
    { event: 'margin.reminder', told: LAST },
    'It is as bad as in the last notice, at 2026-11-22 05:30 UTC.',
  ],
  [
    { event: 'margin.changed', told: LAST },
    'It is better than in the last notice, at 2026-11-22 05:30 UTC.',
  ],
  [
    { event: 'margin.cleared', ...WELL, told: LAST },
    'It was in danger in the last notice, at 2026-11-22 05:30 UTC.',
  ],
])('what is known of before: %j', (facts, history) => {
  expect(compose(facts).email).toContain(history);
});

test('what Binance does not say is left out', () => {
  const { email } = compose({ equity: undefined, maintenanceMargin: undefined });
  expect(email).not.toMatch(/Equity|Maintenance/);
});

test('a negative equity keeps its sign', () => {
  expect(compose({ equity: '-1234567.8' }).email).toContain('-1,234,567.80 USD');
});

test('the JSON has status, ratio and ranks; it can be filtered by event and account alone', () => {
  const { document, MessageAttributes } = compose({ event: 'margin.changed', told: LAST, rank: 3 });
  expect(document).toEqual({
    schema: 'pm-loan-monitor/notice@2',
    id: 'main/2026-11-22T06:30:00Z/margin.changed',
    event: 'margin.changed',
    scheduledTime: '2026-11-22T06:30:00Z',
    observedAt: '2026-11-22T06:30:01.234Z',
    ...{ account: 'main', status: 'MARGIN_CALL', uniMmr: '1.49000000' },
    ...{ previousRank: 2, rank: 3 },
  });
  expect(Object.keys(MessageAttributes ?? {})).toEqual(['event', 'account']);
  expect(compose({}).document['previousRank']).toBe(0);
  expect(compose({ told: 'unreadable' }).document['previousRank']).toBeNull();
});

test('the longest of names and numbers make a subject of less than 100 characters', () => {
  const long = { account: 'x'.repeat(64), uniMmr: '9'.repeat(64), status: 'Y'.repeat(300) };
  for (const rank of [0, 1, 4, 6]) {
    const event = rank === 0 ? 'margin.cleared' : 'margin.detected';
    expect(compose({ ...long, event, rank }).Subject).toMatch(/^x{64} [\x20-\x7e]{1,34}$/);
  }
});
