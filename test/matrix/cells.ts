import fc from 'fast-check';
import type { CloudFault, Operation } from '../local/cloud/cloud';
import type { ExchangeFault } from '../local/exchange/faults';

/** Every way out of the function, in the order of a run. */
export const HOPS = {
  secrets: 'Secrets Manager, for all accounts',
  secret: 'the secret of one account, which is read by itself',
  'server time': "Binance's clock, which it is asked for after -1021",
  loan: 'the question for the loan',
  standing: 'the question how the account stands, of a function with a margin warning',
  'metric out': 'PutMetricData',
  'metric in': 'GetMetricData',
  notice: 'Publish',
} as const;

export type Hop = keyof typeof HOPS;

/** Each fault's name at Binance and at AWS; null: not known there. */
const NAMES = {
  refused: [null, null],
  'no DNS': [null, null],
  hang: ['hang', 'hang'],
  reset: ['reset', 'reset'],
  trickle: ['trickle', 'trickle'],
  'cut-off': ['cut-off', 'cut-off'],
  huge: ['huge', 'huge'],
  HTML: ['html', 'html'],
  malformed: ['malformed', 'malformed'],
  throttled: ['rate-limit', 'throttled'],
  '5xx once': ['internal-error', 'internal'],
  '5xx always': ['unavailable', 'unavailable'],
  'access denied': ['key-refused-2015', 'access-denied'],
  'expired credentials': ['key-refused-2008', 'expired-credentials'],
  'slow past the deadline': ['slow', 'slow'],
  'address banned (418)': ['ban', null],
  'address blocked (403)': ['firewall', null],
  'location refused (451)': ['location', null],
  'account limited (429)': ['account-rate-limit', null],
  'repayment in process (-21006)': ['in-process-21006', null],
} as const satisfies Record<string, readonly [ExchangeFault | null, CloudFault | null]>;

export type Fault = keyof typeof NAMES;

export const FAULTS = Object.keys(NAMES) as Fault[];
export const ALL_HOPS = Object.keys(HOPS) as Hop[];
/**
 * `no debt` is one that was repaid, so that there is something to tell in each state; Binance may
 * say so by an amount of 0 or by -21004.
 */
export const STATES = ['debt', 'no debt', 'no debt (-21004)'] as const;

export interface Cell {
  readonly hop: Hop;
  readonly fault: Fault;
  readonly state: (typeof STATES)[number];
}

/** AWS's operations behind a hop; none are Binance's. */
export const OPERATIONS: Readonly<Record<Hop, readonly Operation[]>> = {
  secrets: ['BatchGetSecretValue', 'GetSecretValue'],
  secret: ['GetSecretValue'],
  'server time': [],
  loan: [],
  standing: [],
  'metric out': ['PutMetricData'],
  'metric in': ['GetMetricData'],
  notice: ['Publish'],
};

/** Where nobody answers, by the fault that this is. */
const DEAD_ENDPOINTS: Partial<Record<Fault, { readonly aws: string; readonly binance: string }>> = {
  // Port 1 is reserved, so that nothing listens there.
  refused: { aws: 'http://127.0.0.1:1', binance: 'http://127.0.0.1:1' },
  'no DNS': { aws: 'http://unresolvable.invalid', binance: 'https://unresolvable.invalid' },
};

/** What is done to the world so that a cell's fault is met. */
export type Plan =
  | { readonly at: 'endpoint'; readonly url: string }
  | { readonly at: 'Binance'; readonly fault: ExchangeFault; readonly times: number }
  | { readonly at: 'AWS'; readonly fault: CloudFault; readonly times: number };

/** How a fault is played at a hop, or in a sentence why it has no meaning there. */
export function planOf(hop: Hop, fault: Fault): Plan | string {
  const binance = OPERATIONS[hop].length === 0;
  const dead = DEAD_ENDPOINTS[fault];
  if (dead !== undefined) {
    if (hop === 'standing') return 'one host serves every question: see loan';
    if (hop === 'secret') return 'one endpoint serves every secret: see secrets';
    if (hop === 'metric in') return 'one endpoint serves both ways: see metric out, which has both';
    return { at: 'endpoint', url: binance ? dead.binance : dead.aws };
  }
  const [atBinance, atAws] = NAMES[fault];
  const times = fault === '5xx once' ? 1 : Infinity;
  if (!binance) {
    if (atAws === null) return 'AWS answers a role, not an address or account: see access denied';
    return { at: 'AWS', fault: atAws, times };
  }
  if (atBinance === null) throw new Error(`Binance does not know ${fault}.`);
  if (hop === 'server time' && /^(key-refused|account|in-process)/.test(atBinance)) {
    return 'the server time is asked without a key, so that no key and no account can be refused';
  }
  return { at: 'Binance', fault: atBinance, times };
}

const PAIRS = ALL_HOPS.flatMap((hop) => FAULTS.map((fault) => ({ hop, fault })));

/** Every cell that is played. */
export function allCells(): Cell[] {
  return PAIRS.filter(({ hop, fault }) => typeof planOf(hop, fault) !== 'string').flatMap((pair) =>
    STATES.map((state) => ({ ...pair, state })),
  );
}

/** Every pair of hop and fault that is not played, with the reason. */
export function meaningless(): { hop: Hop; fault: Fault; reason: string }[] {
  return PAIRS.flatMap(({ hop, fault }) => {
    const reason = planOf(hop, fault);
    return typeof reason === 'string' ? [{ hop, fault, reason }] : [];
  });
}

/**
 * Whether the fault lasts until accounts are told to be blind. The clock's question follows a
 * refusal that comes once, and one state is enough, since whoever is not answered owes unknown sums.
 */
export function isLasting({ hop, fault, state }: Cell): boolean {
  return ['secrets', 'secret', 'loan'].includes(hop) && fault !== '5xx once' && state === 'debt';
}

/** The hops that fail in a cell's first run, for good: what needs them may be left undone. */
export function failingHops({ hop, fault }: Cell): Hop[] {
  if (fault === '5xx once') return [];
  const both = hop === 'metric out' && fault in DEAD_ENDPOINTS;
  return both ? ['metric out', 'metric in'] : [hop];
}

/** Whether AWS refuses outright, so that nothing of the call was done. */
export function isRefused({ fault }: Cell): boolean {
  return ['throttled', 'access denied', 'expired credentials'].includes(fault);
}

/** Whether the fault meets both accounts, or `main` alone and `other` has to stay untouched. */
export function meetsAll({ hop, fault }: Cell): boolean {
  const binance = OPERATIONS[hop].length === 0;
  return (
    ['secrets', 'metric out', 'metric in'].includes(hop) ||
    (fault in DEAD_ENDPOINTS && hop !== 'server time') ||
    (binance && /^(throttled|address|location)/.test(fault))
  );
}

export function nameOf({ hop, fault, state }: Cell): string {
  return `${hop} × ${fault} × ${state}`;
}

/** So many cells, spread over hops and faults as evenly as can be; the same for the same seed. */
export function someCells(count: number, seed: number): Cell[] {
  const all = allCells();
  const [left = []] = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), {
    numRuns: 1,
    seed,
  });
  const chosen: Cell[] = [];
  const used = ({ hop, fault, state }: Cell): number =>
    chosen.filter((cell) => cell.fault === fault).length * FAULTS.length +
    chosen.filter((cell) => cell.hop === hop).length +
    chosen.filter((cell) => cell.state === state).length / count;
  while (chosen.length < count && left.length > 0) {
    const next = left.reduce((best, cell) => (used(cell) < used(best) ? cell : best));
    chosen.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return chosen;
}
