import { TRANSPORT_FAULTS } from '../faults';
import type { Fault, TransportFault } from '../faults';
import type { Response } from '../loopback';
import { ACCOUNT_FAULTS, AMOUNT_FAULTS } from './account-faults';
import { HOST_FAULTS } from './host-faults';
import type { Belief, Source } from './sources';

/** Makes the answer at the exchange's clock, in milliseconds since 1970. */
export type FaultyAnswer = (now: number) => Response;

/** A way for the exchange to misbehave. */
export interface ExchangeFaultRow {
  /** A sentence without its subject: "the exchange …". */
  readonly description: string;
  /** Whether it meets every request to the host, the SIGNED ones, or those for the loan alone. */
  readonly scope: 'host' | 'signed' | 'loan';
  readonly source: Source;
  /** What of it is only believed, though the source is as good as it gets. */
  readonly believed?: Belief;
  readonly answer: TransportFault | FaultyAnswer;
}

export type ExchangeFault =
  | TransportFault
  | keyof typeof HOST_FAULTS
  | keyof typeof ACCOUNT_FAULTS
  | keyof typeof AMOUNT_FAULTS;

/**
 * Every fault by its name: one word or two for what it is, and Binance's error code behind it
 * where several codes mean the same.
 */
export const EXCHANGE_FAULTS: Readonly<Record<ExchangeFault, ExchangeFaultRow>> = {
  ...HOST_FAULTS,
  ...ACCOUNT_FAULTS,
  ...AMOUNT_FAULTS,
  ...transportFaults(),
};

export function isExchangeFault(name: string): name is ExchangeFault {
  return Object.hasOwn(EXCHANGE_FAULTS, name);
}

/** The fault as the server of the stand-ins plays it. */
export function playFault(name: ExchangeFault, now: number): Fault {
  const { answer } = EXCHANGE_FAULTS[name];
  return typeof answer === 'string' ? answer : answer(now);
}

function transportFaults(): Record<TransportFault, ExchangeFaultRow> {
  const names = Object.keys(TRANSPORT_FAULTS) as TransportFault[];
  const rows = names.map((name): [TransportFault, ExchangeFaultRow] => [
    name,
    { description: TRANSPORT_FAULTS[name], scope: 'host', source: 'any network', answer: name },
  ]);
  return Object.fromEntries(rows) as Record<TransportFault, ExchangeFaultRow>;
}
