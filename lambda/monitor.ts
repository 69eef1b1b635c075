import { metricPublisher } from './aws/metrics';
import { metricReader } from './aws/newest-points';
import { noticeSender } from './aws/topic';
import { tellBlind } from './blind';
import { ask } from './ask';
import type { Asked, Asking } from './ask';
import type { Secret } from './aws/secrets';
import { atMost } from './batches';
import { HEALTH, LOAN } from './binance/endpoints';
import type { ObservedHealth } from './binance/endpoints';
import { report } from './check';
import type { Account, CheckResult } from './contract';
import type { Diagnosis, DrillResult } from './diagnosis/facts';
import { Deadline } from './deadline';
import { diagnose } from './diagnosis/diagnose';
import { drill } from './diagnosis/drill';
import { parseEvent } from './event';
import type { Command } from './event';
import { sendHeartbeat } from './heartbeat';
import { reportMargin } from './margin';
import { conclude, logMargin, logOutcome, logToldTogether } from './outcome';
import type { Run } from './run';
import { createServices } from './services';
import type { NamedServices, Services } from './services';
import { answeredReader, conditionsOf, toldReader } from './told';

/** Left for the runtime to report what was thrown. */
const REPORT_MS = 500;
/** Kept for telling and recording: SNS with its retries, then the metric. At most a third. */
const TELL_MS = 12_000;
/** Of that, kept for what follows from what was read late. At most a fifth. */
const SEND_MS = 8_000;
/** Of that, kept for recording what was told, even where SNS did not answer. At most a tenth. */
const RECORD_MS = 2_000;

const NOT_ASKED: Promise<Asked<ObservedHealth>> = Promise.resolve({
  stats: { attempts: 0 },
  failures: [],
});

interface AskedOfAccount {
  readonly account: string;
  readonly loan: Promise<unknown>;
  readonly health: Promise<unknown>;
}

/** What the function returns, by what it was asked to do. */
export type Result = CheckResult | Diagnosis | DrillResult;

/**
 * Runs one event to its end, with so many milliseconds until the function is stopped. The ARN is the
 * function's own.
 */
export type Monitor = (event: unknown, remainingMs: number, functionArn: string) => Promise<Result>;

/**
 * Makes the monitor, with all that it keeps while it is warm.
 * @param now Milliseconds since 1970.
 * @throws {EnvironmentError}
 */
export function createMonitor(environment: NodeJS.ProcessEnv, now: () => number): Monitor {
  const services = createServices(environment, now);
  return async (event, remainingMs, functionArn) => {
    const command = parseEvent(event, now());
    services.binance.startRun();
    const deadline = new Deadline(remainingMs - REPORT_MS);
    const named = { ...services, monitor: nameOf(services.settings.namespace, functionArn) };
    switch (command.kind) {
      case 'check':
        return checkAll(command, named, remainingMs);
      case 'diagnose':
        return diagnose(command, services, deadline);
      case 'drill':
        return drill(named, deadline);
    }
  };
}

/** Which monitor it is, for whoever has several: the stack is the end of the namespace. */
function nameOf(namespace: string, functionArn: string): string {
  const [, , , region, account] = functionArn.split(':');
  return `${namespace.replace(/.*\//, '')}, ${region}, AWS account ${account}`;
}

/** Checks every account side by side. @throws {CheckFailedError} */
async function checkAll(
  { accounts, scheduledTime }: Extract<Command, { kind: 'check' }>,
  services: NamedServices,
  remainingMs: number,
): Promise<CheckResult> {
  const by = deadlines(remainingMs);
  const begun = performance.now();
  const isWarning = services.settings.marginWarning !== undefined;
  const asking = createAsking(accounts, services, by.ask);
  const asked = accounts.map((account) => ({
    account: account.name,
    loan: ask(account, asking, asking.askLoan),
    health: isWarning ? ask(account, asking, asking.askHealth) : NOT_ASKED,
  }));
  const run = createRun(asked, scheduledTime, services, by);
  const outcomes = Promise.all(
    asked.map(async ({ account, loan, health }) => {
      const outcome = await report(account, await loan, health, run);
      logOutcome(outcome, performance.now() - begun);
      return outcome;
    }),
  );
  const debtsTold = atMost(Promise.all([outcomes, ...asked.map(({ health }) => health)]));
  const standing = (isWarning ? asked : []).map(async ({ account, health }) => {
    const margin = await reportMargin(account, await health, debtsTold, run);
    logMargin(margin, performance.now() - begun);
    return margin;
  });
  const together = outcomes.then((all) => tellBlind(all, run));
  for (const told of await together) logToldTogether(told);
  const result = conclude(await outcomes, await Promise.all(standing), await together);
  await sendHeartbeat(services, by.record);
  return result;
}

function deadlines(remainingMs: number) {
  const before = (ms: number, share: number): Deadline =>
    new Deadline(remainingMs - REPORT_MS - Math.min(ms, remainingMs * share));
  return {
    ask: before(TELL_MS, 1 / 3),
    read: before(SEND_MS, 1 / 5),
    send: before(RECORD_MS, 1 / 10),
    record: before(0, 0),
  };
}

function createAsking(
  accounts: readonly Account[],
  { secrets, binance, limit, healthLimit }: Services,
  deadline: Deadline,
): Asking {
  const ids = accounts.map(({ secretId }) => secretId);
  const readSecret = secrets.load(ids, deadline);
  const reread = new Map<string, Promise<Secret>>();
  let loansBegun: Promise<unknown> | undefined;
  const everyoneBegun = async (): Promise<void> => {
    await Promise.allSettled(ids.map(readSecret));
    // Jobs begin in order, so that by its turn every loan before it has begun.
    await limit(() => Promise.resolve());
  };
  return {
    readSecret,
    rereadSecret: (secretId) => {
      const read = reread.get(secretId) ?? secrets.reload(secretId, deadline);
      reread.set(secretId, read);
      return read;
    },
    askLoan: (credentials, stats) => limit(() => binance.ask(LOAN, credentials, deadline, stats)),
    // No loan waits for it, neither for a turn nor for a slow machine.
    askHealth: async (credentials, stats) => {
      await (loansBegun ??= atMost(everyoneBegun()));
      return healthLimit(() => binance.ask(HEALTH, credentials, deadline, stats));
    },
  };
}

function createRun(
  asked: readonly AskedOfAccount[],
  scheduledTime: number,
  { settings, monitor, now, cloudWatch, sns, memory }: NamedServices,
  by: { readonly read: Deadline; readonly send: Deadline; readonly record: Deadline },
): Run {
  const { namespace, topicArn, blindAfter, marginWarning } = settings;
  const names = asked.map(({ account }) => account);
  const reading = {
    getMetricData: metricReader(cloudWatch, by.read),
    ...{ namespace, scheduledTime, now: now() },
    conditions: conditionsOf(marginWarning),
    everyoneAsked: Promise.all(asked.map(({ loan }) => loan)),
  };
  const allAsked = Promise.all(asked.flatMap(({ loan, health }) => [loan, health]));
  return {
    ...{ settings: { ...settings, monitor }, scheduledTime, now, memory },
    readTold: toldReader(names, memory, reading),
    readAnswered: answeredReader(blindAfter, reading),
    publish: metricPublisher(cloudWatch, namespace, allAsked, by.record),
    send: noticeSender(sns, topicArn, by.send),
  };
}
