import { recordsOf, TITLES } from './results';
import type { Row, Table } from './results';
import { read } from './statistics';

/** All three fit into the 840 pixels that a page gives them. */
const WIDE = { width: 515, height: 170 };
const HALF = { width: 215, height: 220 };
const OURS = '#e45756';
const OTHERS = '#9ecae9';
const COLORS = { 'pm-loan-monitor': OURS, 'SDK + fetch': '#4c78a8', 'SigV4 by hand': '#54a24b' };
const LEGEND = { orient: 'bottom', columns: 1 };
const CONTENDER = {
  field: 'contender',
  type: 'nominal',
  title: null,
  legend: LEGEND,
  scale: { domain: Object.keys(COLORS), range: Object.values(COLORS) },
};
const FONTS = { labelFontSize: 13, titleFontSize: 13, labelLimit: 300 };
/** Without a fill, vega-lite fills the symbols of a line's legend and leaves their stroke out. */
const STROKE = { symbolFillColor: 'transparent', symbolStrokeColor: '#333' };

/** Three charts in one SVG, of what the tables say; vega draws them. */
export async function plot(tables: readonly Table[], machine: string): Promise<string> {
  const { compile } = await import('vega-lite');
  const { parse, View } = await import('vega');
  const starts = startChart(recordsOf(tables, TITLES.start));
  const charts = [accountsChart(recordsOf(tables, TITLES.accounts))];
  const shares = recordsOf(tables, TITLES.shares);
  if (shares.length > 0) charts.push(shareChart(shares));
  const { spec } = compile({
    title: { text: machine, fontSize: 12, fontWeight: 'normal', color: '#666' },
    background: 'white',
    padding: 12,
    config: { axis: FONTS, legend: FONTS, title: { fontSize: 14 } },
    bounds: 'flush',
    spacing: 70,
    vconcat: [starts, { hconcat: charts, bounds: 'flush', spacing: 85 }],
    resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
  });
  return new View(parse(spec), { renderer: 'none' }).toSVG();
}

function startChart(rows: readonly Row[]): object {
  const values = rows.map((row) => ({
    contender: row[''],
    ...read(row['process with two calls, × Node alone']),
  }));
  const y = { field: 'contender', type: 'nominal', title: null, sort: null };
  return {
    ...WIDE,
    title: 'A process with two calls, × Node alone',
    data: { values },
    layer: [
      {
        mark: 'bar',
        encoding: {
          y,
          x: { field: 'median', type: 'quantitative', title: null },
          color: {
            condition: { test: "datum.contender === 'pm-loan-monitor'", value: OURS },
            value: OTHERS,
          },
        },
      },
      {
        mark: { type: 'rule', color: '#333' },
        encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
    ],
  };
}

function accountsChart(rows: readonly Row[]): object {
  const values = rows.flatMap((row) =>
    ['first', 'warm'].map((call) => ({
      contender: row[''],
      accounts: Number(row['accounts']),
      call,
      ms: read(row[`${call} call, ms`]).median,
    })),
  );
  return {
    ...HALF,
    title: 'Many accounts, 50 ms an answer',
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'accounts', type: 'quantitative', scale: { type: 'log', nice: false } },
      y: { field: 'ms', type: 'quantitative', scale: { type: 'log', nice: false } },
      color: CONTENDER,
      strokeDash: {
        field: 'call',
        type: 'nominal',
        title: null,
        legend: { ...LEGEND, symbolType: 'stroke', symbolSize: 400, ...STROKE },
      },
    },
  };
}

function shareChart(rows: readonly Row[]): object {
  const values = rows
    .filter(({ accounts }) => accounts === '1')
    .map((row) => ({
      contender: row[''],
      memoryMb: Number(row['MB']),
      ms: read(row['first call, ms']).median,
    }));
  return {
    ...HALF,
    title: 'First call, share of a core',
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'memoryMb', type: 'ordinal', title: 'MB', axis: { labelAngle: 0 } },
      y: { field: 'ms', type: 'quantitative', scale: { type: 'log', nice: false } },
      color: CONTENDER,
    },
  };
}
