import Big from 'big.js';
import { assert, double, property, stringMatching } from 'fast-check';
import type { DebtEvent } from '../../../lambda/contract';
import { composeDebt } from '../../../lambda/notice/debt';
import type { DebtFacts } from '../../../lambda/notice/debt';
import { publishInput } from '../../../lambda/notice/message';

const FACTS: DebtFacts = {
  event: 'debt.changed',
  account: 'main',
  asset: 'USDT',
  amount: '1234567.10',
  told: { value: 579.45, at: Date.parse('2026-11-22T05:15:00Z') },
  scheduledTime: Date.parse('2026-11-22T06:30:00Z'),
  observedAt: Date.parse('2026-11-22T06:30:01.234Z'),
};
const LINKS = {
  runbookUrl: 'https://wiki.example/runbook?a=b#c',
  dashboardUrl: 'https://console.example/dashboard',
};

/** What each event is told with. */
const EVENTS: Record<DebtEvent, DebtFacts> = {
  'debt.detected': { ...FACTS, event: 'debt.detected', told: undefined },
  'debt.changed': FACTS,
  'debt.reminder': {
    ...FACTS,
    event: 'debt.reminder',
    told: { value: 1234567.1, at: Date.parse('2026-11-22T05:15:00Z') },
  },
  'debt.cleared': { ...FACTS, event: 'debt.cleared', amount: '0.00' },
};
const ALL = Object.values(EVENTS);
const DEBTS = ALL.filter(({ event }) => event !== 'debt.cleared');

/** As long as everything may be. */
const LONG = {
  account: 'x'.repeat(64),
  asset: 'Y'.repeat(32),
  amount: '9'.repeat(64),
  told: { value: 1e63, at: FACTS.scheduledTime },
};

function messages(facts: DebtFacts): Record<string, string> {
  return JSON.parse(publishInput(composeDebt(facts)).Message ?? '') as Record<string, string>;
}

function email(facts: DebtFacts): string {
  return messages(facts)['email'] ?? '';
}

function sms(facts: DebtFacts): string {
  return messages(facts)['sms'] ?? '';
}

function document(facts: DebtFacts): Record<string, unknown> {
  return JSON.parse(messages(facts)['sqs'] ?? '') as Record<string, unknown>;
}

