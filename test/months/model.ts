/** What a month is: pure data, and how fast-check invents it. */
import fc from 'fast-check';

/** The ways out of the function that an outage can close; `lost`: it is done, the answer is lost. */
export const HOPS = [
  ...(['secrets', 'binance', 'account', 'read', 'put', 'put-lost', 'sns', 'sns-lost'] as const),
];
export type Hop = (typeof HOPS)[number];

/** How long after the run before, which need not be in step with the schedule. */
export type Gap =
  'interval' | 'now' | 'a minute' | 'four minutes' | 'three intervals' | 'half a day' | 'a day';

/** One invocation of the function. */
export interface Invocation {
  /** Which of Lambda's containers takes it; each remembers on its own. */
  readonly container: number;
  /** Whether that container is a new one, which remembers nothing. */
  readonly cold: boolean;
  /** How many minutes, up to 15, after its scheduled time it runs; negative: sent ahead of it. */
  readonly late: number;
  /** After how many seconds CloudWatch shows what it puts; played months have one delay for all. */
  readonly shownAfter: number;
}

export interface RunEvent extends Invocation {
  readonly kind: 'run';
  readonly gap: Gap;
  /** Another invocation that begins and ends while this one lasts, and what is owed by then. */
  readonly overlap:
    | (Omit<Invocation, 'container'> & { readonly seconds: number; readonly owed: string | null })
    | null;
}

export type MonthEvent =
  | RunEvent
  | { readonly kind: 'owe'; readonly account: number; readonly amount: string }
  /** From now on it stands as this one of the standings. */
  | { readonly kind: 'stand'; readonly account: number; readonly standing: number }
  /** The hop is out of order for so many runs. */
  | { readonly kind: 'outage'; readonly hop: Hop; readonly runs: number }
  /** So many runs, 12 hours apart, in which the hop is out of order. */
  | { readonly kind: 'dark'; readonly hop: Hop; readonly container: number; readonly runs: number }
  /** The key is replaced, and the secret some runs later. */
  | { readonly kind: 'rotate'; readonly account: number; readonly secretAfter: number }
  /** The account leaves the schedule's input, or comes back. */
  | { readonly kind: 'come-or-go'; readonly account: number };

export interface Month {
  readonly intervalMinutes: number;
  readonly remindMinutes: number;
  readonly blindMinutes: number;
  /** How late CloudWatch shows a point in a month that is played, in seconds. */
  readonly delay: number;
  readonly accounts: number;
  /** Whether the function has a margin warning. */
  readonly warned: boolean;
  /** Whether Binance says by -21004 that nothing is owed, or else by an amount of 0. */
  readonly noLoan: boolean;
  readonly events: readonly MonthEvent[];
}

/** The longest that CloudWatch is taken to hide a point. */
export const LONGEST_DELAY_MS = 5 * 60_000;
export const CONTAINERS = 3;
/** Few, so that they come back; means of one another; and tenths, which doubles do not hold. */
const AMOUNTS = ['0', '0', '0', '10', '20', '30', '0.1', '579.45'] as const;

/** The uniMMR that is warned of. */
export const WARNING = '1.5';
export const STANDINGS = [
  { uniMmr: '5.2', status: 'NORMAL', rank: 0 },
  { uniMmr: '99999999', status: 'NORMAL', rank: 0 },
  { uniMmr: '1.50000000', status: 'NORMAL', rank: 1 },
  { uniMmr: '1.4', status: 'MARGIN_CALL', rank: 1 },
  { uniMmr: '1.18', status: 'REDUCE_ONLY', rank: 3 },
  { uniMmr: '1.04', status: 'FORCE_LIQUIDATION', rank: 5 },
  { uniMmr: '-0.1', status: 'BANKRUPTED', rank: 6 },
  { uniMmr: '5.2', status: 'FROZEN', rank: 6 },
] as const;
export type Standing = (typeof STANDINGS)[number];

const amount = fc.constantFrom(...AMOUNTS);
const late = oftener(6, fc.constant(0), fc.integer({ min: -5, max: 15 }));
const invocation = {
  cold: oftener(3, fc.constant(false), fc.boolean()),
  late,
  shownAfter: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LONGEST_DELAY_MS / 1000 })),
};
const interval = fc.constant<Gap>('interval');

const run: fc.Arbitrary<RunEvent> = fc.record({
  kind: fc.constant('run'),
  gap: fc.oneof(
    { weight: 12, arbitrary: interval },
    { weight: 2, arbitrary: fc.constant<Gap>('now') },
    { weight: 3, arbitrary: fc.constantFrom<Gap>('a minute', 'four minutes', 'three intervals') },
    { weight: 1, arbitrary: oftener(9, interval, fc.constantFrom<Gap>('half a day', 'a day')) },
  ),
  container: fc.nat(CONTAINERS - 1),
  ...invocation,
  overlap: oftener(
    9,
    fc.constant(null),
    fc.record({
      ...invocation,
      seconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 70 })),
      owed: fc.option(amount),
    }),
  ),
});

function event(accounts: number): fc.Arbitrary<MonthEvent> {
  const account = fc.nat(accounts - 1);
  const container = fc.nat(CONTAINERS - 1);
  const hop = fc.constantFrom(...HOPS);
  const away = fc.constantFrom<Hop>('secrets', 'binance', 'account', 'sns', 'sns-lost');
  const standing = fc.nat(STANDINGS.length - 1);
  const some = oftener(4, fc.integer({ min: 1, max: 3 }), fc.nat(20));
  const days = fc.integer({ min: 1, max: 7 });
  const secretAfter = oftener(3, fc.nat(2), fc.nat(20));
  return fc.oneof(
    { weight: 24, arbitrary: run },
    { weight: 8, arbitrary: ofKind('owe', { account, amount }) },
    { weight: 4, arbitrary: ofKind('stand', { account, standing }) },
    { weight: 3, arbitrary: ofKind('outage', { hop, runs: some }) },
    { weight: 1, arbitrary: ofKind('dark', { hop: away, container, runs: days }) },
    { weight: 1, arbitrary: ofKind('rotate', { account, secretAfter }) },
    { weight: 1, arbitrary: ofKind('come-or-go', { account }) },
  );
}

/** The one so many times as often as the other. */
function oftener<T, U>(weight: number, one: fc.Arbitrary<T>, other: fc.Arbitrary<U>) {
  return fc.oneof({ weight, arbitrary: one }, { weight: 1, arbitrary: other });
}

function ofKind<Kind extends string, T>(
  kind: Kind,
  fields: { [Field in keyof T]: fc.Arbitrary<T[Field]> },
): fc.Arbitrary<T & { kind: Kind }> {
  return fc.record<T>(fields).map((each) => ({ ...each, kind }));
}

/** Months of up to so many events, about two thirds of which are runs. */
export function months(accounts: number, events: number): fc.Arbitrary<Month> {
  return fc.record({
    intervalMinutes: fc.constantFrom(5, 1, 15, 60, 720),
    remindMinutes: fc.constantFrom(60, 0, 5, 720),
    // The last is longer than the 24 hours that what was told is read back for.
    blindMinutes: fc.constantFrom(15, 5, 60, 1500),
    delay: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LONGEST_DELAY_MS / 1000 })),
    accounts: fc.constant(accounts),
    warned: fc.boolean(),
    noLoan: fc.boolean(),
    // Without bias months are as often long as short.
    events: fc.noBias(fc.array(event(accounts), { minLength: 1, maxLength: events, size: 'max' })),
  });
}
