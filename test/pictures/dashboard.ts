import { drawGraph } from './plot';
import { box, hairline, text } from './shapes';
import type { Box } from './shapes';
import type { Figures } from './story';
import type { Element } from './svg';
import { picture } from './theme';
import type { AlarmWidget, LogWidget, MetricWidget, Widget } from './widgets';

const COLUMNS = 24;
const MARGIN = 16;
const COLUMN = 35;
const ROW = 22;
const GAP = 8;
const HEAD = 64;
const PADDING = 12;
const ALARMS_A_ROW = 3;

const TITLE = "The dashboard's layout";
const CAPTION =
  'A sketch, made from the template. The curves are those of the story that npm start plays, a step a run.';
const KINDS = { alarm: 'alarm status', metric: 'graph', log: 'table of log entries' };

/** The dashboard's widgets, each in its place. */
export function drawDashboard(widgets: readonly Widget[], figures: Figures): string {
  const rows = Math.max(...widgets.map(({ y, height }) => y + height));
  const titles = widgets.map(({ type, properties }) => `${properties.title} (${KINDS[type]})`);
  return picture(
    {
      title: TITLE,
      description: `${CAPTION} Its widgets, from the top: ${titles.join('; ')}.`,
      width: COLUMNS * COLUMN + 2 * MARGIN,
      height: HEAD + rows * ROW + MARGIN - GAP,
    },
    text([MARGIN, 30], TITLE, { size: 16, bold: true }),
    text([MARGIN, 50], CAPTION, { tone: 'muted' }),
    ...widgets.flatMap((widget) => drawWidget(widget, figures)),
  );
}

function drawWidget(widget: Widget, figures: Figures): Element[] {
  const place = {
    x: MARGIN + widget.x * COLUMN,
    y: HEAD + widget.y * ROW,
    width: widget.width * COLUMN - (widget.x + widget.width < COLUMNS ? GAP : 0),
    height: widget.height * ROW - GAP,
  };
  const [left, right] = [place.x + PADDING, place.x + place.width - PADDING];
  const head = place.y + 20;
  return [
    box(place),
    text([left, head], widget.properties.title, { size: 13, bold: true }),
    text([right, head], KINDS[widget.type], { tone: 'muted', anchor: 'end' }),
    ...drawContent(
      widget,
      { x: left, y: head + 8, width: right - left, height: place.height - 28 - PADDING },
      figures,
    ),
  ];
}

function drawContent(widget: Widget, within: Box, figures: Figures): Element[] {
  switch (widget.type) {
    case 'alarm':
      return drawAlarms(widget, within);
    case 'metric':
      return drawMetrics(widget, within, figures);
    case 'log':
      return drawLog(widget, within);
  }
}

function drawAlarms({ properties }: AlarmWidget, { x, y, width }: Box): Element[] {
  const each = (width + GAP) / ALARMS_A_ROW;
  return properties.alarms.flatMap((name, index) => {
    const left = x + (index % ALARMS_A_ROW) * each;
    const top = y + 2 + Math.floor(index / ALARMS_A_ROW) * 24;
    return [
      box({ x: left, y: top, width: each - GAP, height: 20 }, { fill: 'page', stroke: 'edge' }),
      text([left + 8, top + 14], name),
    ];
  });
}

function drawMetrics({ properties }: MetricWidget, within: Box, figures: Figures): Element[] {
  const { metrics } = properties;
  const [namespace] = metrics.map(([first]) => first);
  const names = [...new Set(metrics.map(([, name]) => name))].join(', ');
  return [
    text([within.x, within.y + 9], `${namespace ?? ''}: ${names}`, { tone: 'muted' }),
    ...drawGraph(metrics, { ...within, y: within.y + 24, height: within.height - 24 }, figures),
  ];
}

/** The columns that the query asks for, with nothing in them, and the rest of it. */
function drawLog({ properties }: LogWidget, { x, y, width }: Box): Element[] {
  const commands = properties.query.split(/\s*\|\s*/);
  const fields = commands.find((command) => command.startsWith('fields ')) ?? '';
  const others = commands.filter((each) => each !== fields && !each.startsWith('SOURCE '));
  const columns = columnsOf(fields.replace('fields ', ''));
  return [
    text([x, y + 9], others.join(' | '), { tone: 'muted' }),
    ...columns.map((column, index) =>
      text([x + (index * width) / columns.length, y + 40], column, { bold: true }),
    ),
    ...[48, 72, 96].map((below) => hairline([x, y + below], [x + width, y + below])),
  ];
}

/** The names of the columns; a comma within brackets parts none. */
function columnsOf(fields: string): string[] {
  const flat = fields.replace(/\([^()]*\)/g, '');
  if (flat !== fields) return columnsOf(flat);
  return fields.split(/,\s*/).map((column) => column.replace(/^.* as /, ''));
}
