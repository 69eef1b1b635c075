import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS } from '../lambda/contract';
import type { Condition } from '../lambda/contract';

/** The function's own metrics, as alarms and dashboard read them. */
export class MonitorMetrics {
  constructor(readonly namespace: string) {}

  /** What the account owes. */
  owed(account: string, period: Duration): Metric {
    return this.#metric(METRICS.loan, account, Stats.MAXIMUM, period);
  }

  /** How many of the account's checks were answered. */
  answered(account: string, period: Duration): Metric {
    return this.#metric(METRICS.loan, account, Stats.SAMPLE_COUNT, period);
  }

  /** How far the account is from a liquidation: the least that was seen counts. */
  uniMmr(account: string, period: Duration): Metric {
    return this.#metric(METRICS.uniMmr, account, Stats.MINIMUM, period);
  }

  /** What subscribers were last told of a condition of the account. */
  told(condition: Condition, account: string, period: Duration): Metric {
    return this.#metric(METRICS.told[condition], account, Stats.MAXIMUM, period);
  }

  #metric(metricName: string, account: string, statistic: string, period: Duration): Metric {
    return new Metric({
      namespace: this.namespace,
      metricName,
      dimensionsMap: { [METRICS.dimension]: account },
      statistic,
      period,
    });
  }
}
