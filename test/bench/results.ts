import type { Sample } from './measure';
import { coldMs, LATENCY_MS, warmCpuMs, warmMs } from './sections';
import type { Curve, Share, Start } from './sections';
import { ratios, show, spread } from './statistics';

/** A table, its head first. */
export interface Table {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** A row, its cells by their column's head. */
export type Row = Readonly<Record<string, string>>;

/** Of the tables that the plot is drawn from, and the conclusion. */
export const TITLES = {
  start: 'Start and call, answers at once',
  latency: `One account, ${LATENCY_MS} ms an answer`,
  accounts: `Many accounts, ${LATENCY_MS} ms an answer`,
  shares: "Lambda's share of a core after the import, answers at once",
};

/** The rows of the table with the title; none where there is no such table. */
export function recordsOf(tables: readonly Table[], title: string): Row[] {
  const [head = [], ...body] = tables.find((table) => table.title === title)?.rows ?? [];
  return body.map((cells) =>
    Object.fromEntries(head.map((name, column) => [name, cells[column] ?? ''])),
  );
}

/** Calls that wait for each other, while nothing is owed. */
export const LOAN_THEN_METRIC = 2;
export const SECRET_THEN_THOSE = 3;

export function startTable(starts: readonly Start[]): Table {
  const bare = bareWalls(starts);
  const rows = starts.map(({ contender, imported, called, warm }) => {
    const own = contender.file !== undefined;
    const unless = (text: () => string): string => (own ? text() : '');
    return [
      contender.name,
      unless(() => `${kb(contender.bytes)} / ${kb(contender.zipped)}`),
      unless(() => show(ratios(walls(imported), bare), 2)),
      show(ratios(walls(called), bare), 2),
      unless(() => show(spread(called.map(coldMs)), 0)),
      unless(() => show(spread(warm.map(warmMs)), 1)),
      unless(() => show(spread(called.map(({ cpuMs }) => cpuMs)), 0)),
      unless(() => show(spread(warm.map(warmCpuMs)), 1)),
      unless(() => spread(called.map(({ peakMb }) => peakMb)).median.toFixed(0)),
    ];
  });
  return {
    title: TITLES.start,
    rows: [
      [
        '',
        'kB / zipped',
        'import, × Node alone',
        'process with two calls, × Node alone',
        'first call, ms',
        'warm call, ms',
        'CPU of the process, ms',
        'CPU of a warm call, ms',
        'peak, MB',
      ],
      ...rows,
    ],
  };
}

export function latencyTable(curves: readonly Curve[]): Table {
  return {
    title: TITLES.latency,
    rows: [
      ['', 'first call, ms', '× its three calls', 'warm call, ms', '× its two calls'],
      ...curves.map(({ contender, samples }) => [contender.name, ...overPath(samples)]),
    ],
  };
}

export function accountsTable(curves: readonly Curve[]): Table {
  return {
    title: TITLES.accounts,
    rows: [
      ['', 'accounts', 'first call, ms', 'warm call, ms', 'CPU of a warm call, ms', 'peak, MB'],
      ...curves.map(({ contender, accounts, samples }) => [
        contender.name,
        String(accounts),
        show(spread(samples.map(coldMs)), 0),
        show(spread(samples.map(warmMs)), 0),
        show(spread(samples.map(warmCpuMs)), 0),
        spread(samples.map(({ peakMb }) => peakMb)).median.toFixed(0),
      ]),
    ],
  };
}

export function shareTable(shares: readonly Share[]): Table {
  return {
    title: TITLES.shares,
    rows: [
      ['', 'MB', 'accounts', 'first call, ms', 'third call, ms'],
      ...shares.map(({ contender, memoryMb, accounts, samples }) => [
        contender.name,
        String(memoryMb),
        String(accounts),
        show(spread(samples.map(coldMs)), 0),
        show(spread(samples.map(({ callMs }) => callMs[2] ?? NaN)), 0),
      ]),
    ],
  };
}

function overPath(samples: readonly Sample[]): string[] {
  const column = (values: readonly number[], calls: number): string[] => [
    show(spread(values), 0),
    show(spread(values.map((value) => value / (calls * LATENCY_MS))), 2),
  ];
  return [
    ...column(samples.map(coldMs), SECRET_THEN_THOSE),
    ...column(samples.map(warmMs), LOAN_THEN_METRIC),
  ];
}

export function of(starts: readonly Start[], name: string): Start {
  const found = starts.find(({ contender }) => contender.name === name);
  if (found === undefined) throw new Error(`There is no contender ${name}.`);
  return found;
}

/** Node alone takes so little that one start says little: each round's is the median of three. */
export function bareWalls(starts: readonly Start[]): number[] {
  const { imported, called, warm } = of(starts, 'Node alone');
  return called.map(
    ({ wallMs }, round) =>
      spread([wallMs, imported[round]?.wallMs ?? NaN, warm[round]?.wallMs ?? NaN]).median,
  );
}

export function walls(samples: readonly Sample[]): number[] {
  return samples.map(({ wallMs }) => wallMs);
}

function kb(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}
