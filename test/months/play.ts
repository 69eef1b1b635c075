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
import { FUNCTION_ARN } from '../local/function-arn';
import { World } from '../local/world';
import { breakHops } from './break';
import { STANDINGS, WARNING } from './model';
import type { Month, Standing } from './model';
import { PointFinder } from './points';
import { statementsOf } from './record';
import type { Check, Line, MonthRecord } from './record';
import { beginCheck, walk } from './walk';
import type { Order, Stage } from './walk';
import { Truth } from './truth';

/** Enough for any machine: nothing in a month is meant to end by a deadline. */
const REMAINING_MS = 60_000;

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
    if (month.warned) world.marginWarning = WARNING;
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
  readonly #truth = new Truth();
  readonly #containers = new Map<number, Container>();
  /** The checks of the invocation that a line of the log comes from. */
  readonly #running = new AsyncLocalStorage<readonly Check[]>();
  readonly #points;
  #messages = 0;

  constructor(
    private readonly world: World,
    private readonly month: Month,
  ) {
    const { remindMinutes, blindMinutes, warned } = month;
    const times = { remindEveryMs: remindMinutes * 60_000, blindAfterMs: blindMinutes * 60_000 };
    this.record = { ...times, warned, runs: 0, checks: [], notices: [] };
    this.#points = new PointFinder(world);
    for (const { name, key } of world.accounts) {
      this.#keys.set(name, key);
      this.stand(name, STANDINGS[0]);
    }
  }

  setClock(time: number): void {
    this.world.clock.set(time);
  }

  owe(account: string, amount: string): void {
    this.#truth.owe(account, amount);
    this.world.exchange.owe(this.#key(account).secret.apiKey, amount);
  }

  stand(account: string, standing: Standing): void {
    this.#truth.stand(account, standing);
    const { uniMmr: uniMMR, status: accountStatus } = standing;
    this.world.exchange.stand(this.#key(account).secret.apiKey, { uniMMR, accountStatus });
  }

  replaceKey(account: string): void {
    const key = newAccountKey();
    const { owed: amount, ...standing } = this.#truth.of(account);
    this.world.exchange.unregister(this.#key(account).secret.apiKey);
    this.world.exchange.register({ ...key.registration, owes: { asset: 'USDT', amount } });
    this.#keys.set(account, key);
    this.stand(account, standing);
  }

  storeKey(account: string): void {
    const { secretId } = this.world.account(account);
    this.world.cloud.secrets.put(secretId, JSON.stringify(this.#key(account).secret));
  }

  async invoke(order: Order, meanwhile?: () => Promise<void>): Promise<void> {
    this.record.runs += 1;
    this.#collect();
    const checks = order.accounts.map((account) =>
      beginCheck(account, order, this.#truth.of(account), this.record),
    );
    const isOuter = this.#truth.open.size === 0;
    for (const check of checks) this.#truth.open.add(check);
    this.record.checks.push(...checks);
    breakHops(this.world, new Set([...order.broken.values()].flat()), this.record.runs);
    const running = this.#running.run(checks, () => this.#run(order, checks));
    await meanwhile?.();
    await running;
    this.#collect();
    for (const check of checks) this.#truth.open.delete(check);
    const ended = this.world.clock.now();
    const noticesAfter = this.record.notices.length;
    for (const check of checks) {
      Object.assign(check, { noticesAfter, ended, shownFrom: ended + this.month.delay * 1000 });
    }
    if (isOuter) this.#points.find(this.record.notices, this.month.delay * 1000);
  }

  /** Takes a line of the function's log. */
  hear(line: unknown): void {
    const { account, accounts = [account], amount, status, uniMmr, notice } = line as Line;
    const standing = STANDINGS.find((each) => each.status === status && each.uniMmr === uniMmr);
    this.#collect();
    for (const check of this.#running.getStore() ?? []) {
      if (!accounts.includes(check.account)) continue;
      if (amount !== undefined) check.owed = Number(amount);
      if (standing !== undefined) check.rank = standing.rank;
      const told = this.record.notices.findLast(
        (each) => each.check === check && each.event === notice,
      );
      if (told !== undefined) told.heard = true;
    }
  }

  #key(account: string): AccountKey {
    const key = this.#keys.get(account);
    if (key === undefined) throw new Error(`There is no account ${account}.`);
    return key;
  }

  async #run({ life, scheduledTime, accounts }: Order, checks: readonly Check[]): Promise<void> {
    const { monitor } = this.#container(life);
    const event = {
      scheduledTime: new Date(scheduledTime).toISOString().replace('.000Z', 'Z'),
      accounts: accounts.map((name) => ({ name, secretId: this.world.account(name).secretId })),
    };
    await monitor(event, REMAINING_MS, FUNCTION_ARN).catch((error: unknown) => {
      if (!(error instanceof CheckFailedError)) throw error;
      const lines = error.message.split('\n');
      for (const check of checks) {
        check.failed = lines.some((line) => line.startsWith(`${check.account}: `));
      }
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
      [ENVIRONMENT.blindAfter]: String(this.month.blindMinutes * 60),
    };
    const container = { topicArn, monitor: createMonitor(environment, this.world.clock.now) };
    this.#containers.set(life, container);
    return container;
  }

  /** Adds the notices that SNS has taken since the last time. */
  #collect(): void {
    for (const { topicArn, texts } of this.world.notices.slice(this.#messages)) {
      this.#messages += 1;
      for (const statement of statementsOf(JSON.parse(texts.sqs ?? '') as NoticeDocument)) {
        const check = [...this.#truth.open].find(
          ({ life, account }) =>
            account === statement.account && this.#containers.get(life)?.topicArn === topicArn,
        );
        if (check === undefined) throw new Error(`Nobody who runs told of ${statement.account}.`);
        const clock = this.world.clock.now();
        const at = Math.min(check.scheduledTime, clock);
        const taken = { ...statement, message: this.#messages, check, clock, heard: false };
        this.record.notices.push({ ...taken, firstAt: at, at, shownFrom: Infinity });
      }
    }
  }
}
