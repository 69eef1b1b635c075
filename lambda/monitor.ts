import { metricPublisher } from './aws/metrics';
import { metricReader } from './aws/newest-points';
import { noticeSender } from './aws/topic';
import { tellBlind } from './blind';
import { ask, report } from './check';
import type { CheckResult, DrillResult } from './contract';
import type { Diagnosis } from './diagnosis/facts';
import { Deadline } from './deadline';
import { diagnose } from './diagnosis/diagnose';
import { drill } from './diagnosis/drill';
import { parseEvent } from './event';
import type { Command } from './event';
import { sendHeartbeat } from './heartbeat';
import { conclude, logOutcome, logToldTogether } from './outcome';
import type { Asking, Run } from './run';
import { createServices } from './services';
import type { Services } from './services';
import { answeredReader, toldReader } from './told';

/** Left for the runtime to report what was thrown. */
const REPORT_MS = 500;
/** Kept for telling and recording: SNS with its retries, then the metric. At most a third. */
const TELL_MS = 12_000;
/** Of that, kept for what follows from what was read late. At most a fifth. */
const SEND_MS = 8_000;
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
        return diagnose(command, services, deadline);
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
  const { secrets, binance, limit } = services;
  const before = (ms: number, share: number): Deadline =>
    new Deadline(remainingMs - REPORT_MS - Math.min(ms, remainingMs * share));
  const askBy = before(TELL_MS, 1 / 3);
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
  const names = accounts.map(({ name }) => name);
  const by = {
    read: before(SEND_MS, 1 / 5),
    send: before(RECORD_MS, 1 / 10),
    record: before(0, 0),
  };
  const run = createRun(names, scheduledTime, services, Promise.all(asked), by);
  const checks = asked.map(async (answer, index) => {
    const outcome = await report(names[index] ?? '', await answer, run);
    logOutcome(outcome, performance.now() - begun);
    return outcome;
  });
  const outcomes = await Promise.all(checks);
  const together = await tellBlind(outcomes, run);
  for (const told of together) logToldTogether(told);
  const result = conclude(outcomes, together);
  await sendHeartbeat(services, by.record);
  return result;
}

function createRun(
  names: readonly string[],
  scheduledTime: number,
  { settings, now, cloudWatch, sns, memory }: Services,
  everyoneAsked: Promise<unknown>,
  by: { readonly read: Deadline; readonly send: Deadline; readonly record: Deadline },
): Run {
  const { namespace, topicArn, blindAfter } = settings;
  const getMetricData = metricReader(cloudWatch, by.read);
  const reading = { getMetricData, namespace, scheduledTime, now: now(), everyoneAsked };
  return {
    ...{ settings, scheduledTime, now, memory },
    readTold: toldReader(names, memory, reading),
    readAnswered: answeredReader(blindAfter, reading),
    publish: metricPublisher(cloudWatch, namespace, everyoneAsked, by.record),
    send: noticeSender(sns, topicArn, by.send),
  };
}
