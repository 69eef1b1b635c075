import type { RequestStats } from '../binance/client';
import type { ClockReading } from '../binance/endpoints';
import type { Account, Diagnosis, Finding, Subscription } from '../contract';
import type { Deadline } from '../deadline';
import { metricReader, readNotificationLog } from '../aws/notification-log';
import type { Services } from '../services';
import { judgeAccount } from './account';
import type { Answers } from './account';
import { ACCOUNT_TYPE } from './account-type';
import { judgeAddress, judgeClock } from './address';
import { failed, ok, settled } from './findings';
import { RESTRICTIONS } from './restrictions';
import { TopicReader } from './subscribers';
import { judgeTopic } from './topic';

/**
 * Tries what a check of these accounts takes, and reports what it found. Writes nothing and tells
 * nobody. Never rejects for what is broken: that is a finding.
 */
export async function diagnose(
  accounts: readonly Account[],
  tools: Services,
  deadline: Deadline,
): Promise<Diagnosis> {
  const [binance, cloudWatch, topic] = await Promise.all([
    examineBinance(accounts, tools, deadline),
    examineCloudWatch(accounts, tools, deadline),
    examineTopic(tools, deadline),
  ]);
  return reported([...binance, ...cloudWatch, ...topic.findings], topic.subscriptions);
}

/** The report, logged in one line. */
export function reported(
  findings: readonly Finding[],
  subscriptions: readonly Subscription[] = [],
): Diagnosis {
  const count = (wanted: string): number =>
    findings.filter(({ status }) => status === wanted).length;
  console.info({ diagnosis: { errors: count('error'), warnings: count('warning') } });
  return { schema: 'pm-loan-monitor/diagnosis@1', findings, subscriptions };
}

async function examineBinance(
  accounts: readonly Account[],
  tools: Services,
  deadline: Deadline,
): Promise<Finding[]> {
  const { binance, settings } = tools;
  const reading = settled(binance.clock(deadline));
  const answers = await Promise.all(
    accounts.map((account) => examineAccount(account, reading, tools, deadline)),
  );
  const clock = await reading;
  return [
    judgeAddress(
      clock,
      answers.flatMap(({ restrictions, loan }) => [restrictions, loan]),
    ),
    ...(clock instanceof Error ? [] : [judgeClock(clock, settings.recvWindow)]),
    ...answers.flatMap(judgeAccount),
  ];
}

async function examineAccount(
  { name: account, secretId }: Account,
  clock: Promise<ClockReading | Error>,
  { secrets, binance, limit }: Services,
  deadline: Deadline,
): Promise<Answers> {
  // Read anew: what is in memory may have been taken away since.
  const secret = await settled(limit(() => secrets.reload(secretId, deadline)));
  const about = { account, secretId, secret };
  if (secret instanceof Error || (await clock) instanceof Error) return about;
  const { credentials } = secret;
  const stats: RequestStats = { attempts: 0 };
  const [restrictions, loan] = await Promise.all([
    settled(limit(() => binance.ask(RESTRICTIONS, credentials, deadline))),
    settled(limit(() => binance.loan(credentials, deadline, stats))),
  ]);
  // Last, as the least important: an answer to the address would keep the others from being asked.
  const accountType = await settled(limit(() => binance.ask(ACCOUNT_TYPE, credentials, deadline)));
  return { ...about, restrictions, loan, accountType, usedWeight: stats.usedWeight };
}

/** Reads what every check reads. Whether metrics can be written shows in writing alone. */
async function examineCloudWatch(
  accounts: readonly Account[],
  { cloudWatch, settings, now }: Services,
  deadline: Deadline,
): Promise<Finding[]> {
  const about = { check: 'cloudwatch' } as const;
  const names = accounts.map(({ name }) => name);
  const times = { scheduledTime: now(), now: now() };
  const told = await readNotificationLog(
    metricReader(cloudWatch, deadline),
    settings.namespace,
    names,
    times,
  );
  const errors = [...told.values()].filter((each) => each instanceof Error);
  const [error] = errors;
  return [
    error === undefined
      ? ok(about, `What subscribers were last told can be read from ${settings.namespace}.`)
      : failed(about, error),
  ];
}

async function examineTopic(
  { settings: { topicArn }, sns, limit }: Services,
  deadline: Deadline,
): Promise<Pick<Diagnosis, 'findings' | 'subscriptions'>> {
  const reader = new TopicReader(sns(), topicArn);
  const [attributes, subscribers] = await Promise.all([
    settled(reader.attributes(deadline)),
    settled(reader.subscriptions(deadline)),
  ]);
  return {
    findings: judgeTopic({ topicArn, attributes, subscribers }),
    subscriptions:
      subscribers instanceof Error ? [] : await reader.filtered(subscribers, limit, deadline),
  };
}