describe.each(ALL)('a notice of $event', (facts) => {
  test('has one text for every kind of subscriber, told apart by SNS', () => {
    const { Message, ...rest } = publishInput(composeDebt(facts));
    expect(rest).toEqual({
      Subject: expect.any(String) as string,
      MessageStructure: 'json',
      MessageAttributes: expect.any(Object) as object,
    });
    const texts = JSON.parse(Message ?? '') as Record<string, unknown>;
    const kinds = ['default', 'email', 'http', 'https', 'lambda', 'sms', 'sqs'];
    expect(Object.keys(texts).toSorted()).toEqual(kinds);
    for (const text of Object.values(texts)) expect(text).toEqual(expect.any(String));
  });

  test('gives queues and functions one document, and web hooks and chats another', () => {
    const { sqs, lambda, http, https } = messages(facts);
    expect(lambda).toBe(sqs);
    expect(http).toBe(https);
  });

  test('gives readers of e-mail and of anything else the same text', () => {
    const { default: other, email: mail } = messages(facts);
    expect(other).toBe(mail);
  });

  test.each([
    ['as usual', {}],
    ['with the longest values', LONG],
    ['with a long account alone', { account: LONG.account }],
    ['with a long amount alone', { amount: LONG.amount }],
    ['with nothing told that can be read', { told: 'unreadable' as const }],
  ])(
    'has a subject of one ASCII line under 100 characters that names the account, %s',
    (_, other) => {
      const { Subject } = publishInput(composeDebt({ ...facts, ...other }));
      expect(Subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{1,97}[\x21-\x7e]$/);
      expect(Subject).toContain({ ...facts, ...other }.account);
    },
  );

  test.each([
    ['as usual', {}],
    ['with the longest values', LONG],
  ])('has one ASCII line for telephones, of a length that SNS takes, %s', (_, other) => {
    expect(sms({ ...facts, ...other, ...LINKS })).toMatch(/^[\x20-\x7e]{20,1600}$/);
  });

  test('has attributes to filter by', () => {
    expect(publishInput(composeDebt(facts)).MessageAttributes).toEqual({
      event: { DataType: 'String', StringValue: facts.event },
      account: { DataType: 'String', StringValue: 'main' },
      asset: { DataType: 'String', StringValue: 'USDT' },
      amount: {
        DataType: 'Number',
        StringValue: facts.event === 'debt.cleared' ? '0' : '1234567.1',
      },
    });
  });

  test('has a document with exactly the fields of the contract', () => {
    const previous = {
      'debt.detected': '0',
      'debt.changed': '579.45',
      'debt.reminder': '1234567.1',
      'debt.cleared': '579.45',
    };
    const expected = {
      schema: 'pm-loan-monitor/notice@2',
      id: expect.any(String) as string,
      event: facts.event,
      account: 'main',
      asset: 'USDT',
      amount: facts.event === 'debt.cleared' ? '0.00' : '1234567.10',
      previousAmount: previous[facts.event],
      scheduledTime: '2026-11-22T06:30:00Z',
      observedAt: '2026-11-22T06:30:01.234Z',
    };
    expect(document(facts)).toStrictEqual(expected);
    expect(document({ ...facts, ...LINKS })).toStrictEqual({ ...expected, ...LINKS });
    const { runbookUrl } = LINKS;
    expect(document({ ...facts, runbookUrl })).toStrictEqual({ ...expected, runbookUrl });
  });

  test('says in every text for people who owes what', () => {
    for (const text of [publishInput(composeDebt(facts)).Subject, sms(facts), email(facts)]) {
      expect(text).toContain('main');
      expect(text).toContain('Binance');
      const sum = facts.event === 'debt.cleared' ? 'any more' : '1,234,567.10 USDT';
      expect(text).toContain(sum);
    }
  });

  test('says in the e-mail when Binance was asked, and no link that is not set', () => {
    expect(email(facts)).toContain('2026-11-22 06:30 UTC');
    expect(email(facts)).not.toMatch(/https?:|undefined|null|NaN|\[object/);
  });

  test('gives the links in the e-mail, each on the line that names it', () => {
    const lines = email({ ...facts, ...LINKS }).split('\n');
    expect(lines.find((line) => line.endsWith(LINKS.runbookUrl))).toMatch(/^Runbook: /);
    expect(lines.find((line) => line.endsWith(LINKS.dashboardUrl))).toMatch(/^Dashboard: /);
  });
});

describe('a debt that is over, where Binance names no asset', () => {
  const facts: DebtFacts = { ...EVENTS['debt.cleared'], asset: null, amount: '0' };

  test('has no attribute of it, and null in the document', () => {
    expect(publishInput(composeDebt(facts)).MessageAttributes).toEqual({
      event: { DataType: 'String', StringValue: 'debt.cleared' },
      account: { DataType: 'String', StringValue: 'main' },
      amount: { DataType: 'Number', StringValue: '0' },
    });
    expect(document(facts)).toMatchObject({ asset: null, amount: '0' });
  });

  test('is told in the same words, and none of them is null', () => {
    const { asset } = FACTS;
    expect(publishInput(composeDebt(facts)).Subject).toBe(
      publishInput(composeDebt({ ...facts, asset })).Subject,
    );
    expect(sms(facts)).toBe(sms({ ...facts, asset }));
    expect(email(facts)).toBe(email({ ...facts, asset }).replace('0 USDT', '0'));
    expect(email(facts)).toMatch(/^Amount: {4}0\.00$/m);
    for (const text of [publishInput(composeDebt(facts)).Subject, sms(facts), email(facts)]) {
      expect(text).not.toMatch(/null|undefined/);
    }
  });
});

describe('the id', () => {
  const id = (facts: DebtFacts): unknown => document(facts)['id'];

  test('is the same for the same account, scheduled time and event', () => {
    const again: DebtFacts = {
      ...FACTS,
      ...LINKS,
      amount: '99',
      asset: 'USDT',
      told: 'unreadable',
      observedAt: FACTS.observedAt + 5_000,
    };
    expect(id(again)).toBe(id(FACTS));
  });

  test('is another for another account, scheduled time or event', () => {
    const others: DebtFacts[] = [
      FACTS,
      { ...FACTS, account: 'main-2' },
      { ...FACTS, scheduledTime: FACTS.scheduledTime + 60_000 },
      { ...FACTS, scheduledTime: FACTS.scheduledTime + 1 },
      ...ALL.filter(({ event }) => event !== FACTS.event),
    ];
    expect(new Set(others.map(id)).size).toBe(7);
  });
});

describe('the amounts of the document', () => {
  test.each(['0.10', '1000', '12345678901234567890.123456789', '9'.repeat(64), '0.0000001'])(
    "are the digits of Binance's answer: %s",
    (amount) => {
      expect(document({ ...FACTS, amount })['amount']).toBe(amount);
    },
  );

  test.each([
    [1e21, `1${'0'.repeat(21)}`],
    [1e-7, '0.0000001'],
    [1.5e-10, '0.00000000015'],
    [1e63, `1${'0'.repeat(63)}`],
    [579.45, '579.45'],
    [0.1 + 0.2, '0.30000000000000004'],
    [123456789.125, '123456789.125'],
    [0, '0'],
  ])('say what was told in plain decimal: %p', (value, expected) => {
    const told = { value, at: FACTS.scheduledTime };
    expect(document({ ...FACTS, told })['previousAmount']).toBe(expected);
  });

  test('say it as exact arithmetic does, whatever it was', () => {
    const amounts = double({ min: 0, noNaN: true, noDefaultInfinity: true, max: 1e64 });
    assert(
      property(amounts, (value) => {
        const told = { value, at: FACTS.scheduledTime };
        const { previousAmount } = document({ ...FACTS, told });
        expect(previousAmount).toBe(new Big(value).toFixed());
      }),
    );
  });

  test('say "0" where nothing was told, and null where that cannot be read', () => {
    expect(document({ ...FACTS, told: undefined })['previousAmount']).toBe('0');
    expect(document({ ...FACTS, told: 'unreadable' })['previousAmount']).toBeNull();
  });
});

describe('the amount to filter by is rounded up to five decimals and no more than SNS takes', () => {
  test.each([
    ['0', '0'],
    ['0.00', '0'],
    ['0.000001', '0.00001'],
    [`0.${'0'.repeat(61)}1`, '0.00001'],
    ['0.00001', '0.00001'],
    ['0.000011', '0.00002'],
    ['579.45', '579.45'],
    ['579.450', '579.45'],
    ['579.123456', '579.12346'],
    ['579.123451', '579.12346'],
    ['579.999991', '580'],
    ['1000', '1000'],
    ['999999998.5', '999999998.5'],
    ['999999998.999991', '999999999'],
    ['999999999', '999999999'],
    ['999999999.000001', '999999999'],
    ['999999999.5', '999999999'],
    ['1000000000', '999999999'],
    ['9'.repeat(64), '999999999'],
  ])('%s is %s', (amount, expected) => {
    expect(publishInput(composeDebt({ ...FACTS, amount })).MessageAttributes?.['amount']).toEqual({
      DataType: 'Number',
      StringValue: expected,
    });
  });
});

test('the amount to filter by is what exact arithmetic makes of any amount', () => {
  assert(
    property(stringMatching(/^\d{1,10}(\.\d{1,12})?$/), (amount) => {
      const rounded = new Big(amount).round(5, Big.roundUp);
      expect(
        publishInput(composeDebt({ ...FACTS, amount })).MessageAttributes?.['amount']?.StringValue,
      ).toBe(rounded.gt(999_999_999) ? '999999999' : rounded.toFixed());
    }),
  );
});

describe('amounts for people', () => {
  test.each([
    ['0.10', '0.10'],
    ['999', '999.00'],
    ['1000', '1,000.00'],
    ['999999', '999,999.00'],
    ['1234567.1234567', '1,234,567.1234567'],
    ['12345678901234567890.123456789', '12,345,678,901,234,567,890.123456789'],
    ['1158.90000000', '1,158.90'],
    ['0.00000000', '0.00'],
    ['1.00100000', '1.001'],
    ['100', '100.00'],
  ])(
    'have separators between the thousands and every digit that says something: %s is %s',
    (amount, expected) => {
      for (const facts of DEBTS) {
        const { Subject } = publishInput(composeDebt({ ...facts, amount }));
        for (const text of [Subject, sms({ ...facts, amount }), email({ ...facts, amount })]) {
          expect(text).toContain(` ${expected} USDT`);
        }
      }
    },
  );

  test('have no exponent either where they were told', () => {
    const told = { value: 1e21, at: FACTS.scheduledTime };
    expect(email({ ...FACTS, told })).toContain(' 1,000,000,000,000,000,000,000.00 ');
    expect(email({ ...FACTS, told: { ...told, value: 1e-7 } })).toContain(' 0.0000001 ');
  });
});

describe('the e-mail', () => {
  test.each(DEBTS)('of $event says what to do', (facts) => {
    expect(email(facts)).toMatch(/What to do: repay/);
  });

  test('of debt.cleared says that nothing needs to be done', () => {
    expect(email(EVENTS['debt.cleared'])).toContain('What to do: nothing.');
    expect(email(EVENTS['debt.cleared'])).not.toMatch(/\brepay/);
  });

  test('of debt.detected says that it is new', () => {
    expect(email(EVENTS['debt.detected'])).toContain('This is new');
    expect(publishInput(composeDebt(EVENTS['debt.detected'])).Subject).toContain('(new)');
  });

  test('of debt.changed says what was told, and when', () => {
    expect(email(EVENTS['debt.changed'])).toMatch(/579\.45 .*2026-11-22 05:15 UTC/);
    expect(publishInput(composeDebt(EVENTS['debt.changed'])).Subject).toContain('(was 579.45)');
  });

  test('of debt.reminder says that it is unchanged, and since when', () => {
    expect(email(EVENTS['debt.reminder'])).toMatch(/Nothing has changed .*2026-11-22 05:15 UTC/);
    expect(publishInput(composeDebt(EVENTS['debt.reminder'])).Subject).toContain('(unchanged)');
  });

  test('of debt.cleared says what was told, and when', () => {
    expect(email(EVENTS['debt.cleared'])).toMatch(/579\.45 .*2026-11-22 05:15 UTC/);
  });

  test('does not call a debt new where what was told cannot be read', () => {
    const facts = { ...EVENTS['debt.detected'], told: 'unreadable' as const };
    for (const text of [publishInput(composeDebt(facts)).Subject, sms(facts), email(facts)]) {
      expect(text).not.toMatch(/\bnew\b/);
    }
    expect(email(facts)).toMatch(/could not be read, so you may know/);
    expect(publishInput(composeDebt(facts)).Subject).toContain('since when is unknown');
  });

  test('keeps every digit of the longest amount, though the subject cannot', () => {
    const digits = email({ ...FACTS, ...LONG }).replaceAll(',', '');
    expect(digits).toContain(` ${LONG.amount}.00 ${LONG.asset}`);
    expect(publishInput(composeDebt({ ...FACTS, ...LONG })).Subject).toMatch(/\.\.\.$/);
  });
});

describe('the subject', () => {
  const subject = (facts: Partial<DebtFacts>): string | undefined =>
    publishInput(composeDebt({ ...FACTS, ...facts })).Subject;

  test.each<[DebtEvent, string]>([
    ['debt.detected', 'main owes Binance 1,234,567.10 USDT (new)'],
    ['debt.changed', 'main owes Binance 1,234,567.10 USDT (was 579.45)'],
    ['debt.reminder', 'main owes Binance 1,234,567.10 USDT (unchanged)'],
    ['debt.cleared', 'main owes Binance no bankruptcy loan any more'],
  ])('of %s is: %s', (event, expected) => {
    expect(subject(EVENTS[event])).toBe(expected);
  });

  test('keeps all of itself up to 99 characters, then loses what is in brackets, then its end', () => {
    const of = (length: number): string => 'x'.repeat(length);
    const owes = ' owes Binance 1,234,567.10 USDT';
    expect(subject({ account: of(55) })).toBe(`${of(55)}${owes} (was 579.45)`);
    expect(subject({ account: of(56) })).toBe(`${of(56)}${owes}`);
    const amount = '1'.repeat(32);
    const grouped = '11,111,111,111,111,111,111,111,111,111,111';
    const debt = { amount, asset: 'B', account: of(64) };
    expect(subject(debt)).toBe(`${of(64)} owes Binance ${grouped.slice(0, 18)}...`);
  });
});

test.each([
  [0, 'at every check'],
  [60, 'every minute'],
  [300, 'every 5 minutes'],
  [3600, 'every hour'],
  [5400, 'every 90 minutes'],
  [43_200, 'every 12 hours'],
])('it says how often it is repeated: by %d s, %s', (remindEvery, often) => {
  const sentence = `While this lasts, the notice is repeated ${often}.`;
  const unwrapped = (facts: DebtFacts) => email({ ...facts, remindEvery }).replace(/\n/g, ' ');
  expect(unwrapped(EVENTS['debt.detected'])).toContain(sentence);
  expect(unwrapped(EVENTS['debt.cleared'])).not.toContain('repeated');
});

const ACTION = `What to do: repay it on binance.com, in the Portfolio Margin Pro account, or by
POST /sapi/v1/portfolio/repay with from=SPOT or from=MARGIN and a key that may
trade.`;

describe('the whole e-mail', () => {
  test('of a debt that changed, with links', () => {
    expect(email({ ...FACTS, ...LINKS })).toBe(`\
The Binance account main owes a bankruptcy loan of 1,234,567.10 USDT.
It was 579.45 in the last notice, at 2026-11-22 05:15 UTC.

${ACTION}

Account:   main
Amount:    1,234,567.10 USDT
Checked:   2026-11-22 06:30 UTC
Runbook:   ${LINKS.runbookUrl}
Dashboard: ${LINKS.dashboardUrl}`);
  });

  test('of a new debt', () => {
    expect(email(EVENTS['debt.detected'])).toBe(`\
The Binance account main owes a bankruptcy loan of 1,234,567.10 USDT.
This is new: no debt was known before.

${ACTION}

Account:   main
Amount:    1,234,567.10 USDT
Checked:   2026-11-22 06:30 UTC`);
  });

  test('of a debt that is over', () => {
    expect(email(EVENTS['debt.cleared'])).toBe(`\
The Binance account main owes no bankruptcy loan any more.
It owed 579.45 in the last notice, at 2026-11-22 05:15 UTC.

What to do: nothing.

Account:   main
Amount:    0.00 USDT
Checked:   2026-11-22 06:30 UTC`);
  });
});

test('an SMS says in one line who owes what, and when that was so', () => {
  expect(sms(FACTS)).toBe(
    'main owes Binance 1,234,567.10 USDT (was 579.45). Checked 2026-11-22 06:30 UTC.',
  );
});
