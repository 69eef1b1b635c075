import * as at from './places';
import { arrow, box, dot, line, text } from './shapes';
import type { Box, Point } from './shapes';
import type { Element } from './svg';
import type { Tone } from './theme';

const X = 704;
const ROW: Pick<Box, 'x' | 'width' | 'height'> = { x: X, width: 160, height: 28 };
const BUS = 680;

interface Readers {
  readonly who: string;
  readonly y: number;
  /** By which protocols, and what they are sent. */
  readonly by: readonly (readonly [protocol: string, gets: string])[];
}

const READERS: readonly Readers[] = [
  {
    who: 'People',
    y: 190,
    by: [
      ['e-mail', 'a short text'],
      ['SMS', 'one line'],
    ],
  },
  {
    who: 'Programs',
    y: 288,
    by: [
      ['SQS', 'JSON'],
      ['Lambda', 'JSON'],
      ['HTTPS', 'JSON'],
    ],
  },
];

/** Whom the topic tells. */
export function drawSubscribers(): Element[] {
  const rows = READERS.flatMap(({ y, by }) => by.map((each, index) => rowOf(each, y, index)));
  const heights = rows.map(({ place }) => at.middle(place).y);
  const bus: Point[] = [Math.min(...heights), Math.max(...heights)].map((y) => [BUS, y]);
  return [
    line([at.right(at.TOPIC), [BUS, at.middle(at.TOPIC).y]], 'muted'),
    line(bus, 'muted'),
    ...READERS.map(({ who, y }) => text([X, y], who, { bold: true, tone: 'muted' })),
    ...rows.flatMap(({ place, protocol, gets }) => [
      arrow([[BUS, at.middle(place).y], at.left(place)], 'muted'),
      box(place),
      text([X + 12, at.middle(place).y + 4], protocol, { bold: true }),
      text([X + ROW.width - 12, at.middle(place).y + 4], gets, { tone: 'muted', anchor: 'end' }),
    ]),
  ];
}

function rowOf([protocol, gets]: Readers['by'][number], y: number, index: number) {
  return { place: { ...ROW, y: y + 8 + index * 34 }, protocol, gets };
}

/** The two ways to the topic, and what the signs mean. */
export function drawPaths(): Element[] {
  const { CHECKER, TOPIC, METRICS, ALARMS } = at;
  const notice: Point[] = [at.right(CHECKER, at.middle(TOPIC).y), at.left(TOPIC)];
  const alarm: Point[] = [at.top(ALARMS), at.bottom(TOPIC, at.middle(ALARMS).x)];
  const key = 452;
  return [
    arrow(notice, 'blue'),
    arrow([at.right(METRICS), at.left(ALARMS, at.middle(METRICS).y)], 'orange'),
    arrow(alarm, 'orange'),
    ...number('1', [428, at.middle(TOPIC).y], 'blue'),
    ...number('2', [at.middle(ALARMS).x, 332], 'orange'),
    ...number('1', [X + 8, key], 'blue'),
    text([X + 24, key + 4], 'the notice'),
    ...number('2', [X + 8, key + 26], 'orange'),
    text([X + 24, key + 30], 'the alarm'),
    box({ x: X, y: key + 44, width: 16, height: 16 }, { stroke: 'muted', dashed: true }),
    text([X + 24, key + 56], 'made by you'),
  ];
}

function number(digit: string, [x, y]: Point, tone: Tone): Element[] {
  return [
    dot([x, y], { fill: 'page', stroke: tone }, 9),
    text([x, y + 4], digit, { bold: true, tone, anchor: 'middle' }),
  ];
}
