import type { Account, AccountFacts, Asked, Diagnosis } from '../contract';
import type { Deadline } from '../deadline';
import type { Settings } from '../environment';
import type { EnvironmentError } from '../errors';
import type { Limiter } from '../limit';
import type { Binance, Effort } from '../binance/client';
import { CLOCK } from '../binance/endpoints';
import type { Question } from '../binance/endpoints';
import type { Credentials } from '../binance/key';
import { asked, failureOf } from './asked';
import { ACCOUNT_TYPE, KEY, LOAN } from './endpoints';
import { readSubscribers, readTopic } from './topic';
import type { ReadableTopic } from './topic';

const SCHEMA = 'pm-loan-monitor/diagnosis@2';

/** What a diagnosis uses of the services that checks use. */
export interface Services {
  readonly settings: Pick<Settings, 'namespace' | 'recvWindow'>;
  readonly topic: ReadableTopic;
  /** Reads the secret anew: what is in memory may have been taken away since. */
  readonly readCredentials: (secretId: string, deadline: Deadline) => Promise<Credentials>;
  readonly askBinance: Binance['ask'];
  /** Counts the points of what these accounts' subscribers were told. */
  readonly countTold: (accounts: readonly string[], deadline: Deadline) => Promise<number>;
  /** Bounds how much is asked at a time. */
  readonly limit: Limiter;
}

/**
 * Tries what a check of these accounts takes, and answers what it found. Writes nothing and tells
 * nobody. Never rejects for what is broken: that is a fact.
 */
export async function diagnose(
  accounts: readonly Account[],
  services: Services,
  deadline: Deadline,
): Promise<Diagnosis> {
  const { settings, topic, askBinance, countTold, limit } = services;
  console.info({ diagnosis: { accounts: accounts.length } });
  const names = accounts.map(({ name }) => name);
  const clock = asked(askBinance(CLOCK, undefined, deadline));
  const [accountFacts, told, topicFacts, subscribers] = await Promise.all([
    Promise.all(accounts.map((each) => examine(each, services, clock, deadline))),
    asked(countTold(names, deadline)),
    asked(readTopic(topic, deadline)),
    asked(readSubscribers(topic, limit, deadline)),
  ]);
  return {
    schema: SCHEMA,
    topicArn: topic.arn,
    namespace: settings.namespace,
    recvWindowMs: settings.recvWindow,
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
  { readCredentials, askBinance, limit }: Services,
  clock: Promise<Asked<unknown>>,
  deadline: Deadline,
): Promise<AccountFacts> {
  const read = await limit(() => asked(readCredentials(secretId, deadline)));
  if (read.error !== undefined) return { name, secretId, secret: read };
  const { durationMs, answer: credentials } = read;
  const about = { name, secretId, secret: { durationMs, answer: { kind: credentials.kind } } };
  if ((await clock).error !== undefined) return about;
  const effort: Effort = { attempts: 0 };
  const ask = <T>(question: Question<T>, counted?: Effort) =>
    limit(() => asked(askBinance(question, credentials, deadline, counted)));
  const [key, loan] = await Promise.all([ask(KEY), ask(LOAN, effort)]);
  // Last, as the least important: an answer to the address would keep the others from being asked.
  const accountType = await ask(ACCOUNT_TYPE);
  return { ...about, key, loan, accountType, usedWeight: effort.usedWeight };
}
