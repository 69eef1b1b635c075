import { metricReader, readNotificationLog } from '../aws/notification-log';
import type { RequestStats } from '../binance/client';
import { CLOCK, LOAN } from '../binance/endpoints';
import type { Endpoint } from '../binance/endpoints';
import type { Account } from '../contract';
import type { Deadline } from '../deadline';
import type { EnvironmentError } from '../errors';
import type { Services } from '../services';
import { asked, failureOf } from './asked';
import { ACCOUNT_TYPE, KEY } from './endpoints';
import type { AccountFacts, Asked, Diagnosis } from './facts';
import { TopicReader } from './topic';

const SCHEMA = 'pm-loan-monitor/diagnosis@2';

/**
 * Tries what a check of these accounts takes, and answers what it found. Writes nothing and tells
 * nobody. Never rejects for what is broken: that is a fact.
 */
export async function diagnose(
  accounts: readonly Account[],
  services: Services,
  deadline: Deadline,
): Promise<Diagnosis> {
  const { settings, sns, binance, limit } = services;
  const { topicArn, namespace, recvWindow } = settings;
  console.info({ diagnosis: { accounts: accounts.length } });
  const topic = new TopicReader(sns(), topicArn, deadline);
  const clock = asked(binance.ask(CLOCK, undefined, deadline));
  const [accountFacts, told, topicFacts, subscribers] = await Promise.all([
    Promise.all(accounts.map((each) => examine(each, services, clock, deadline))),
    asked(countTold(accounts, services, deadline)),
    asked(topic.attributes()),
    asked(topic.subscribers(limit)),
  ]);
  return {
    schema: SCHEMA,
    ...{ topicArn, namespace, recvWindow },
    clock: await clock,
    accounts: accountFacts,
    told,
    topic: topicFacts,
    subscribers,
  };
}

/** What a function answers that could not even read its environment. */
export function notDiagnosed(error: EnvironmentError): Diagnosis {
  return { schema: SCHEMA, error: failureOf(error) };
}

/** @param clock Where Binance does not tell the time, it is asked nothing else. */
async function examine(
  { name, secretId }: Account,
  { secrets, binance, limit }: Services,
  clock: Promise<Asked<unknown>>,
  deadline: Deadline,
): Promise<AccountFacts> {
  // Anew: what is in memory may have been taken away since.
  const read = await limit(() => asked(secrets.reload(secretId, deadline)));
  if (read.error !== undefined) return { name, secretId, secret: read };
  const { credentials } = read.answer;
  const secret = { durationMs: read.durationMs, answer: { kind: credentials.kind } };
  if ((await clock).error !== undefined) return { name, secretId, secret };
  const stats: RequestStats = { attempts: 0 };
  const ask = <T>(endpoint: Endpoint<T>, counted?: RequestStats) =>
    limit(() => asked(binance.ask(endpoint, credentials, deadline, counted)));
  const [key, loan] = await Promise.all([ask(KEY), ask(LOAN, stats)]);
  // Last, as the least important: an answer to the address would keep the others from being asked.
  const accountType = await ask(ACCOUNT_TYPE);
  return { name, secretId, secret, key, loan, accountType, usedWeight: stats.usedWeight };
}

/** Reads what every check reads. Whether metrics can be written shows in writing alone. */
async function countTold(
  accounts: readonly Account[],
  { cloudWatch, settings, now }: Services,
  deadline: Deadline,
): Promise<number> {
  const names = accounts.map(({ name }) => name);
  const times = { scheduledTime: now(), now: now() };
  const reader = metricReader(cloudWatch, deadline);
  const told = await readNotificationLog(reader, settings.namespace, names, times);
  return [...told.values()].reduce((count, points) => {
    if (points instanceof Error) throw points;
    return count + points.length;
  }, 0);
}
