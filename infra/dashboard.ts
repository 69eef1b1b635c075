import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm, GraphWidgetProps, IMetric, IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { chunks } from '../lambda/chunks';
import type { Condition } from '../lambda/contract';
import type { MonitorFunction } from './function';
import type { MonitorMetrics } from './metrics';
import type { Settings } from './settings/settings';

const FULL_WIDTH = 24;
/** CloudWatch's limit. */
const MAX_ALARMS_PER_WIDGET = 100;

/**
 * What Binance does at which uniMMR (Binance's FAQ, "Binance Portfolio Margin Pro: maintenance
 * margin ratio calculation").
 */
const MARGIN_THRESHOLDS = [
  { value: 1.5, label: 'margin call' },
  { value: 1.2, label: 'only reducing orders' },
  { value: 1.05, label: 'liquidation' },
];
/** Above it an account is safe, and the metric goes up to 100: the thresholds would be one line. */
const SAFE_UNI_MMR = 3;
/** Of an account that is bankrupt. */
const WORST_RANK = 6;

export interface MonitorDashboardProps {
  readonly dashboardName: string;
  readonly settings: Pick<Settings, 'accounts' | 'interval' | 'marginWarning'>;
  readonly metrics: MonitorMetrics;
  readonly monitor: MonitorFunction;
  readonly alarms: readonly Alarm[];
}

/**
 * Alarms, amounts, runs, and why checks failed. A graph has a line for every account: CloudWatch
 * takes 500 metrics in a widget and 2,500 in a dashboard (CloudWatch service quotas).
 */
export class MonitorDashboard extends Construct {
  readonly #props: MonitorDashboardProps;
  readonly #period: Duration;

  constructor(scope: Construct, id: string, props: MonitorDashboardProps) {
    super(scope, id);
    this.#props = props;
    const { interval, marginWarning } = props.settings;
    this.#period = Duration.seconds(interval);
    new Dashboard(this, 'Dashboard', {
      dashboardName: props.dashboardName,
      defaultInterval: Duration.days(1),
      widgets: [
        ...this.#alarms(),
        this.#amounts(),
        ...(marginWarning === undefined ? [] : [this.#margin()]),
        this.#blind(),
        this.#runs(),
        [this.#reasons()],
      ],
    });
  }

  #alarms(): IWidget[][] {
    return chunks(this.#props.alarms, MAX_ALARMS_PER_WIDGET).map((alarms) => [
      new AlarmStatusWidget({ title: 'Alarms', width: FULL_WIDTH, height: 4, alarms }),
    ]);
  }

  #amounts(): IWidget[] {
    const { metrics } = this.#props;
    return [
      this.#graph(
        'Owed to Binance',
        this.#ofEach((account) => metrics.owed(account, this.#period)),
      ),
      this.#graph('What subscribers were last told to be owed', this.#told('debt')),
    ];
  }

  /** How close each account is to a liquidation, and what was told of it. */
  #margin(): IWidget[] {
    const { metrics } = this.#props;
    return [
      this.#graph(
        `uniMMR (a line that is not here is above ${SAFE_UNI_MMR}, or unknown)`,
        this.#ofEach((account) => metrics.uniMmr(account, this.#period)),
        {
          leftYAxis: { min: 0, max: SAFE_UNI_MMR },
          leftAnnotations: MARGIN_THRESHOLDS.map(({ value, label }) => ({
            value,
            label: `${value}: ${label}`,
          })),
        },
      ),
      this.#graph(
        `Told of the margin: 0 (well) to ${WORST_RANK} (bankrupt)`,
        this.#told('margin'),
        { leftYAxis: { min: 0, max: WORST_RANK } },
      ),
    ];
  }

  /** Who is blind, and since when. */
  #blind(): IWidget[] {
    return [
      this.#graph('Told that it cannot be checked (1) or can again (0)', this.#told('blind')),
      this.#logTable('When each account was last answered', FULL_WIDTH / 2, [
        'filter ispresent(message.amount)',
        'fields message.account as account',
        'stats max(@timestamp) as lastAnswered by account',
        'sort lastAnswered asc',
        'limit 200',
      ]),
    ];
  }

  #runs(): IWidget[] {
    const { function: monitor } = this.#props.monitor;
    const period = this.#period;
    return [
      this.#graph('Runs and failures', [
        monitor.metricInvocations({ period, label: 'runs' }),
        monitor.metricErrors({ period, label: 'failures' }),
        monitor.metricThrottles({ period, label: 'throttled' }),
      ]),
      this.#graph('Duration of a run', [
        monitor.metricDuration({ period, statistic: Stats.p(50), label: 'median' }),
        monitor.metricDuration({ period, statistic: Stats.MAXIMUM, label: 'longest' }),
      ]),
    ];
  }

  #told(condition: Condition): Metric[] {
    const { metrics } = this.#props;
    return this.#ofEach((account) => metrics.told(condition, account, this.#period));
  }

  #ofEach(metricOf: (account: string) => Metric): Metric[] {
    const { accounts } = this.#props.settings;
    return accounts.map(({ name: label }) => metricOf(label).with({ label }));
  }

  #graph(title: string, left: IMetric[], options: GraphWidgetProps = {}): GraphWidget {
    const size = { width: FULL_WIDTH / 2, height: 8 };
    return new GraphWidget({ title, left, ...size, leftYAxis: { min: 0 }, ...options });
  }

  #reasons(): LogQueryWidget {
    return this.#logTable('Why checks failed', FULL_WIDTH, [
      // CheckFailedError only repeats what the lines of the accounts say.
      'filter level = "ERROR" and (ispresent(message.failed) or message.errorType != "CheckFailedError")',
      'fields @timestamp, message.account as account, coalesce(message.failed, concat(message.errorType, ": ", message.errorMessage)) as reason',
      'sort @timestamp desc',
      'limit 100',
    ]);
  }

  #logTable(title: string, width: number, queryLines: string[]): LogQueryWidget {
    return new LogQueryWidget({
      title,
      width,
      height: 8,
      view: LogQueryVisualizationType.TABLE,
      logGroupNames: [this.#props.monitor.logGroup.logGroupName],
      queryLines,
    });
  }
}
