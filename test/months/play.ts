/**
 * A month on the real function: `createMonitor` in this process, one for each warm container,
 * against the exchange and the cloud over loopback, by a clock that jumps from run to run.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createMonitor } from '../../lambda/monitor';
import type { Monitor } from '../../lambda/monitor';
import { ENVIRONMENT } from '../../lambda/contract';
import type { NoticeDocument } from '../../lambda/contract';
import { CheckFailedError } from '../../lambda/errors';
import { newAccountKey, newAccounts } from '../local/exchange/keys';
import type { AccountKey } from '../local/exchange/keys';
import { NAMESPACE, World } from '../local/world';
import { breakHops } from './break';
import type { Month } from './model';
import { takePoint } from './points';
import type { Check, MonthRecord } from './record';
import { walk } from './walk';
import type { Order, Stage } from './walk';

/** Enough for any machine: nothing in a month is meant to end by a deadline. */
const REMAINING_MS = 60_000;

/** A line of the function's log, of one account. */
interface Line {
  readonly account: string;
  readonly amount?: string;
  readonly notice: string | null;
  readonly failed?: string;
}

interface Container {
  readonly topicArn: string;
  readonly monitor: Monitor;
}

/** Plays the month, and returns what it leaves behind. */
export async function play(month: Month): Promise<MonthRecord> {
  const accounts = newAccounts(month.accounts);
  const debtFree = month.noLoan ? 'error code' : 'amount';
  const world = await World.start({ accounts, metricDelayMs: month.delay * 1000, debtFree });
  const outside = { ...process.env };
  const { info, warn, error } = console;
  try {
    const stage = new PlayedStage(world, month);
    // The SDK's clients read their endpoint and credentials from here when they are made.
    process.env = { ...outside, ...world.environment() };
    const hear = (line: unknown): void => {
      stage.hear(line);
    };
    Object.assign(console, { info: hear, warn: hear, error: hear });
    return await walk(month, stage);
  } finally {
    process.env = outside;
    Object.assign(console, { info, warn, error });
    await world.close();
  }
}

class PlayedStage implements Stage {
  readonly record: Stage['record'];
  readonly #keys = new Map<string, AccountKey>();
  readonly #owed = new Map<string, string>();
  readonly #containers = new Map<number, Container>();
  /** The checks of the invocation that a line of the log comes from. */
  readonly #running = new AsyncLocalStorage<readonly Check[]>();
  /** Those that run now. */
  #open: readonly Check[] = [];
  readonly #points = new Map<string, number>();
  #pointsFoundOf = 0;

  constructor(
    private readonly world: World,
    private readonly month: Month,
  ) {
    const remindEveryMs = month.remindMinutes * 60_000;
    this.record = { remindEveryMs, runs: 0, checks: [], notices: [] };
    for (const { name, key } of world.accounts) this.#keys.set(name, key);
  }

  setClock(time: number): void {
    this.world.clock.set(time);
  }

