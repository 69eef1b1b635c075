import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm, IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { chunks } from '../lambda/chunks';
import type { MonitorFunction } from './function';
import type { MonitorMetrics } from './metrics';
import type { Settings } from './settings/settings';

const FULL_WIDTH = 24;
/** CloudWatch's limit. */
const MAX_ALARMS_PER_WIDGET = 100;

export interface MonitorDashboardProps {
  readonly dashboardName: string;
  readonly settings: Pick<Settings, 'accounts' | 'interval'>;
  readonly metrics: MonitorMetrics;
  readonly monitor: MonitorFunction;
  readonly alarms: readonly Alarm[];
}

/** Alarms, amounts, runs, and why checks failed. */
export class MonitorDashboard extends Construct {
  readonly #props: MonitorDashboardProps;
  readonly #period: Duration;

  constructor(scope: Construct, id: string, props: MonitorDashboardProps) {
    super(scope, id);
    this.#props = props;
    this.#period = Duration.seconds(props.settings.interval);
    new Dashboard(this, 'Dashboard', {
      dashboardName: props.dashboardName,
      defaultInterval: Duration.days(1),
      widgets: [...this.#alarms(), this.#amounts(), this.#blind(), this.#runs(), [this.#reasons()]],
    });
  }

  #alarms(): IWidget[][] {
    return chunks(this.#props.alarms, MAX_ALARMS_PER_WIDGET).map((alarms) => [
      new AlarmStatusWidget({ title: 'Alarms', width: FULL_WIDTH, height: 4, alarms }),
    ]);
  }

  #amounts(): IWidget[] {
    const { settings, metrics } = this.#props;
    const names = settings.accounts.map(({ name }) => name);
    return [
      this.#graph(
        'Owed to Binance',
        names.map((label) => metrics.owed(label, this.#period).with({ label })),
      ),
      this.#graph(
        'What subscribers were last told to be owed',
        names.map((label) => metrics.told('debt', label, this.#period).with({ label })),
      ),
    ];
  }

  /** Who is blind, and since when. */
  #blind(): IWidget[] {
    const { settings, metrics } = this.#props;
    const told = settings.accounts.map(({ name: label }) =>
      metrics.told('blind', label, this.#period).with({ label }),
    );
    return [
      this.#graph('Told that it cannot be checked (1) or can again (0)', told),
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

  #graph(title: string, left: IMetric[]): GraphWidget {
    return new GraphWidget({
      title,
      left,
      width: FULL_WIDTH / 2,
      height: 8,
      leftYAxis: { min: 0 },
    });
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
