import type { Sample } from './measure';
import { bareWalls, LOAN_THEN_METRIC, of, SECRET_THEN_THOSE, walls } from './results';
import type { Table } from './results';
import { coldMs, LATENCY_MS, warmMs } from './sections';
import type { Curve, Start } from './sections';
import { ratios, spread } from './statistics';

const OURS = 'pm-loan-monitor';

/** What was promised: at most so much. */
type Target = readonly [what: string, most: number, measured: number, digits: number];

/** What was promised, against what was measured. */
export function targetTable(
  starts: readonly Start[],
  latencies: readonly Curve[],
  accounts: readonly Curve[],
): Table {
  return {
    title: 'Targets',
    rows: [
      ['', 'at most', 'measured', 'met'],
      ...[...startTargets(starts), ...callTargets(latencies, accounts)].map(
        ([what, most, measured, digits]) => [
          what,
          String(most),
          measured.toFixed(digits),
          measured <= most ? 'yes' : 'no',
        ],
      ),
    ],
  };
}

function startTargets(starts: readonly Start[]): Target[] {
  const { contender, imported, called } = of(starts, OURS);
  const against = (name: string): number =>
    ratios(walls(called), walls(of(starts, name).called)).median;
  return [
    ['bundle, kB', 260, contender.bytes / 1000, 0],
    ['zipped, kB', 84, contender.zipped / 1000, 0],
    ['import, × Node alone', 2.6, ratios(walls(imported), bareWalls(starts)).median, 2],
    ['process, × Node alone', 3.8, ratios(walls(called), bareWalls(starts)).median, 2],
    ['process, × SDK + fetch', 0.65, against('SDK + fetch'), 2],
    ["process, × SDK + Binance's connector", 0.75, against("SDK + Binance's connector"), 2],
    ['process, × SigV4 by hand', 1.8, against('SigV4 by hand'), 2],
  ];
}

function callTargets(latencies: readonly Curve[], accounts: readonly Curve[]): Target[] {
  const one = samplesOf(latencies, OURS, 1);
  const median = (samples: readonly Sample[], figure: (sample: Sample) => number): number =>
    spread(samples.map(figure)).median;
  const against = (name: string, curves: readonly Curve[], count: number, figure: typeof warmMs) =>
    ratios(samplesOf(curves, OURS, count).map(figure), samplesOf(curves, name, count).map(figure))
      .median;
  const first = SECRET_THEN_THOSE * LATENCY_MS;
  const warm = LOAN_THEN_METRIC * LATENCY_MS;
  return [
    ['first call, × its three calls', 1.4, median(one, coldMs) / first, 2],
    [
      "first call, × SDK + Binance's connector",
      1,
      against("SDK + Binance's connector", latencies, 1, coldMs),
      2,
    ],
    ['warm call, × its two calls', 1.12, median(one, warmMs) / warm, 2],
    ['100 accounts, warm, × SDK + fetch', 1, against('SDK + fetch', accounts, 100, warmMs), 2],
    ['1,000 accounts, warm, × SDK + fetch', 1, against('SDK + fetch', accounts, 1_000, warmMs), 2],
    [
      '100 accounts, peak, MB',
      90,
      median(samplesOf(accounts, OURS, 100), ({ peakMb }) => peakMb),
      0,
    ],
  ];
}

function samplesOf(curves: readonly Curve[], name: string, count: number): readonly Sample[] {
  const found = curves.find(
    ({ contender, accounts }) => contender.name === name && accounts === count,
  );
  return found?.samples ?? [];
}
