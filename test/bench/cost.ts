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
/** What an account's subscribers were told of its debt, and of its blindness. */
const METRICS_TOLD = 2;
const MEMORY_GB = 0.25;
const LOG_BYTES = { run: 700, account: 300 };

/** What one run without a debt calls; a test holds it against the calls that are made. */
export interface RunCalls {
  readonly binance: number;
  readonly putMetricData: number;
  readonly getMetricData: number;
  /** As CloudWatch bills GetMetricData: up to five statistics of one metric count as one. */
  readonly metricsRead: number;
  readonly secretCalls: number;
}

/** @param isDue Whether what is kept for 15 minutes has to be read again. */
export function runCalls(accounts: number, isDue: boolean): RunCalls {
  const secretCalls = accounts === 1 ? 1 : Math.ceil(accounts / 20);
  const metricsRead = METRICS_TOLD * accounts;
  return {
    binance: accounts,
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

/** What the settings that cost something say. */
export const SETTING_PRICES = {
  fixedEgress: `${dollars(FIXED_EGRESS)} a month`,
  customerKey: `$${PRICES.key} a month, $${PRICES.key * (1 + KEY_ROTATIONS)} from its second yearly rotation on`,
};

/** Three of each account; runs, failures, throttles, and two of the duration. */
export function dashboardMetrics(accounts: number): number {
  return 3 * accounts + 5;
}

/** How many accounts a free dashboard has room for. */
export const DASHBOARD_ACCOUNTS = Math.floor((FREE_DASHBOARD_METRICS - dashboardMetrics(0)) / 3);

export function monthlyCost({ intervalMinutes, accounts, runMs }: Deployment): Cost {
  const runs = MINUTES_A_MONTH / intervalMinutes;
  const reads = MINUTES_A_MONTH / Math.max(intervalMinutes, KEPT_MINUTES);
  const { metricsRead, putMetricData, secretCalls } = runCalls(accounts, true);
  const logGb = (LOG_BYTES.run + accounts * LOG_BYTES.account) / 1e9;
  // A metric is billed by the hour in which it got points: of the three that an account has, the two
  // of notices get none in a quiet month.
  const metric = PRICES.metric * Math.min(1, 60 / intervalMinutes);
  const dashboard = accounts > DASHBOARD_ACCOUNTS ? PRICES.dashboard : 0;
  const lambda = PRICES.invocation + (runMs / 1000) * MEMORY_GB * PRICES.gbSecond;
  return {
    standing: accounts * (metric + 2 * PRICES.alarm + PRICES.secret) + 4 * PRICES.alarm + dashboard,
    told: reads * metricsRead * PRICES.metricRead,
    runs:
      runs * (putMetricData * PRICES.metricCall + lambda + logGb * PRICES.logGb) +
      reads * secretCalls * PRICES.secretCall,
  };
}

const RUN_MS = new Map([
  [1, 200],
  [10, 300],
  [100, 1_200],
]);

export function costTable(): Table {
  const rows = [...RUN_MS].flatMap(([accounts, runMs]) =>
    [1, 5, 15].map((intervalMinutes) => {
      const { standing, told, runs } = monthlyCost({ intervalMinutes, accounts, runMs });
      const sum = standing + told + runs;
      return [
        String(accounts),
        `${intervalMinutes} min`,
        ...[standing, told, runs, sum, sum + FIXED_EGRESS].map((each) => each.toFixed(2)),
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
      ],
      ...rows,
    ],
  };
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
