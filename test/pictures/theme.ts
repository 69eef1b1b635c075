import { element, render } from './svg';
import type { Element } from './svg';

const LIGHT = {
  page: '#ffffff',
  panel: '#f6f8fa',
  edge: '#d1d9e0',
  ink: '#1f2328',
  muted: '#59636e',
  blue: '#0969da',
  orange: '#bc4c00',
  red: '#cf222e',
  green: '#1a7f37',
};

/** What a colour is for; which colour it is depends on the reader's light or dark mode. */
export type Tone = keyof typeof LIGHT;

const DARK: Readonly<Record<Tone, string>> = {
  page: '#0d1117',
  panel: '#161b22',
  edge: '#3d444d',
  ink: '#e6edf3',
  muted: '#9198a1',
  blue: '#4493f8',
  orange: '#e8883a',
  red: '#f85149',
  green: '#3fb950',
};

export interface Paint {
  readonly fill?: Tone;
  readonly stroke?: Tone;
}

/** The class of a shape so painted; nothing else is painted. */
export function paint({ fill, stroke }: Paint): string {
  return [fill && `fill-${fill}`, stroke && `stroke-${stroke}`].filter(Boolean).join(' ');
}

const STYLE = `
svg { font-family: -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: none }
.mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace }
${rules(LIGHT)}
@media (prefers-color-scheme: dark) {
${rules(DARK)}
}
`;

function rules(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .flatMap(([tone, colour]) => [
      `.fill-${tone} { fill: ${colour} }`,
      `.stroke-${tone} { stroke: ${colour} }`,
    ])
    .join('\n');
}

export interface Picture {
  readonly title: string;
  /** What the picture shows, for those who do not see it. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
}

/** A picture on a ground of its own, which stays readable where the page is of the other mode. */
export function picture(
  { title, description, width, height }: Picture,
  ...content: readonly Element[]
): string {
  return render(
    element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        width,
        height,
        viewBox: `0 0 ${width} ${height}`,
        role: 'img',
        'aria-labelledby': 'title description',
      },
      element('title', { id: 'title' }, title),
      element('desc', { id: 'description' }, description),
      element('style', {}, STYLE),
      element('rect', {
        x: 0.5,
        y: 0.5,
        width: width - 1,
        height: height - 1,
        rx: 8,
        class: paint({ fill: 'page', stroke: 'edge' }),
      }),
      ...content,
    ),
  );
}
