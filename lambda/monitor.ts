import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientOptions } from './aws/clients';
import { Binance } from './binance/client';
import { check } from './check';
import type { Outcome, Run } from './check';
import type { CheckResult, Diagnosis, DrillResult } from './contract';
import { Deadline } from './deadline';
import { diagnose } from './diagnosis/diagnose';
import type { Services } from './diagnosis/diagnose';
import { drill } from './diagnosis/drill';
import { parseEnvironment } from './environment';
import { CheckFailedError } from './errors';
import { parseEvent } from './event';
import type { Order } from './event';
import { limiter } from './limit';
import { Metrics } from './aws/metrics';
import type { Told } from './notice/rule';
import { Secrets } from './aws/secrets';
import { readTold } from './aws/notification-log';
import { Topic } from './aws/topic';

/** More at once costs memory and gains nothing. */
const ASKED_AT_ONCE = 50;
/** Left for the runtime to report what was thrown. */
const REPORT_MS = 500;
/** Kept for telling and recording: SNS with its retries, then the metric. At most a third. */
const TELL_MS = 12_000;
/** Of that, kept for recording what was told, even where SNS did not answer. At most a tenth. */
const RECORD_MS = 2_000;

/** What the function returns, by what it was asked to do. */
export type Result = CheckResult | Diagnosis | DrillResult;

/** Runs one event to its end, with so many milliseconds until the function is stopped. */
export type Monitor = (event: unknown, remainingMs: number) => Promise<Result>;

/** What is kept while the function is warm. */
type Shared = Pick<
  Run,
  'settings' | 'secrets' | 'binance' | 'metrics' | 'topic' | 'limit' | 'remembered'
> & { readonly cloudWatch: CloudWatchClient; readonly now: () => number };

/**
 * Makes the monitor, with all that it keeps while it is warm.
 * @throws {EnvironmentError}
 */
export function createMonitor(environment: NodeJS.ProcessEnv, now: () => number): Monitor {
  const settings = parseEnvironment(environment);
  const cloudWatch = new CloudWatchClient(clientOptions());
  const shared: Shared = {
    settings,
    now,
    cloudWatch,
    secrets: new Secrets(new SecretsManagerClient(clientOptions()), now),
    binance: new Binance(settings, now),
    metrics: new Metrics(cloudWatch, settings.namespace),
    topic: new Topic(settings.topicArn),
    limit: limiter(ASKED_AT_ONCE),
    remembered: new Map<string, readonly Told[]>(),
  };

  return async (event, remainingMs) => {
    const order = parseEvent(event, now());
    shared.binance.startRun();
    switch (order.kind) {
      case 'check':
        return checkAll(order, shared, remainingMs);
      case 'diagnose':
        return diagnose(order.accounts, diagnosed(shared), new Deadline(remainingMs - REPORT_MS));
      case 'drill':
        return drill(shared.topic, settings, now(), new Deadline(remainingMs - REPORT_MS));
    }
  };
}

function diagnosed({ settings, topic, limit, binance, secrets, ...shared }: Shared): Services {
  return {
    settings,
    topic,
    limit,
    readCredentials: async (id, deadline) => (await secrets.reload(id, deadline)).credentials,
    askBinance: binance.ask.bind(binance),
    countTold: async (accounts, deadline) => {
      const times = { scheduledTime: shared.now(), now: shared.now() };
      const { cloudWatch } = shared;
      const told = await readTold(cloudWatch, settings.namespace, accounts, times, deadline);
      return [...told.values()].reduce((count, points) => {
        if (points instanceof Error) throw points;
        return count + points.length;
      }, 0);
    },
  };
}

/** Checks every account side by side. @throws {CheckFailedError} */
async function checkAll(
  { accounts, scheduledTime }: Extract<Order, { kind: 'check' }>,
  { cloudWatch, now, ...shared }: Shared,
  remainingMs: number,
): Promise<CheckResult> {
  const recordBy = new Deadline(remainingMs - REPORT_MS);
  const tellBy = new Deadline(remainingMs - REPORT_MS - Math.min(RECORD_MS, remainingMs / 10));
  const askBy = new Deadline(remainingMs - REPORT_MS - Math.min(TELL_MS, remainingMs / 3));
  const names = accounts.map(({ name }) => name);
  const times = { scheduledTime, now: now() };
  const told = readTold(cloudWatch, shared.settings.namespace, names, times, askBy);
  const run: Run = {
    ...shared,
    scheduledTime,
    now,
    askBy,
    tellBy,
    recordBy,
    secretOf: shared.secrets.load(
      accounts.map(({ secretId }) => secretId),
      askBy,
    ),
    toldOf: async (account) => (await told).get(account) ?? [],
  };
  return conclude(await Promise.all(accounts.map((account) => logged(() => check(account, run)))));
}

/**
 * Logs one line per account and run. `failed` is one text, since the dashboard's query can show a
 * text whole, and of a list only the items that it names.
 */
async function logged(checked: () => Promise<Outcome>): Promise<Outcome> {
  const start = performance.now();
  const outcome = await checked();
  const { account, loan, notice, effort, failures } = outcome;
  const line = {
    account,
    asset: loan?.asset,
    amount: loan?.amount,
    notice,
    ...effort,
    durationMs: Math.round(performance.now() - start),
  };
  if (failures.length === 0) console.info(line);
  else {
    const failed = failures.map(({ name, message }) => `${name}: ${message}`).join(' ');
    console.error({ ...line, failed });
  }
  return outcome;
}

/** @throws {CheckFailedError} if anything failed for any account */
function conclude(outcomes: readonly Outcome[]): CheckResult {
  const failed = outcomes.filter(({ failures }) => failures.length > 0);
  if (failed.length > 0) {
    const reasons = failed.map(({ account, failures }) => [account, failures] as const);
    throw new CheckFailedError(new Map(reasons), outcomes.length);
  }
  return {
    accounts: outcomes.flatMap(({ account, loan, notice }) =>
      loan ? [{ name: account, asset: loan.asset, amount: loan.amount, notice }] : [],
    ),
  };
}
