import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from '../../infra/bundle';
import { limiter } from '../../lambda/limit';
import { ALL_HOPS, allCells, FAULTS, meaningless, nameOf, someCells, STATES } from './cells';
import type { Cell, Fault, Hop } from './cells';
import { toldAtOnce, violations } from './invariants';
import type { AccountSeen, Invariant, Observation, RunSeen } from './invariants';
import { play } from './play';

/** `npm run test:matrix` plays all cells; another seed plays others of them here. */
const SEED = Number(process.env['MATRIX_SEED'] ?? 1);
const TIMEOUT_MS = 4_000;
const AT_ONCE = 6;

describe('the cells', () => {
  test('each hop meets each fault, or there is a reason why not', () => {
    expect(allCells()).toHaveLength(
      (ALL_HOPS.length * FAULTS.length - meaningless().length) * STATES.length,
    );
    for (const { reason } of meaningless()) expect(reason).toMatch(/\w \w/);
  });

  test('some of them are the same for the same seed, and spread over hops and faults', () => {
    const cells = someCells(12, 1);
    expect(someCells(12, 1)).toEqual(cells);
    expect(someCells(12, 2)).not.toEqual(cells);
    expect(new Set(cells.map(({ fault }) => fault)).size).toBe(12);
    expect(new Set(cells.map(({ hop }) => hop)).size).toBe(ALL_HOPS.length);
    expect(cells.filter(({ state }) => state === 'debt')).toHaveLength(4);
  });
});

describe(`some cells, by the seed ${SEED}`, () => {
  const { file } = bundle(mkdtempSync(join(tmpdir(), 'pm-loan-monitor-')));

  afterAll(() => {
    rmSync(dirname(file), { recursive: true });
  });

  test('hold every invariant', async () => {
    const limit = limiter(AT_ONCE);
    const played = await Promise.all(
      someCells(6, SEED).map((cell) => limit(() => play(cell, file, TIMEOUT_MS))),
    );
    expect(played.map((seen) => [nameOf(seen.cell), violations(seen)])).toEqual(
      played.map(({ cell }) => [nameOf(cell), []]),
    );
  }, 60_000);
});

const MINUTE_MS = 60_000;
const WELL: AccountSeen = {
  ...{ name: 'main', aimedAt: true, owed: 579.45, answered: 579.45, toldBefore: 0 },
  ...{ points: [{ at: 1, value: 579.45 }], notices: [579.45], recorded: [579.45], failed: false },
  ...{ blind: [], danger: false, marginTold: false },
};
const UNTOLD = { notices: [], recorded: [], failed: true };
const UNANSWERED = { ...UNTOLD, answered: undefined, points: [] };
const TOLD_BEFORE = { toldBefore: 579.45, notices: [], recorded: [] };
const REPAID = { owed: 0, answered: 0, toldBefore: 579.45, points: [{ at: 1, value: 0 }] };
const OTHER = { name: 'other', aimedAt: false };

/** A run of one account, or more, in which all was well but for what is said of each. */
function run(...accounts: Partial<AccountSeen>[]): RunSeen {
  const [first = {}, ...others] = accounts;
  return {
    ...{ scheduledTime: 1, timeoutMs: 5_000, durationMs: 300, toldRead: true },
    accounts: [first, ...others].map((account) => ({ ...WELL, ...account })),
  };
}

function unread(...accounts: Partial<AccountSeen>[]): RunSeen {
  return { ...run(...accounts), toldRead: false };
}

function seen(hop: Hop, fault: Fault, ...runs: RunSeen[]): Observation {
  const cell: Cell = { hop, fault, state: 'debt' };
  return { cell, faultMet: true, runs, secrets: ['a key'], said: 'nothing' };
}

test.each<[string, Observation]>([
  ['a run in which all went well', seen('loan', 'hang', run({}, OTHER))],
  ['an unanswered question that is answered later', seen('loan', 'hang', run(UNANSWERED), run())],
  ['a debt that stands as told', seen('loan', 'hang', run(TOLD_BEFORE))],
  ['a refused notice that the next run sends', seen('notice', 'throttled', run(UNTOLD), run())],
  [
    'a notice that is told twice, since nobody knew of the first',
    seen('metric out', 'throttled', run({ recorded: [], failed: true }), run({ toldBefore: 0 })),
  ],
  [
    'an account that an answer to the address keeps from being asked',
    seen('loan', 'address banned (418)', run(UNANSWERED, { ...OTHER, ...UNANSWERED })),
  ],
  [
    'a danger that cannot be learned of, and is told by the next run',
    seen(
      'standing',
      'hang',
      run({ danger: true, failed: true }),
      run({ danger: true, marginTold: true }),
    ),
  ],
  [
    'blindness that is told, told again, and ended',
    seen(
      ...(['loan', 'hang', blindAt(0), blindAt(20, 'blind.detected')] as const),
      ...[blindAt(85, 'blind.reminder'), seeingAt(90, 'blind.cleared')],
    ),
  ],
  [
    'an all-clear that waits for what was told to be readable',
    seen(
      'metric in',
      'hang',
      unread({ ...REPAID, ...UNTOLD }),
      run({ ...REPAID, notices: [0], recorded: [0] }),
    ),
  ],
])('no invariant is broken by %s', (_, observation) => {
  expect(violations(observation)).toEqual([]);
});

/** A run so many minutes after the first one, in which the account was not answered. */
function blindAt(minute: number, ...blind: AccountSeen['blind']): RunSeen {
  const scheduledTime = 1 + minute * MINUTE_MS;
  return { ...run({ ...UNANSWERED, blind }), scheduledTime };
}

