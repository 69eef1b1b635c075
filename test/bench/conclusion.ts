import { recordsOf, TITLES } from './results';
import type { Table } from './results';
import { read } from './statistics';

/** What the compared functions do, so that a reader knows what the figures compare. */
const WORK = `All of them read the account's secret and what was told before in their first call and keep both, ask
Binance in every call, wait for its answer, and put one metric. The monitor checks, bounds and repeats
what it asks; the others do what their libraries do. Only the monitor reads secrets by twenties.`;

/** What a reader should conclude, in figures of the tables. */
export function conclude(tables: readonly Table[]): string {
  const cell = (title: string, column: string, row: Readonly<Record<string, string>>): number =>
    read(
      recordsOf(tables, title).find((record) =>
        Object.entries(row).every(([head, value]) => record[head] === value),
      )?.[column],
    ).median;
  const process = (name: string): number =>
    cell(TITLES.start, 'process with two calls, × Node alone', { '': name });
  const ours = process('pm-loan-monitor');
  const share = (name: string): string => `${Math.round((100 * ours) / process(name))} %`;
  const path = (column: string) => cell(TITLES.latency, column, { '': 'pm-loan-monitor' });
  const hundred = (name: string, column: string) =>
    cell(TITLES.accounts, column, { '': name, accounts: '100' });
  const small = (name: string) =>
    cell(TITLES.shares, 'first call, ms', { '': name, MB: '256', accounts: '1' });
  const sentences = [
    `To start and to check twice takes ${ours} times as long as Node.js alone takes to start and end: ${share('SDK + fetch')} of what "SDK + fetch" takes, ${share("SDK + Binance's connector")} of the connector.`,
    `Of that, "SigV4 by hand" needs ${process('SigV4 by hand')}; nearly all of the rest is the AWS SDK, which signs, retries and reads errors.`,
    `If an answer takes 50 ms, a first check takes ${path('× its three calls')} times its three calls, and a warm one ${path('× its two calls')} times its two.`,
    `For 100 accounts a warm call takes ${hundred('pm-loan-monitor', 'warm call, ms')} ms, and ${hundred('SDK + fetch', 'warm call, ms')} ms with "SDK + fetch"; the peak is ${hundred('pm-loan-monitor', 'peak, MB')} MB, and ${hundred('SDK + fetch', 'peak, MB')} MB.`,
    ...(Number.isNaN(small('SDK + fetch'))
      ? []
      : [
          `With the share of a core that Lambda gives to 256 MB, a first call takes ${small('pm-loan-monitor')} ms, and ${small('SDK + fetch')} ms with "SDK + fetch".`,
        ]),
  ];
  return `${sentences.join(' ')}\n\n${WORK}`;
}
