import { metricPublisher } from './aws/metrics';
import { metricReader, readNotificationLog } from './aws/notification-log';
import type { ToldOrNot } from './aws/notification-log';
import { noticeSender } from './aws/topic';
import { ask, report } from './check';
import type { Asking, Run } from './run';
import type { Account, CheckResult, DrillResult } from './contract';
import type { Diagnosis } from './diagnosis/facts';
import { Deadline } from './deadline';
import { diagnose } from './diagnosis/diagnose';
import { drill } from './diagnosis/drill';
import { parseEvent } from './event';
import type { Command } from './event';
import { conclude, logOutcome } from './outcome';
import { createServices } from './services';
import type { Services } from './services';

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

/**
 * Makes the monitor, with all that it keeps while it is warm.
 * @param now Milliseconds since 1970.
 * @throws {EnvironmentError}
 */
export function createMonitor(environment: NodeJS.ProcessEnv, now: () => number): Monitor {
  const services = createServices(environment, now);
  return async (event, remainingMs) => {
    const command = parseEvent(event, now());
    services.binance.startRun();
    const deadline = new Deadline(remainingMs - REPORT_MS);
    switch (command.kind) {
      case 'check':
        return checkAll(command, services, remainingMs);
      case 'diagnose':
        return diagnose(command.accounts, services, deadline);
      case 'drill':
        return drill(services, deadline);
    }
  };
}

/** Checks every account side by side. @throws {CheckFailedError} */
async function checkAll(
  { accounts, scheduledTime }: Extract<Command, { kind: 'check' }>,
  services: Services,
  remainingMs: number,
): Promise<CheckResult> {
  const { settings, now, secrets, binance, limit, cloudWatch, memory } = services;
  const askBy = new Deadline(remainingMs - REPORT_MS - Math.min(TELL_MS, remainingMs / 3));
  const tellBy = new Deadline(remainingMs - REPORT_MS - Math.min(RECORD_MS, remainingMs / 10));
  const recordBy = new Deadline(remainingMs - REPORT_MS);
  const told = readTold(accounts, scheduledTime, services, askBy);
  const asking: Asking = {
    readSecret: secrets.load(
      accounts.map(({ secretId }) => secretId),
      askBy,
    ),
    rereadSecret: (secretId) => secrets.reload(secretId, askBy),
    askLoan: (credentials, stats) => limit(() => binance.loan(credentials, askBy, stats)),
  };
  const begun = performance.now();
  const asked = accounts.map((account) => ask(account, asking));
  const run: Run = {
    ...{ settings, scheduledTime, now, memory },
    readTold: async (account) => (await told).get(account) ?? [],
    publish: metricPublisher(cloudWatch, settings.namespace, Promise.all(asked), recordBy),
    send: noticeSender(services.sns, settings.topicArn, tellBy),
  };
  const outcomes = asked.map(async (answer, index) => {
    const outcome = await report(accounts[index]?.name ?? '', await answer, run);
    logOutcome(outcome, performance.now() - begun);
    return outcome;
  });
  return conclude(await Promise.all(outcomes));
}

/** Begins to read what subscribers were told of all accounts. */
function readTold(
  accounts: readonly Account[],
  scheduledTime: number,
  { cloudWatch, settings, now }: Services,
  deadline: Deadline,
): Promise<ReadonlyMap<string, ToldOrNot>> {
  const names = accounts.map(({ name }) => name);
  const times = { scheduledTime, now: now() };
  return readNotificationLog(metricReader(cloudWatch, deadline), settings.namespace, names, times);
}
