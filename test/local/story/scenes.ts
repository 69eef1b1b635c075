import Big from 'big.js';
import { closest } from 'fastest-levenshtein';
import { CLOUD_FAULTS } from '../cloud/cloud';
import type { CloudFault, Operation } from '../cloud/cloud';
import { EXCHANGE_FAULTS, isExchangeFault } from '../exchange/faults';
import type { ExchangeFault } from '../exchange/faults';

const OPERATIONS: readonly Operation[] = [
  'GetSecretValue',
  'BatchGetSecretValue',
  'GetMetricData',
  'PutMetricData',
  'Publish',
];

/** Of the faults of Binance's, those that concern how the account stands alone. */
const ACCOUNT = 'account';

/** A fault of Binance's, of its one endpoint, or of one of AWS's operations. */
export type StoryFault =
  | { readonly at: 'Binance'; readonly fault: ExchangeFault }
  | { readonly at: typeof ACCOUNT; readonly fault: ExchangeFault }
  | { readonly at: Operation; readonly fault: CloudFault };

/** A moment of the story: what is true in it, before the function runs. */
export interface Scene {
  /** Of the story's day, UTC. */
  readonly time: string;
  readonly what: string;
  /** What the account owes, a plain decimal. */
  readonly owed: string;
  /** How it stands, as Binance says it. */
  readonly standing: readonly [uniMmr: string, status: string];
  readonly fault?: StoryFault;
  /** Whether the function has to start anew, remembering nothing. */
  readonly cold?: boolean;
}

const WELL = ['5.2', 'NORMAL'] as const;
const LIQUIDATION = ['1.04', 'FORCE_LIQUIDATION'] as const;
const BANKRUPT = ['-0.2', 'BANKRUPTED'] as const;

/** The whole decline: a margin call, the liquidation, the debt that it leaves, and its end. */
export function wholeStory(amount: string): Scene[] {
  const larger = double(amount);
  const down: StoryFault = { at: 'Binance', fault: 'unavailable' };
  const owing = { owed: amount, standing: BANKRUPT };
  return [
    { time: '05:25', what: 'all is well', owed: '0', standing: WELL },
    { time: '05:30', what: 'a margin call', owed: '0', standing: ['1.49', 'MARGIN_CALL'] },
    { time: '05:50', what: 'it gets worse', owed: '0', standing: ['1.18', 'REDUCE_ONLY'] },
    { time: '06:25', what: 'liquidation', owed: '0', standing: LIQUIDATION },
    { time: '06:30', what: 'past zero', ...owing },
    { time: '06:35', what: 'unchanged', ...owing },
    { time: '07:30', what: 'an hour later', ...owing },
    { time: '07:35', what: 'a larger debt', ...owing, owed: larger },
    { time: '07:40', what: 'Binance is down', ...owing, owed: larger, fault: down },
    { time: '07:45', what: 'repaid', owed: '0', standing: WELL },
  ];
}

/** A debt that grows while something fails for over an hour, and what is said afterwards. */
export function faultStory(amount: string, fault: StoryFault): Scene[] {
  const larger = double(amount);
  const worse = { owed: larger, standing: BANKRUPT };
  return [
    { time: '06:25', what: 'all is well', owed: '0', standing: WELL },
    { time: '06:30', what: 'past zero', owed: amount, standing: LIQUIDATION },
    { time: '06:35', what: 'worse, and a fault', ...worse, fault, cold: true },
    { time: '06:45', what: 'the fault lasts', ...worse, fault },
    { time: '07:45', what: 'it still lasts', ...worse, fault },
    { time: '07:50', what: 'the fault is over', ...worse, cold: true },
    { time: '07:55', what: 'repaid', owed: '0', standing: WELL },
  ];
}

/**
 * Reads `NAME` as a fault of Binance's, `account:NAME` as one of the endpoint for how the account
 * stands, and `OPERATION:NAME` as one of AWS's.
 */
export function parseFault(text: string): StoryFault | undefined {
  if (isExchangeFault(text)) return { at: 'Binance', fault: text };
  const [at, fault = ''] = text.split(':');
  if (at === ACCOUNT && isExchangeFault(fault)) return { at, fault };
  const operation = OPERATIONS.find((each) => each === at);
  return operation !== undefined && Object.hasOwn(CLOUD_FAULTS, fault)
    ? { at: operation, fault: fault as CloudFault }
    : undefined;
}

/** The name of a fault that is most like what was typed. */
export function nearestFault(text: string): string {
  const faults = Object.keys(EXCHANGE_FAULTS);
  const operations = OPERATIONS.flatMap((operation) =>
    Object.keys(CLOUD_FAULTS).map((fault) => `${operation}:${fault}`),
  );
  const accounts = faults.map((fault) => `${ACCOUNT}:${fault}`);
  return closest(text, [...faults, ...accounts, ...operations]);
}

/** Every fault and what it does, for people. */
export function describeFaults(): string {
  const rows = (faults: [string, string][]): string[] =>
    faults.map(([name, description]) => `  ${name.padEnd(28)}${description}`);
  return [
    'Faults of Binance (NAME, or account:NAME for the question how the account stands alone):',
    ...rows(Object.entries(EXCHANGE_FAULTS).map(([name, row]) => [name, row.description])),
    '',
    `Faults of AWS (OPERATION:NAME, where OPERATION is ${OPERATIONS.join(', ')}):`,
    ...rows(Object.entries(CLOUD_FAULTS)),
  ].join('\n');
}

/** What the fault does, in a sentence. */
export function describeFault({ at, fault }: StoryFault): string {
  if (at === 'Binance') return `Binance ${EXCHANGE_FAULTS[fault].description}`;
  return at === ACCOUNT
    ? `asked how the account stands, Binance ${EXCHANGE_FAULTS[fault].description}`
    : `${at} ${CLOUD_FAULTS[fault]}`;
}

function double(amount: string): string {
  return new Big(amount).times(2).toFixed();
}
