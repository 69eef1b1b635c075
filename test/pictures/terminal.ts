import { dot, hairline, text } from './shapes';
import type { Element } from './svg';
import { picture } from './theme';
import type { Tone } from './theme';

const FONT = 14;
const CHARACTER = 8.4;
/** Close enough that the upright lines of the chart meet. */
const LINE = 17;
const MARGIN = 24;
const BAR = 34;

/** Seconds and bytes, which vary: `(0.3 s)`. */
const MEASURES = / +\(\d+(\.\d+)? (s|kB)\)/g;
const MAIL = /^-{72}$[^]*^-{72}$/m;
/** Words with single spaces between, or signs of a chart; each keeps its column in any font. */
const SEGMENTS = /[━┃┏┓┗┛]+|[─│┌┐└┘├┤┬┴┼]+|[▲▶]|[^\s\u2500-\u25ff]+( [^\s\u2500-\u25ff]+)*/gu;
const TONES: readonly (readonly [like: RegExp, tone: Tone])[] = [
  [/^\$ /, 'green'],
  [/^FAILED$/, 'red'],
  [/^told /, 'orange'],
  [/^[━┃┏┓┗┛]/, 'blue'],
  [/^([\u2500-\u25ff]|\d\d:\d\d$|\[…\]$)/, 'muted'],
];

/** What a command printed, without what varies, and without the mail, which makes it long. */
export function transcript(output: string): string {
  return output.replace(MEASURES, '').replace(MAIL, '[…]').replace(/ +$/gm, '').trim();
}

/** A terminal in which the command was run; the description is the transcript itself. */
export function drawRun(command: string, printed: string): string {
  const lines = [`$ ${command}`, '', ...printed.split('\n')];
  const columns = Math.max(...lines.map(({ length }) => length));
  const width = Math.ceil(columns * CHARACTER) + 2 * MARGIN;
  const height = BAR + lines.length * LINE + 2 * MARGIN;
  return picture(
    { title: `A terminal in which ${command} was run`, description: printed, width, height },
    ...bar(command, width),
    ...lines.flatMap((line, index) => drawLine(line, BAR + MARGIN + FONT + index * LINE)),
  );
}

function bar(command: string, width: number): Element[] {
  return [
    hairline([0, BAR], [width, BAR]),
    ...[0, 1, 2].map((index) => dot([MARGIN + index * 18, BAR / 2], { fill: 'edge' }, 5.5)),
    text([width / 2, BAR / 2 + 4], command, { tone: 'muted', anchor: 'middle' }),
  ];
}

function drawLine(content: string, y: number): Element[] {
  return [...content.matchAll(SEGMENTS)].map(({ index, 0: segment }) =>
    text([MARGIN + index * CHARACTER, y], segment, {
      tone: toneOf(segment),
      size: FONT,
      mono: true,
      width: segment.length * CHARACTER,
    }),
  );
}

function toneOf(segment: string): Tone {
  return TONES.find(([like]) => like.test(segment))?.[1] ?? 'ink';
}