  owe(account: string, amount: string): void {
    this.#owed.set(account, amount);
    this.world.exchange.owe(this.#key(account).secret.apiKey, amount);
    for (const check of this.#open) {
      if (check.account === account) (check.owing as number[]).push(Number(amount));
    }
  }

  replaceKey(account: string): void {
    const key = newAccountKey();
    const owes = { asset: 'BUSD', amount: this.#owed.get(account) ?? '0' };
    this.world.exchange.unregister(this.#key(account).secret.apiKey);
    this.world.exchange.register({ ...key.registration, owes });
    this.#keys.set(account, key);
  }

  storeKey(account: string): void {
    const { secretId } = this.world.account(account);
    this.world.cloud.secrets.put(secretId, JSON.stringify(this.#key(account).secret));
  }

  async invoke(order: Order, meanwhile?: () => Promise<void>): Promise<void> {
    this.record.runs += 1;
    this.#collect();
    const checks = order.accounts.map((account) => this.#check(account, order));
    const outer = this.#open;
    this.#open = [...outer, ...checks];
    this.record.checks.push(...checks);
    breakHops(this.world, new Set([...order.broken.values()].flat()), this.record.runs);
    const running = this.#running.run(checks, () => this.#run(order));
    await meanwhile?.();
    await running;
    this.#collect();
    this.#open = outer;
    for (const check of checks) check.noticesAfter = this.record.notices.length;
    if (outer.length === 0) this.#findPoints();
  }

  /** Takes a line of the function's log. */
  hear(line: unknown): void {
    const { account, amount, notice, failed } = line as Line;
    const check = this.#running.getStore()?.find((each) => each.account === account);
    if (check === undefined) return;
    check.owed = amount === undefined ? undefined : Number(amount);
    check.failed = failed !== undefined;
    this.#collect();
    if (notice === null) return;
    const told = this.record.notices.findLast((each) => each.check === check);
    if (told !== undefined) told.heard = true;
  }

  #key(account: string): AccountKey {
    const key = this.#keys.get(account);
    if (key === undefined) throw new Error(`There is no account ${account}.`);
    return key;
  }

  #check(account: string, { life, clock, scheduledTime, broken }: Order): Check {
    return {
      ...{ account, life, clock, scheduledTime },
      owing: [Number(this.#owed.get(account) ?? '0')],
      broken: broken.get(account) ?? [],
      noticesBefore: this.record.notices.length,
      noticesAfter: 0,
      owed: undefined,
      failed: false,
    };
  }

  async #run({ life, scheduledTime, accounts }: Order): Promise<void> {
    const { monitor } = this.#container(life);
    const event = {
      scheduledTime: new Date(scheduledTime).toISOString().replace('.000Z', 'Z'),
      accounts: accounts.map((name) => ({ name, secretId: this.world.account(name).secretId })),
    };
    // The log says of each account what became of it.
    await monitor(event, REMAINING_MS).catch((error: unknown) => {
      if (!(error instanceof CheckFailedError)) throw error;
    });
  }

  /** A topic for each container says who told what. */
  #container(life: number): Container {
    const warm = this.#containers.get(life);
    if (warm !== undefined) return warm;
    const topicArn = this.world.cloud.topics.create(`Container-${life}`);
    const environment = {
      ...this.world.environment(),
      [ENVIRONMENT.topicArn]: topicArn,
      [ENVIRONMENT.remindEvery]: String(this.month.remindMinutes * 60),
    };
    const container = { topicArn, monitor: createMonitor(environment, this.world.clock.now) };
    this.#containers.set(life, container);
    return container;
  }

  /** Adds the notices that SNS has taken since the last time. */
  #collect(): void {
    for (const { topicArn, texts } of this.world.notices.slice(this.record.notices.length)) {
      const { account, event, amount } = JSON.parse(texts.sqs ?? '') as NoticeDocument;
      const check = this.#open.find(
        ({ life, ...each }) =>
          each.account === account && this.#containers.get(life)?.topicArn === topicArn,
      );
      if (check === undefined) throw new Error(`Nobody who runs told of ${account}.`);
      const clock = this.world.clock.now();
      const at = Math.min(check.scheduledTime, clock);
      const facts = { account, event, check, clock, amount: Number(amount), heard: false };
      this.record.notices.push({ ...facts, firstAt: at, at, shownFrom: Infinity });
    }
  }

  /** Finds to the notices of this invocation, and of what overlapped it, the points put of them. */
  #findPoints(): void {
    const notices = this.record.notices.slice(this.#pointsFoundOf);
    this.#pointsFoundOf = this.record.notices.length;
    const shownFrom = this.world.clock.now() + this.month.delay * 1000;
    for (const { name } of this.world.accounts) {
      const all = this.world.cloud.metrics.points(NAMESPACE, 'NotifiedLoan', name);
      const points = all.slice(this.#points.get(name) ?? 0);
      this.#points.set(name, all.length);
      for (const told of notices.filter(({ account }) => account === name)) {
        const at = takePoint(points, told);
        if (at !== undefined) Object.assign(told, { at, shownFrom });
      }
    }
  }
}
