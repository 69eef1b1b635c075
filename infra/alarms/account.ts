import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { MonitorMetrics } from '../metrics';
import { DAY, HOUR, MINUTE, spell } from '../settings/types';
import type { Settings } from '../settings/settings';
import { FIVE_MINUTES } from './spec';
import type { AlarmSpec } from './spec';

export interface AccountAlarmsProps {
  readonly settings: Pick<Settings, 'debtThreshold' | 'blindAfter' | 'marginWarning'>;
  readonly metrics: MonitorMetrics;
}

/** The alarms of an account; that of its margin only if its margin is watched. */
export function accountAlarms(account: string, props: AccountAlarmsProps): AlarmSpec[] {
  const { marginWarning } = props.settings;
  return [
    debt(account, props),
    blind(account, props),
    ...(marginWarning === undefined ? [] : [margin(account, marginWarning, props)]),
  ];
}

function debt(account: string, { settings, metrics }: AccountAlarmsProps): AlarmSpec {
  return {
    name: `debt-${account}`,
    description: `The Binance account ${account} owes a bankruptcy loan. Repay it on binance.com, in the Portfolio Margin Pro account. This alarm sends nothing when the debt is repaid: the notice debt.cleared does.`,
    // A point has the scheduled time and may arrive minutes later: a period of five minutes still
    // includes it. The window slides with each evaluation (CloudWatch User Guide, "Alarm
    // evaluation windows"), so the alarm fires no later than with a shorter period.
    metric: metrics.owed(account, FIVE_MINUTES),
    threshold: settings.debtThreshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    // A debt must not look repaid because checks are no longer answered.
    treatMissingData: TreatMissingData.IGNORE,
  };
}

/** Fires when nothing is published: whether Binance, the secret, the function or CloudWatch failed. */
function blind(account: string, { settings, metrics }: AccountAlarmsProps): AlarmSpec {
  const { period, evaluationPeriods } = lookBack(settings.blindAfter);
  return {
    name: `blind-${account}`,
    description: `For ${spell(settings.blindAfter)}, no check of the Binance account ${account} was answered: whether it owes anything is unknown. While the function runs, a notice blind.detected says the same. Look the loan up on binance.com. Then read on the dashboard why checks failed.`,
    metric: new MathExpression({
      // Without FILL, CloudWatch waits extra periods before it treats data as missing.
      expression: 'FILL(answered, 0)',
      usingMetrics: { answered: metrics.answered(account, Duration.seconds(period)) },
      period: Duration.seconds(period),
      label: `answered checks of ${account}`,
    }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods,
    treatMissingData: TreatMissingData.BREACHING,
    notifyOnOk: true,
  };
}

function margin(account: string, warning: string, { metrics }: AccountAlarmsProps): AlarmSpec {
  return {
    name: `margin-${account}`,
    // Sources of the thresholds: Binance's FAQ, see infra/runbook.md.
    description: `The uniMMR of the Binance account ${account} is ${warning} or less: it is close to a liquidation. Reduce positions or add collateral on binance.com before the uniMMR falls below 1.05. Binance sends a margin call at 1.5, accepts only orders that reduce positions at 1.2, and liquidates below 1.05; deposits do not stop a liquidation that has begun. While the function runs, a notice margin.detected says the same.`,
    // For a late point, as with the debt.
    metric: metrics.uniMmr(account, FIVE_MINUTES),
    threshold: Number(warning),
    comparisonOperator: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    // An account must not look safe because Binance no longer says how it stands. The errors alarm
    // fires then.
    treatMissingData: TreatMissingData.IGNORE,
    notifyOnOk: true,
  };
}

/**
 * The period, and how many of them, by which a blind alarm covers so many seconds: the shortest
 * period of which a hundred are enough. CloudWatch allows a day in total for periods below an hour,
 * and seven days for longer ones (CloudWatch API Reference, PutMetricAlarm, EvaluationPeriods).
 */
export function lookBack(seconds: number): { period: number; evaluationPeriods: number } {
  const fine = seconds <= HOUR ? MINUTE : seconds <= 6 * HOUR ? 5 * MINUTE : 15 * MINUTE;
  const period = seconds <= DAY ? fine : seconds <= 4 * DAY ? HOUR : 2 * HOUR;
  return { period, evaluationPeriods: Math.ceil(seconds / period) };
}
