import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { metricReader } from '../aws/newest-points';
import type { PointsOrNot } from '../aws/newest-points';
import type { RequestStats } from '../binance/client';
import { CLOCK, HEALTH, LOAN } from '../binance/endpoints';
import type { Endpoint } from '../binance/endpoints';
import type { Account } from '../contract';
import type { Deadline } from '../deadline';
import type { EnvironmentError } from '../errors';
import type { Command } from '../event';
import { ping } from '../heartbeat';
import { Memory } from '../memory';
import type { Told } from '../notice/rule';
import type { Services } from '../services';
import { answeredReader, conditionsOf, toldReader } from '../told';
import type { Reading } from '../told';
import { asked, failureOf } from './asked';
import { KEY } from './endpoints';
import type { AccountFacts, Asked, Diagnosis } from './facts';
import { TopicReader } from '../aws/topic-reader';

const SCHEMA = 'pm-loan-monitor/diagnosis@2';

type ReadAnswered = (account: string) => Promise<string | null>;

/**
 * Tries what a check of these accounts takes, and answers what it found. Writes nothing and tells
 * nobody. Never rejects for what is broken: that is a fact.
 */
export async function diagnose(
  { accounts, heartbeat }: Extract<Command, { kind: 'diagnose' }>,
  services: Services,
  deadline: Deadline,
): Promise<Diagnosis> {
  const { settings, sns, binance, limit } = services;
  const { topicArn, namespace, blindAfter, recvWindow, marginWarning, heartbeatUrl } = settings;
  console.info({ diagnosis: { accounts: accounts.length } });
  const topic = new TopicReader(sns(), topicArn, deadline);
  const clock = asked(binance.ask(CLOCK, undefined, deadline));
  const pinging = heartbeat && heartbeatUrl !== undefined;
  const reading = createReading(services, deadline);
  const readAnswered = answeredAtReader(blindAfter, reading);
  const [accountFacts, told, topicFacts, subscribers, pinged] = await Promise.all([
    Promise.all(accounts.map((each) => examine(each, services, clock, readAnswered, deadline))),
    asked(countTold(accounts, reading)),
    asked(topic.attributes()),
    asked(topic.subscribers(limit)),
    pinging ? asked(ping(heartbeatUrl, deadline).then(() => true as const)) : undefined,
  ]);
  return {
    schema: SCHEMA,
    at: new Date(services.now()).toISOString(),
    codeSha256: createHash('sha256').update(readFileSync(__filename)).digest('hex'),
    ...{ topicArn, namespace, blindAfter, recvWindow, marginWarning },
    clock: await clock,
    accounts: accountFacts,
    told,
    topic: topicFacts,
    subscribers,
    heartbeat: {
      isSet: heartbeatUrl !== undefined,
      ...(pinged && { ping: pinged }),
    },
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
  readAnswered: ReadAnswered,
  deadline: Deadline,
): Promise<AccountFacts> {
  const answered = asked(readAnswered(name));
  // Anew: what is in memory may have been taken away since.
  const read = await limit(() => asked(secrets.reload(secretId, deadline)));
  const lastAnswered = await answered;
  if (read.error !== undefined) return { name, secretId, secret: read, lastAnswered };
  const { credentials } = read.answer;
  const secret = { durationMs: read.durationMs, answer: { kind: credentials.kind } };
  const facts = { name, secretId, secret, lastAnswered };
  if ((await clock).error !== undefined) return facts;
  const stats: RequestStats = { attempts: 0 };
  const ask = <T>(endpoint: Endpoint<T>, counted?: RequestStats) =>
    limit(() => asked(binance.ask(endpoint, credentials, deadline, counted)));
  const [key, loan] = await Promise.all([ask(KEY), ask(LOAN, stats)]);
  // Last, as the least important: an answer to the address would keep the others from being asked.
  const health = await ask(HEALTH);
  return { ...facts, key, loan, health, usedWeight: stats.usedWeight };
}

function createReading(
  { cloudWatch, settings: { namespace, marginWarning }, now }: Services,
  deadline: Deadline,
): Reading {
  return {
    getMetricData: metricReader(cloudWatch, deadline),
    ...{ namespace, conditions: conditionsOf(marginWarning) },
    ...{ scheduledTime: now(), now: now(), everyoneAsked: Promise.resolve() },
  };
}

/** Reads what every check reads. Whether metrics can be written shows in writing alone. */
async function countTold(accounts: readonly Account[], reading: Reading): Promise<number> {
  const names = accounts.map(({ name }) => name);
  const readTold = toldReader(names, new Memory(), reading);
  const told = await Promise.all(names.map((name) => readTold(name, false)));
  return told
    .flatMap((read) => Object.values(read ?? {}))
    .reduce((count, points) => count + pointsOf(points).length, 0);
}

function answeredAtReader(blindAfter: number, reading: Reading): ReadAnswered {
  const read = answeredReader(blindAfter, reading);
  return async (account) => {
    const times = pointsOf(await read(account)).map(({ at }) => at);
    return times.length === 0 ? null : new Date(Math.max(...times)).toISOString();
  };
}

function pointsOf(points: PointsOrNot): readonly Told[] {
  if (points instanceof Error) throw points;
  return points;
}
