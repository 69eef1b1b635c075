import { ENVIRONMENT } from '../../lambda/contract';
import type { CheckEvent, DebtDocument, Metric, NoticeDocument } from '../../lambda/contract';
import { Clock } from './clock';
import { Cloud } from './cloud/cloud';
import type { Message } from './cloud/sns';
import type { DebtFreeAnswer } from './exchange/endpoints';
import { Exchange } from './exchange/exchange';
import { KEY_KINDS, newAccountKey } from './exchange/keys';
import type { AccountKey } from './exchange/keys';

export const STACK = 'Local';
export const NAMESPACE = `PmLoanMonitor/${STACK}`;
export const MINUTE_MS = 60_000;

export interface LocalAccount {
  readonly name: string;
  readonly secretId: string;
  readonly key: AccountKey;
}

export interface WorldOptions {
  /** When it begins, as ISO 8601. */
  readonly at?: string;
  /** The keys of accounts by their names; one account, `main`, by default. */
  readonly accounts?: Readonly<Record<string, AccountKey>>;
  /** How long CloudWatch hides a point, in milliseconds. */
  readonly metricDelayMs?: number;
  /** How far the exchange's clock is ahead of everyone else's, in milliseconds. */
  readonly exchangeAheadMs?: number;
  /** How the exchange answers where nothing is owed; an amount of 0 by default. */
  readonly debtFree?: DebtFreeAnswer;
  /** Whether Binance and AWS are reached by TLS. */
  readonly secure?: boolean;
}

/** Binance and AWS on this machine, with a topic, and accounts known to both. */
export class World {
  static async start(options: WorldOptions = {}): Promise<World> {
    const { at = '2026-11-22T06:30:00Z', metricDelayMs = 0, exchangeAheadMs = 0 } = options;
    const { secure = false } = options;
    const clock = new Clock();
    clock.set(Date.parse(at));
    const exchange = await Exchange.start({ clock: () => clock.now() + exchangeAheadMs, secure });
    const cloud = await Cloud.start({
      clock: clock.now,
      metricDelayMs,
      signingClock: Date.now,
      secure,
    });
    exchange.answerDebtFree(options.debtFree ?? 'amount');
    const world = new World(clock, exchange, cloud);
    const accounts = options.accounts ?? { main: KEY_KINDS.ed25519 };
    for (const [name, key] of Object.entries(accounts)) world.add(name, key);
    return world;
  }

  readonly topicArn: string;
  /** Of the function; none by default. */
  heartbeatUrl: string | undefined;
  /** Likewise. */
  marginWarning: string | undefined;
  readonly accounts: LocalAccount[] = [];

  private constructor(
    readonly clock: Clock,
    readonly exchange: Exchange,
    readonly cloud: Cloud,
  ) {
    this.topicArn = cloud.topics.create('PmLoanMonitor');
  }

  /** Registers an account at the exchange and stores its secret. */
  add(name: string, key = newAccountKey()): LocalAccount {
    const account = { name, secretId: `pm-loan-monitor/${name}`, key };
    this.exchange.register(key.registration);
    this.cloud.secrets.put(account.secretId, JSON.stringify(key.secret));
    this.accounts.push(account);
    return account;
  }

  owe(amount: string, account = 'main', asset = 'USDT'): void {
    this.exchange.owe(this.account(account).key.secret.apiKey, amount, asset);
  }

  /** @param uniMMR A decimal, as Binance gives it. */
  stand(uniMMR: string, accountStatus: string, account = 'main'): void {
    this.exchange.stand(this.account(account).key.secret.apiKey, { uniMMR, accountStatus });
  }

  account(name: string): LocalAccount {
    const account = this.accounts.find((each) => each.name === name);
    if (account === undefined) throw new Error(`There is no account ${name}.`);
    return account;
  }

  /** The function's environment, whole. */
  environment(): Record<string, string> {
    return {
      ...this.cloud.environment(),
      [ENVIRONMENT.topicArn]: this.topicArn,
      [ENVIRONMENT.namespace]: NAMESPACE,
      [ENVIRONMENT.baseUrls]: this.exchange.url,
      ...(this.marginWarning !== undefined && { [ENVIRONMENT.marginWarning]: this.marginWarning }),
      ...(this.heartbeatUrl !== undefined && { [ENVIRONMENT.heartbeatUrl]: this.heartbeatUrl }),
    };
  }

  /** What the schedule would send now. */
  event(): CheckEvent {
    const time = Math.floor(this.clock.now() / MINUTE_MS) * MINUTE_MS;
    return {
      scheduledTime: new Date(time).toISOString().replace('.000Z', 'Z'),
      accounts: this.accounts.map(({ name, secretId }) => ({ name, secretId })),
    };
  }

  /** The amounts that were published of a metric, oldest first. */
  published(metric: Metric, account = 'main'): number[] {
    return this.cloud.metrics.points(NAMESPACE, metric, account).map(({ value }) => value);
  }

  /** The notices that SNS took, oldest first. */
  get notices(): readonly Message[] {
    return this.cloud.topics.messages;
  }

  /** The same, as queues receive them. */
  get documents(): NoticeDocument[] {
    return this.notices.map(({ texts }) => JSON.parse(texts.sqs ?? '') as NoticeDocument);
  }

  /** Those of debts. */
  get debts(): DebtDocument[] {
    return this.documents.filter((each): each is DebtDocument => 'amount' in each);
  }

  async close(): Promise<void> {
    await Promise.all([this.exchange.close(), this.cloud.close()]);
  }
}
