import { dot, hairline, line, text } from './shapes';
import type { Box, Point } from './shapes';
import type { Figures, Points } from './story';
import type { Element } from './svg';
import type { Tone } from './theme';
import type { Metric } from './widgets';

const TONES: readonly Tone[] = ['blue', 'orange', 'green'];
/** Of a character of the legend, in most fonts. */
const CHARACTER = 7;

/** A graph with its axes and its legend; metrics that the figures lack have no curve. */
export function drawGraph(metrics: readonly Metric[], within: Box, figures: Figures): Element[] {
  const curves = metrics.map(([, name]) => figures.metrics[name] ?? []);
  const plot = {
    ...within,
    x: within.x + 44,
    width: within.width - 56,
    height: within.height - 40,
  };
  const most = Math.max(0, ...curves.flat().map((value) => value ?? 0));
  const at = (index: number, value: number): Point => [
    plot.x + ((index + 0.5) * plot.width) / figures.times.length,
    plot.y + plot.height * (1 - value / most),
  ];
  return [
    ...drawAxes(plot, most),
    ...(most === 0 ? [noCurves(plot)] : drawTimes(plot, figures.times, at)),
    ...curves.flatMap((points, index) => drawCurve(points, toneOf(index), at)),
    ...drawLegend(metrics, [within.x, within.y + within.height]),
  ];
}

type Scale = (index: number, value: number) => Point;

function drawAxes({ x, y, width, height }: Box, most: number): Element[] {
  const foot = y + height;
  const look = { size: 11, tone: 'muted', anchor: 'end' } as const;
  return [
    hairline([x, y], [x + width, y]),
    hairline([x, y], [x, foot]),
    hairline([x, foot], [x + width, foot]),
    text([x - 6, foot + 4], '0', look),
    ...(most === 0 ? [] : [text([x - 6, y + 4], String(most), look)]),
  ];
}

function noCurves({ x, y, width, height }: Box): Element {
  return text([x + width / 2, y + height / 2 + 4], 'not drawn: it varies from run to run', {
    tone: 'muted',
    anchor: 'middle',
  });
}

function drawTimes({ y, height }: Box, times: readonly string[], at: Scale): Element[] {
  return times.map((time, index) =>
    text([at(index, 0)[0], y + height + 14], time, { size: 11, tone: 'muted', anchor: 'middle' }),
  );
}

/** A point for each value, and a line between those next to each other, as CloudWatch draws it. */
function drawCurve(points: Points, tone: Tone, at: Scale): Element[] {
  const there = points.flatMap((value, index) => (value === undefined ? [] : [{ index, value }]));
  return there.flatMap(({ index, value }) => {
    const next = points[index + 1];
    return [
      ...(next === undefined ? [] : [line([at(index, value), at(index + 1, next)], tone)]),
      dot(at(index, value), { fill: tone }),
    ];
  });
}

function drawLegend(metrics: readonly Metric[], [x, y]: Point): Element[] {
  let left = x + 4;
  return metrics.flatMap(([, , , , { label, stat }], index) => {
    const entry = `${label} (${stat})`;
    const from = left;
    left += 28 + entry.length * CHARACTER;
    return [dot([from, y - 4], { fill: toneOf(index) }, 4), text([from + 10, y], entry)];
  });
}

function toneOf(index: number): Tone {
  return TONES[index % TONES.length] ?? 'ink';
}
