import { peer } from './peers';
import { bareWalls, walls } from './results';
import { coldMs, warmMs } from './sections';
import type { Curve, Share, Start } from './sections';
import { ratios, spread } from './statistics';

export interface Figures {
  readonly starts: readonly Start[];
  readonly accounts: readonly Curve[];
  readonly shares: readonly Share[] | undefined;
}

interface VegaLite {
  readonly compile: (spec: object) => { spec: object };
}

interface Vega {
  readonly parse: (spec: object) => object;
  readonly View: new (runtime: object, options: object) => { toSVG(): Promise<string> };
}

const SIZE = { width: 260, height: 220 };
const OURS = '#e45756';
const OTHERS = '#9ecae9';
const COLORS = { 'pm-loan-monitor': OURS, 'SDK + fetch': '#4c78a8', 'SigV4 by hand': '#54a24b' };
const LEGEND = { orient: 'bottom', direction: 'horizontal', columns: 3 };
const CONTENDER = {
  field: 'contender',
  type: 'nominal',
  title: null,
  legend: LEGEND,
  scale: { domain: Object.keys(COLORS), range: Object.values(COLORS) },
};
const FONTS = { labelFontSize: 12, titleFontSize: 12 };

/** Three charts in one SVG; vega draws them. */
export async function plot(
  { starts, accounts, shares }: Figures,
  machine: string,
): Promise<string> {
  const { compile } = (await peer('vega-lite')) as VegaLite;
  const { parse, View } = (await peer('vega')) as Vega;
  const charts = [startChart(starts), accountsChart(accounts)];
  if (shares !== undefined) charts.push(shareChart(shares));
  const { spec } = compile({
    title: { text: machine, fontSize: 12, fontWeight: 'normal', color: '#666' },
    background: 'white',
    padding: 12,
    config: { axis: FONTS, legend: FONTS, title: { fontSize: 14 } },
    hconcat: charts,
    resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
  });
  return new View(parse(spec), { renderer: 'none' }).toSVG();
}

function startChart(starts: readonly Start[]): object {
  const bare = bareWalls(starts);
  const values = starts.map(({ contender, called }) => ({
    contender: contender.name,
    ...ratios(walls(called), bare),
  }));
  const axis = { labelLimit: 240 };
  const y = { field: 'contender', type: 'nominal', title: null, sort: null, axis };
  return {
    ...SIZE,
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

function accountsChart(curves: readonly Curve[]): object {
  const values = curves.flatMap(({ contender, accounts, samples }) => [
    { contender: contender.name, accounts, call: 'first', ms: spread(samples.map(coldMs)).median },
    { contender: contender.name, accounts, call: 'warm', ms: spread(samples.map(warmMs)).median },
  ]);
  return {
    ...SIZE,
    title: 'A call for many accounts, 50 ms an answer',
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'accounts', type: 'quantitative', scale: { type: 'log' } },
      y: { field: 'ms', type: 'quantitative', scale: { type: 'log' } },
      color: CONTENDER,
      strokeDash: {
        field: 'call',
        type: 'nominal',
        title: null,
        legend: { ...LEGEND, symbolType: 'stroke', symbolSize: 400, symbolStrokeColor: '#333' },
      },
    },
  };
}

function shareChart(shares: readonly Share[]): object {
  const values = shares
    .filter(({ accounts }) => accounts === 1)
    .map(({ contender, memoryMb, samples }) => ({
      contender: contender.name,
      memoryMb,
      ms: spread(samples.map(coldMs)).median,
    }));
  return {
    ...SIZE,
    title: "First call, with Lambda's share of a core",
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'memoryMb', type: 'ordinal', title: 'MB', axis: { labelAngle: 0 } },
      y: { field: 'ms', type: 'quantitative', scale: { type: 'log' } },
      color: CONTENDER,
    },
  };
}
