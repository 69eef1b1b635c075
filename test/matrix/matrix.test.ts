import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from '../../infra/bundle';
import { limiter } from '../../lambda/limit';
import { ALL_HOPS, allCells, FAULTS, meaningless, nameOf, someCells, STATES } from './cells';
import type { Cell } from './cells';
import { INVARIANTS, toldAtOnce, violations } from './invariants';
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
      someCells(12, SEED).map((cell) => limit(() => play(cell, file, TIMEOUT_MS))),
    );
    expect(played.map((seen) => [nameOf(seen.cell), violations(seen)])).toEqual(
      played.map(({ cell }) => [nameOf(cell), []]),
    );
  }, 60_000);
});

const WELL: AccountSeen = {
  name: 'main',
  aimedAt: true,
  owed: 579.45,
  answered: 579.45,
  toldBefore: 0,
  points: [{ at: 1, value: 579.45 }],
  notices: [579.45],
  recorded: [579.45],
  failed: false,
};
const UNANSWERED: Partial<AccountSeen> = {
  answered: undefined,
  points: [],
  notices: [],
  recorded: [],
  failed: true,
};
const TOLD: Partial<AccountSeen> = { toldBefore: 579.45, notices: [], recorded: [] };
const OTHER: Partial<AccountSeen> = { name: 'other', aimedAt: false };

function run(seen: Partial<RunSeen> = {}, ...accounts: Partial<AccountSeen>[]): RunSeen {
  const [first = {}, ...others] = accounts;
  return {
    scheduledTime: 1,
    timeoutMs: 5_000,
    durationMs: 300,
    toldRead: true,
    accounts: [first, ...others].map((account) => ({ ...WELL, ...account })),
    ...seen,
  };
}

function observed(runs: readonly RunSeen[], seen: Partial<Observation> = {}): Observation {
  const cell: Cell = { hop: 'loan', fault: 'hang', state: 'debt' };
  return { cell, faultMet: true, runs, secrets: ['a key'], said: 'nothing', ...seen };
}

function broken(seen: Observation): Invariant[] {
  return [...new Set(violations(seen).map(({ invariant }) => invariant))];
}

const ANSWERED_IS_TOLD = 'a debt that is answered is told in this run or the next';
const NOTHING_INVENTED = 'nothing is published or told that Binance did not answer';
const IN_TIME = 'the function ends before its deadline';
const LOUDLY = 'whatever failed, the function fails loudly';
const REST = 'what does not need the failing hop is done, and other accounts are untouched';
const NO_SECRET = 'nothing secret is said';
const MET = 'the fault is met';

describe('no invariant is broken', () => {
  test.each<[string, Observation]>([
    ['by a run in which all went well', observed([run({}, {}, OTHER)])],
    ['by an unanswered question that is answered later', observed([run({}, UNANSWERED), run()])],
    ['by a debt that stands as told', observed([run({}, TOLD)])],
    [
      'by a refused notice that the next run sends',
      observed([run({}, { notices: [], recorded: [], failed: true }), run()], {
        cell: { hop: 'notice', fault: 'throttled', state: 'debt' },
      }),
    ],
    [
      'by a notice that is told twice, since nobody knew of the first',
      observed([run({}, { recorded: [], failed: true }), run({}, { toldBefore: 0 })], {
        cell: { hop: 'metric out', fault: 'throttled', state: 'debt' },
      }),
    ],
    [
      'by an account that an answer to the address keeps from being asked',
      observed([run({}, UNANSWERED, { ...OTHER, ...UNANSWERED })], {
        cell: { hop: 'loan', fault: 'address banned (418)', state: 'debt' },
      }),
    ],
    [
      'by an all-clear that waits for what was told to be readable',
      observed(
        [
          run(
            { toldRead: false },
            { ...TOLD, owed: 0, answered: 0, points: [{ at: 1, value: 0 }], failed: true },
          ),
          run({}, { toldBefore: 579.45, owed: 0, answered: 0, ...zeroTold() }),
        ],
        { cell: { hop: 'metric in', fault: 'hang', state: 'no debt' } },
      ),
    ],
  ])('%s', (_, seen) => {
    expect(violations(seen)).toEqual([]);
  });
});

