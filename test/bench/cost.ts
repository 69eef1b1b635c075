import type { Table } from './results';

/**
 * US dollars in Tokyo, the default region, as of November 2026, from copies of AWS's price pages.
 * Not verified: the price of a GB-second on Arm, taken to be that of us-east-1.
 */
const PRICES = {
  alarm: 0.1,
  metric: 0.3,
  dashboard: 3,
  secret: 0.4,
  metricRead: 0.01 / 1_000,
  metricCall: 0.01 / 1_000,
  secretCall: 0.05 / 10_000,
  invocation: 0.2 / 1e6,
  gbSecond: 0.0000133334,
  logGb: 0.76,
  natGateway: 0.062 * 730,
  address: 0.005 * 730,
  key: 1,
};

/** KMS charges as much as for the key for each of its first two yearly rotations, and no more. */
const KEY_ROTATIONS = 2;
/** Up to so many metrics a dashboard can be one of an AWS account's three free ones. */
const FREE_DASHBOARD_METRICS = 50;
const MINUTES_A_MONTH = 730 * 60;
/** How long the function keeps a secret, and remembers that nothing was told. */
const KEPT_MINUTES = 15;
/** What an account's subscribers were told of its debt, and of its blindness; then of its margin. */
const METRICS_TOLD = { plain: 2, withMargin: 3 };
const MEMORY_GB = 0.25;
const LOG_BYTES = { run: 700, account: 300 };

/** What a run calls that finds nothing to tell; a test holds it against the calls that are made. */
export interface RunCalls {
  readonly binance: number;
  readonly putMetricData: number;
  readonly getMetricData: number;
  /** As CloudWatch bills GetMetricData: up to five statistics of one metric count as one. */
  readonly metricsRead: number;
  readonly secretCalls: number;
}

/**
 * @param isDue Whether what is kept for 15 minutes has to be read again.
 * @param withMargin Whether the margin of accounts is watched: by one more request to Binance for
 *   each, whose points go along with those of the loans.
 */
export function runCalls(accounts: number, isDue: boolean, withMargin = false): RunCalls {
  const secretCalls = accounts === 1 ? 1 : Math.ceil(accounts / 20);
  const metricsRead = (withMargin ? METRICS_TOLD.withMargin : METRICS_TOLD.plain) * accounts;
  return {
    binance: withMargin ? 2 * accounts : accounts,
    putMetricData: 1,
    getMetricData: isDue ? Math.ceil(metricsRead / 250) : 0,
    metricsRead: isDue ? metricsRead : 0,
    secretCalls: isDue ? secretCalls : 0,
  };
}

export interface Deployment {
  readonly intervalMinutes: number;
  readonly accounts: number;
  /** A warm run of the stack's 256 MB, in milliseconds: two answers and the figures of shares. */
  readonly runMs: number;
  /** Whether the margin of accounts is watched. */
  readonly withMargin?: boolean;
}

/** US dollars a month. */
export interface Cost {
  /** Metrics, alarms, secrets and the dashboard: paid however often is asked. */
  readonly standing: number;
  /** Reading back what was told. */
  readonly told: number;
  /** All else that is paid by the run. */
  readonly runs: number;
}

const FIXED_EGRESS = PRICES.natGateway + PRICES.address;

/** Of the deployment that the README shows first. */
const USUAL = { intervalMinutes: 5, accounts: 1, runMs: 200 };

/** What the settings that cost something say. */
export const SETTING_PRICES = {
  marginWarning: `${dollars(sumOf({ ...USUAL, withMargin: true }) - sumOf(USUAL))} a month for each account`,
  fixedEgress: `${dollars(FIXED_EGRESS)} a month`,
  customerKey: `$${PRICES.key} a month, $${PRICES.key * (1 + KEY_ROTATIONS)} from its second yearly rotation on`,
};

/** Three of each account, or five; runs, failures, throttles, and two of the duration. */
export function dashboardMetrics(accounts: number, withMargin = false): number {
  return (withMargin ? 5 : 3) * accounts + 5;
}

/** How many accounts a free dashboard has room for. */
export function dashboardAccounts(withMargin = false): number {
  const ofEach = dashboardMetrics(1, withMargin) - dashboardMetrics(0);
  return Math.floor((FREE_DASHBOARD_METRICS - dashboardMetrics(0)) / ofEach);
}

export function monthlyCost(deployment: Deployment): Cost {
  const { intervalMinutes, accounts, runMs, withMargin = false } = deployment;
  const runs = MINUTES_A_MONTH / intervalMinutes;
  const reads = MINUTES_A_MONTH / Math.max(intervalMinutes, KEPT_MINUTES);
  const { metricsRead, putMetricData, secretCalls } = runCalls(accounts, true, withMargin);
  const logGb = (LOG_BYTES.run + accounts * LOG_BYTES.account) / 1e9;
  // A metric is billed by the hour in which it got points: those of what was told get none in a
  // quiet month, which leaves what is owed, and the uniMMR.
  const metric = PRICES.metric * Math.min(1, 60 / intervalMinutes);
  const ofAccount = withMargin ? 2 * metric + 3 * PRICES.alarm : metric + 2 * PRICES.alarm;
  const dashboard = accounts > dashboardAccounts(withMargin) ? PRICES.dashboard : 0;
  const lambda = PRICES.invocation + (runMs / 1000) * MEMORY_GB * PRICES.gbSecond;
  return {
    standing: accounts * (ofAccount + PRICES.secret) + 4 * PRICES.alarm + dashboard,
    told: reads * metricsRead * PRICES.metricRead,
    runs:
      runs * (putMetricData * PRICES.metricCall + lambda + logGb * PRICES.logGb) +
      reads * secretCalls * PRICES.secretCall,
  };
}

/** What each further account adds at the usual interval, and the largest parts of it. */
export const ACCOUNT_PRICES = {
  sum: dollars(sumOf({ ...USUAL, accounts: 2 }) - sumOf(USUAL)),
  secret: dollars(PRICES.secret),
  metric: dollars(PRICES.metric),
  alarms: dollars(2 * PRICES.alarm),
  told: dollars(monthlyCost(USUAL).told),
};

function sumOf(deployment: Deployment): number {
  const { standing, told, runs } = monthlyCost(deployment);
  return standing + told + runs;
}

const RUN_MS = new Map([
  [1, 200],
  [10, 300],
  [100, 1_200],
]);

export function costTable(): Table {
  const rows = [...RUN_MS].flatMap(([accounts, runMs]) =>
    [1, 5, 15].map((intervalMinutes) => {
      const deployment = { intervalMinutes, accounts, runMs };
      const { standing, told, runs } = monthlyCost(deployment);
      const sum = standing + told + runs;
      const withMargin = sumOf({ ...deployment, withMargin: true });
      return [
        String(accounts),
        `${intervalMinutes} min`,
        ...[standing, told, runs, sum, sum + FIXED_EGRESS, withMargin].map((each) =>
          each.toFixed(2),
        ),
      ];
    }),
  );
  return {
    title: 'A month, in US dollars',
    rows: [
      [
        'accounts',
        'every',
        'metrics, alarms, secrets, dashboard',
        'reading what was told',
        'Lambda, log, other calls',
        'sum',
        'with fixed egress',
        'with a margin warning',
      ],
      ...rows,
    ],
  };
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
