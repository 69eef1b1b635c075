import Big from 'big.js';
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

/** A fault of Binance's, or of one of AWS's operations. */
export type StoryFault =
  | { readonly at: 'Binance'; readonly fault: ExchangeFault }
  | { readonly at: Operation; readonly fault: CloudFault };

/** A moment of the story: what is true in it, before the function runs. */
export interface Scene {
  /** Of the story's day, UTC. */
  readonly time: string;
  readonly what: string;
  /** What the account owes, a plain decimal. */
  readonly owed: string;
  readonly fault?: StoryFault;
  /** Whether the function has to start anew, remembering nothing. */
  readonly cold?: boolean;
}

/** No debt, a debt, unchanged, a reminder, a larger amount, Binance down, repaid. */
export function wholeStory(amount: string): Scene[] {
  const larger = double(amount);
  const down: StoryFault = { at: 'Binance', fault: 'unavailable' };
  return [
    { time: '06:25', what: 'nothing is owed', owed: '0' },
    { time: '06:30', what: 'liquidated past zero', owed: amount },
    { time: '06:35', what: 'unchanged', owed: amount },
    { time: '07:30', what: 'unchanged for an hour', owed: amount },
    { time: '07:35', what: 'a larger debt', owed: larger },
    { time: '07:40', what: 'Binance is down', owed: larger, fault: down },
    { time: '07:45', what: 'repaid', owed: '0' },
  ];
}

/** A debt that grows while something fails for over an hour, and what is said afterwards. */
export function faultStory(amount: string, fault: StoryFault): Scene[] {
  const larger = double(amount);
  return [
    { time: '06:25', what: 'nothing is owed', owed: '0' },
    { time: '06:30', what: 'liquidated past zero', owed: amount },
    { time: '06:35', what: 'a larger debt, and a fault', owed: larger, fault, cold: true },
    { time: '06:45', what: 'the fault lasts', owed: larger, fault },
    { time: '07:45', what: 'the fault still lasts', owed: larger, fault },
    { time: '07:50', what: 'the fault is over', owed: larger, cold: true },
    { time: '07:55', what: 'repaid', owed: '0' },
  ];
}

/** Reads `NAME` as a fault of Binance's and `OPERATION:NAME` as one of AWS's. */
export function parseFault(text: string): StoryFault | undefined {
  if (isExchangeFault(text)) return { at: 'Binance', fault: text };
  const [at, fault = ''] = text.split(':');
  const operation = OPERATIONS.find((each) => each === at);
  return operation !== undefined && Object.hasOwn(CLOUD_FAULTS, fault)
    ? { at: operation, fault: fault as CloudFault }
    : undefined;
}

/** Every fault and what it does, for people. */
export function describeFaults(): string {
  const rows = (faults: [string, string][]): string[] =>
    faults.map(([name, description]) => `  ${name.padEnd(28)}${description}`);
  return [
    'Faults of Binance (NAME):',
    ...rows(Object.entries(EXCHANGE_FAULTS).map(([name, row]) => [name, row.description])),
    '',
    `Faults of AWS (OPERATION:NAME, where OPERATION is ${OPERATIONS.join(', ')}):`,
    ...rows(Object.entries(CLOUD_FAULTS)),
  ].join('\n');
}

/** What the fault does, in a sentence. */
export function describeFault({ at, fault }: StoryFault): string {
  return at === 'Binance'
    ? `Binance ${EXCHANGE_FAULTS[fault].description}`
    : `${at} ${CLOUD_FAULTS[fault]}`;
}

function double(amount: string): string {
  return new Big(amount).times(2).toFixed();
}
