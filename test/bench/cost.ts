import type { Table } from './results';

/**
 * US dollars, in us-east-1, without free tiers, as of November 2026; those of Lambda, logs,
 * addresses and NAT gateways differ by region (Tokyo's gateway costs $45).
 */
const PRICES = {
  alarm: 0.1,
  metric: 0.3,
  secret: 0.4,
  metricRead: 0.01 / 1_000,
  metricCall: 0.01 / 1_000,
  secretCall: 0.05 / 10_000,
  invocation: 0.2 / 1e6,
  gbSecond: 0.0000133334,
  logGb: 0.5,
  natGateway: 0.045 * 730,
  address: 0.005 * 730,
};

const MINUTES_A_MONTH = 730 * 60;
/** How long the function keeps a secret. */
const SECRETS_KEPT_MINUTES = 15;
const MEMORY_GB = 0.25;
const LOG_BYTES = { run: 700, account: 300 };

/** What one run without a debt calls; a test holds it against the calls that are made. */
export interface RunCalls {
  readonly binance: number;
  readonly putMetricData: number;
  readonly getMetricData: number;
  /** As CloudWatch bills GetMetricData: queries in it. */
  readonly metricsRead: number;
  readonly secretCalls: number;
}

export function runCalls(accounts: number, secretsDue: boolean): RunCalls {
  const secretCalls = accounts === 1 ? 1 : Math.ceil(accounts / 20);
  return {
    binance: accounts,
    putMetricData: 1,
    getMetricData: Math.ceil(accounts / 250),
    metricsRead: 2 * accounts,
    secretCalls: secretsDue ? secretCalls : 0,
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
  /** Metrics, alarms and secrets: paid however often is asked. */
  readonly standing: number;
  /** Reading back what was told. */
  readonly told: number;
  /** All else that is paid by the run. */
  readonly runs: number;
}

export const FIXED_EGRESS = PRICES.natGateway + PRICES.address;

export function monthlyCost({ intervalMinutes, accounts, runMs }: Deployment): Cost {
  const runs = MINUTES_A_MONTH / intervalMinutes;
  const secretReads = MINUTES_A_MONTH / Math.max(intervalMinutes, SECRETS_KEPT_MINUTES);
  const { metricsRead, putMetricData } = runCalls(accounts, false);
  const { secretCalls } = runCalls(accounts, true);
  const logGb = (LOG_BYTES.run + accounts * LOG_BYTES.account) / 1e9;
  const lambda = PRICES.invocation + (runMs / 1000) * MEMORY_GB * PRICES.gbSecond;
  return {
    standing: accounts * (2 * PRICES.metric + 2 * PRICES.alarm + PRICES.secret) + 4 * PRICES.alarm,
    told: runs * metricsRead * PRICES.metricRead,
    runs:
      runs * (putMetricData * PRICES.metricCall + lambda + logGb * PRICES.logGb) +
      secretReads * secretCalls * PRICES.secretCall,
  };
}

const RUN_MS = new Map([
  [1, 200],
  [10, 300],
  [100, 1_200],
]);

export function costTable(): Table {
  const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
  const rows = [...RUN_MS].flatMap(([accounts, runMs]) =>
    [1, 5, 15].map((intervalMinutes) => {
      const { standing, told, runs } = monthlyCost({ intervalMinutes, accounts, runMs });
      const sum = standing + told + runs;
      return [
        String(accounts),
        `${intervalMinutes} min`,
        ...[standing, told, runs, sum, sum + FIXED_EGRESS].map(dollars),
      ];
    }),
  );
  return {
    title: 'A month, in US dollars',
    rows: [
      [
        'accounts',
        'interval',
        'metrics, alarms, secrets',
        'reading what was told',
        'Lambda, log, other calls',
        'sum',
        'sum with fixed egress',
      ],
      ...rows,
    ],
  };
}