function zeroTold(): Partial<AccountSeen> {
  return { points: [{ at: 1, value: 0 }], notices: [0], recorded: [0] };
}

const MADE_UP: readonly [string, Invariant, Observation][] = [
  [
    'a debt is answered and told neither now nor next',
    ANSWERED_IS_TOLD,
    observed([run({}, { notices: [], recorded: [], failed: true })], {
      cell: { hop: 'notice', fault: 'hang', state: 'debt' },
    }),
  ],
  [
    'a 0 is published though Binance did not answer',
    NOTHING_INVENTED,
    observed([run({}, { ...UNANSWERED, points: [{ at: 1, value: 0 }] })]),
  ],
  [
    'another amount is published than answered',
    NOTHING_INVENTED,
    observed([run({}, { points: [{ at: 1, value: 57.945 }] })]),
  ],
  [
    'an amount is published for another time',
    NOTHING_INVENTED,
    observed([run({}, { points: [{ at: 2, value: 579.45 }] })]),
  ],
  [
    'an all-clear is told though Binance did not answer',
    NOTHING_INVENTED,
    observed([run({}, { ...UNANSWERED, notices: [0] })]),
  ],
  [
    'a notice is recorded that SNS did not take',
    NOTHING_INVENTED,
    observed([run({}, { notices: [], failed: true }), run()], {
      cell: { hop: 'notice', fault: 'hang', state: 'debt' },
    }),
  ],
  ['the deadline is reached', IN_TIME, observed([run({ durationMs: 5_000 })])],
  ['a run never ends', IN_TIME, observed([run({ durationMs: Infinity })])],
  [
    'an unanswered question is passed over in silence',
    LOUDLY,
    observed([run({}, { ...UNANSWERED, failed: false })]),
  ],
  [
    'a notice that SNS refused is passed over in silence',
    LOUDLY,
    observed([run({}, { notices: [], recorded: [] }), run()], {
      cell: { hop: 'notice', fault: 'hang', state: 'debt' },
    }),
  ],
  [
    'that nobody knows what was told is passed over in silence',
    LOUDLY,
    observed([run({ toldRead: false }, {})]),
  ],
  [
    'another account is not asked for',
    REST,
    observed([run({}, UNANSWERED, { ...OTHER, ...UNANSWERED })]),
  ],
  ['another account fails', REST, observed([run({}, UNANSWERED, { ...OTHER, failed: true })])],
  [
    'a notice waits for a metric that CloudWatch refuses',
    REST,
    observed([run({}, { points: [], notices: [], recorded: [], failed: true }), run()], {
      cell: { hop: 'metric out', fault: 'throttled', state: 'debt' },
    }),
  ],
  [
    'a debt waits for what was told to be readable',
    REST,
    observed([run({ toldRead: false }, { notices: [], recorded: [], failed: true }), run()], {
      cell: { hop: 'metric in', fault: 'hang', state: 'debt' },
    }),
  ],
  [
    'a single 5xx is not got over',
    REST,
    observed([run({}, UNANSWERED)], { cell: { hop: 'loan', fault: '5xx once', state: 'debt' } }),
  ],
  [
    'the fault is over and the next run still fails',
    REST,
    observed([run({}, UNANSWERED), run({}, UNANSWERED)]),
  ],
  ['a key is printed', NO_SECRET, observed([run()], { said: 'failed with a key' })],
  [
    'a part of a key is printed',
    NO_SECRET,
    observed([run()], { secrets: ['0123456789abcdef'], said: 'near ...456789abcdef, no JSON' }),
  ],
  ['the fault was never met', MET, observed([run()], { faultMet: false })],
];

describe('an invariant is broken where', () => {
  test.each(MADE_UP)('%s', (_, invariant, seen) => {
    expect(broken(seen)).toEqual([invariant]);
  });

  test('each of them', () => {
    expect(new Set(MADE_UP.map(([, invariant]) => invariant))).toEqual(
      new Set(Object.keys(INVARIANTS)),
    );
  });
});

test('an amount is told at once where no account waits for its notice', () => {
  expect(toldAtOnce(observed([run({}, {}, OTHER)]))).toBe(true);
  expect(toldAtOnce(observed([run({}, {}, { ...OTHER, ...UNANSWERED })]))).toBe(false);
});
