import { element } from './svg';
import type { Element } from './svg';
import { paint } from './theme';
import type { Paint, Tone } from './theme';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [x: number, y: number];

export function box(
  { x, y, width, height }: Box,
  look: Paint & { readonly dashed?: boolean } = { fill: 'panel', stroke: 'edge' },
): Element {
  const dashes = look.dashed === true ? { 'stroke-dasharray': '5 4' } : {};
  return element('rect', { x, y, width, height, rx: 6, class: paint(look), ...dashes });
}

export interface TextLook {
  readonly tone?: Tone;
  /** In pixels, 12 by default. */
  readonly size?: number;
  readonly bold?: boolean;
  readonly mono?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** How wide the text is to be, in pixels, whatever font the reader has. */
  readonly width?: number;
}

/** A line of text, at its baseline. */
export function text([x, y]: Point, content: string, look: TextLook = {}): Element {
  const { tone = 'ink', size = 12, bold, mono, anchor, width } = look;
  return element(
    'text',
    {
      x,
      y,
      'font-size': size,
      class: [paint({ fill: tone }), ...(mono === true ? ['mono'] : [])].join(' '),
      ...(bold === true ? { 'font-weight': 600 } : {}),
      ...(anchor === undefined ? {} : { 'text-anchor': anchor }),
      ...(width === undefined ? {} : { textLength: width, lengthAdjust: 'spacingAndGlyphs' }),
    },
    content,
  );
}

export function line(points: readonly Point[], tone: Tone): Element {
  return element('polyline', {
    points: points.join(' '),
    class: paint({ stroke: tone }),
    'stroke-width': 1.5,
  });
}

/** A line that parts things, and means nothing by itself. */
export function hairline([x1, y1]: Point, [x2, y2]: Point): Element {
  return element('line', { x1, y1, x2, y2, class: paint({ stroke: 'edge' }) });
}

export function dot([cx, cy]: Point, look: Paint, r = 3): Element {
  return element('circle', { cx, cy, r, class: paint(look) });
}

const HEAD = 8;

/** A line along level and upright ways, with a head at its end. */
export function arrow(points: readonly Point[], tone: Tone): Element {
  const [[fromX, fromY], [x, y]] = points.slice(-2) as [Point, Point];
  const [dx, dy] = [Math.sign(x - fromX), Math.sign(y - fromY)];
  const [backX, backY] = [x - dx * HEAD, y - dy * HEAD];
  const half = HEAD / 2;
  const head: readonly Point[] = [
    [x, y],
    [backX - dy * half, backY + dx * half],
    [backX + dy * half, backY - dx * half],
  ];
  return element(
    'g',
    {},
    line([...points.slice(0, -1), [backX, backY]], tone),
    element('polygon', { points: head.join(' '), class: paint({ fill: tone }) }),
  );
}