function seeingAt(minute: number, ...blind: AccountSeen['blind']): RunSeen {
  const scheduledTime = 1 + minute * MINUTE_MS;
  return { ...run({ blind, points: [{ at: scheduledTime, value: 579.45 }] }), scheduledTime };
}

const MADE_UP: Record<Invariant, [string, Observation][]> = {
  'a debt that is answered is told in this run or the next': [
    ['a debt is answered and told neither now nor next', seen('notice', 'hang', run(UNTOLD))],
  ],
  'nothing is published or told that Binance did not answer': [
    [
      'a 0 is published though Binance did not answer',
      seen('loan', 'hang', run({ ...UNANSWERED, points: [{ at: 1, value: 0 }] })),
    ],
    [
      'another amount is published than answered',
      seen('loan', 'hang', run({ points: [{ at: 1, value: 57.945 }] })),
    ],
    [
      'an amount is published for another time',
      seen('loan', 'hang', run({ points: [{ at: 2, value: 579.45 }] })),
    ],
    [
      'an all-clear is told though Binance did not answer',
      seen('loan', 'hang', run({ ...UNANSWERED, notices: [0] })),
    ],
    [
      'a notice is recorded that SNS did not take',
      seen('notice', 'hang', run({ notices: [], failed: true }), run()),
    ],
  ],
  'that an account cannot be checked is told after 15 minutes, every hour, and its end': [
    ['blindness is not told', seen('loan', 'hang', blindAt(0), blindAt(20), seeingAt(25))],
    [
      'it is told too soon',
      seen('loan', 'hang', blindAt(0, 'blind.detected'), seeingAt(5, 'blind.cleared')),
    ],
    [
      'it is not told again',
      seen(
        ...(['loan', 'hang', blindAt(0), blindAt(20, 'blind.detected')] as const),
        ...[blindAt(85), seeingAt(90, 'blind.cleared')],
      ),
    ],
    [
      'its end is not told',
      seen('loan', 'hang', blindAt(0), blindAt(20, 'blind.detected'), seeingAt(25)),
    ],
    [
      'it is told twice',
      seen(
        ...(['loan', 'hang', blindAt(0), blindAt(20, 'blind.detected', 'blind.detected')] as const),
        seeingAt(25, 'blind.cleared'),
      ),
    ],
  ],
  'the function ends before its deadline': [
    ['the deadline is reached', seen('loan', 'hang', { ...run(), durationMs: 5_000 })],
    ['a run never ends', seen('loan', 'hang', { ...run(), durationMs: Infinity })],
  ],
  'whatever failed, the function fails loudly': [
    [
      'nobody says that Binance did not answer',
      seen('loan', 'hang', run({ ...UNANSWERED, failed: false })),
    ],
    [
      'nobody says that SNS took no notice',
      seen('notice', 'hang', run({ ...UNTOLD, failed: false }), run()),
    ],
    ['nobody says that it is unknown what was told', seen('loan', 'hang', unread())],
    [
      'nobody says that a danger cannot be learned of',
      seen('standing', 'hang', run({ danger: true }), run({ danger: true, marginTold: true })),
    ],
  ],
  'what does not need the failing hop is done, and other accounts are untouched': [
    [
      'another account is not asked for',
      seen('loan', 'hang', run(UNANSWERED, { ...OTHER, ...UNANSWERED })),
    ],
    ['another account fails', seen('loan', 'hang', run(UNANSWERED, { ...OTHER, failed: true }))],
    [
      'a notice waits for a metric that CloudWatch refuses',
      seen('metric out', 'throttled', run({ ...UNTOLD, points: [] }), run()),
    ],
    [
      'a debt waits for what was told to be readable',
      seen('metric in', 'hang', unread(UNTOLD), run()),
    ],
    [
      'a loan is not published since its standing is unknown',
      seen('standing', 'hang', run({ points: [], failed: true })),
    ],
    [
      'a danger stays untold though it can be learned of again',
      seen(
        'standing',
        'hang',
        run({ danger: true, failed: true }),
        run({ danger: true, failed: true }),
      ),
    ],
    ['a single 5xx is not got over', seen('loan', '5xx once', run(UNANSWERED))],
    [
      'the fault is over and the next run still fails',
      seen('loan', 'hang', run(UNANSWERED), run(UNANSWERED)),
    ],
  ],
  'nothing secret is said': [
    ['a key is printed', { ...seen('loan', 'hang', run()), said: 'failed with a key' }],
    [
      'a part of a key is printed',
      {
        ...seen('loan', 'hang', run()),
        secrets: ['0123456789abcdef'],
        said: 'near ...456789abcdef, no JSON',
      },
    ],
  ],
  'the fault is met': [
    ['the fault was never met', { ...seen('loan', 'hang', run()), faultMet: false }],
  ],
};

test.each(
  Object.entries(MADE_UP).flatMap(([invariant, cases]) =>
    cases.map(([what, observation]) => [what, invariant, observation] as const),
  ),
)('where %s, this is broken alone: %s', (_, expected, observation) => {
  const broken = violations(observation).map(({ invariant }) => invariant);
  expect([...new Set(broken)]).toEqual([expected]);
});

test('an amount is told at once where no account waits for its notice', () => {
  expect(toldAtOnce(seen('loan', 'hang', run({}, OTHER)))).toBe(true);
  expect(toldAtOnce(seen('loan', 'hang', run({}, { ...OTHER, ...UNANSWERED })))).toBe(false);
});
