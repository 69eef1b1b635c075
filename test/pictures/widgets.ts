import type { Synthesis } from '../infra/synthesis';

interface Place {
  /** On CloudWatch's grid of 24 columns, counted from 0. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface AlarmWidget extends Place {
  readonly type: 'alarm';
  readonly properties: {
    readonly title: string;
    /** Their names. */
    readonly alarms: readonly string[];
  };
}

export interface MetricWidget extends Place {
  readonly type: 'metric';
  readonly properties: {
    readonly title: string;
    readonly metrics: readonly Metric[];
  };
}

/** As a dashboard's body has it, with one dimension. */
export type Metric = readonly [
  namespace: string,
  name: string,
  dimension: string,
  value: string,
  shown: { readonly label: string; readonly stat: string },
];

export interface LogWidget extends Place {
  readonly type: 'log';
  readonly properties: { readonly title: string; readonly query: string };
}

export type Widget = AlarmWidget | MetricWidget | LogWidget;

/** The widgets of the synthesized dashboard, in which alarms stand by their names. */
export function widgetsOf(synthesis: Synthesis): readonly Widget[] {
  const { DashboardBody } = synthesis.one('AWS::CloudWatch::Dashboard') as {
    DashboardBody: { 'Fn::Join': [separator: string, parts: unknown[]] };
  };
  const [separator, parts] = DashboardBody['Fn::Join'];
  const body = parts.map((part) => (typeof part === 'string' ? part : referred(part as object)));
  const { widgets } = JSON.parse(body.join(separator)) as { widgets: Widget[] };
  return widgets.map((widget) => {
    if (widget.type !== 'alarm') return widget;
    const alarms = widget.properties.alarms.map((id) => alarmName(synthesis, id));
    return { ...widget, properties: { ...widget.properties, alarms } };
  });
}

/** The logical id that `Ref` or `Fn::GetAtt` names. */
function referred(part: object): string {
  const [id] = Object.values(part).flat() as string[];
  return id ?? '';
}

function alarmName({ resources }: Synthesis, logicalId: string): string {
  return resources[logicalId]?.Properties['AlarmName'] as string;
}
