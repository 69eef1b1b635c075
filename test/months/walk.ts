/** Takes a month event by event, and leaves to a stage what the function and the world do. */
import { toMinute } from '../../lambda/notice/rule';
import { CONTAINERS, STANDINGS } from './model';
import type { Gap, Invocation, Month, MonthEvent, RunEvent, Standing } from './model';
import type { Check, MonthRecord, Told } from './record';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const BEGINNING = Date.parse('2026-11-01T00:00:00Z');
/** Schedules start their runs some seconds into the minute. */
const INTO_THE_MINUTE_MS = 4 * SECOND_MS;
const DOUBLED_AFTER_MS = 7 * SECOND_MS;
/** The function takes no event older than 15 minutes; some seconds pass in a run. */
const OLDEST_MS = 15 * MINUTE_MS - 20 * SECOND_MS;
const PUNCTUAL = { cold: false, late: 0, shownAfter: 0, overlap: null } as const;

/** One invocation, made definite. */
export interface Order {
  readonly life: number;
  readonly clock: number;
  readonly scheduledTime: number;
  readonly accounts: readonly string[];
  /** By account: what is out of order for it. */
  readonly broken: ReadonlyMap<string, readonly string[]>;
  readonly shownAfterMs: number;
}

/** The world a month happens in. It adds to the record what it sees. */
export interface Stage {
  readonly record: MonthRecord & { runs: number; checks: Check[]; notices: Told[] };
  setClock(time: number): void;
  owe(account: string, amount: string): void;
  stand(account: string, standing: Standing): void;
  /** Binance knows another key from now on; the secret follows with `storeKey`. */
  replaceKey(account: string): void;
  storeKey(account: string): void;
  /** Runs the order, and `meanwhile` while it runs. Resolves when both have ended. */
  invoke(order: Order, meanwhile?: () => Promise<void>): Promise<void>;
}

/** What is known of a check when it begins. */
export function beginCheck(
  account: string,
  { life, clock, scheduledTime, broken }: Order,
  { owed, rank }: { readonly owed: string; readonly rank: number },
  { runs: run, notices: { length: noticesBefore } }: Stage['record'],
): Check {
  return {
    ...{ account, run, life, clock, scheduledTime, noticesBefore },
    ...{ owing: [Number(owed)], standing: [rank], rank: undefined },
    broken: broken.get(account) ?? [],
    ...{ noticesAfter: 0, ended: clock, shownFrom: Infinity, owed: undefined, failed: false },
  };
}

/** The names of so many accounts. */
function accountNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `account-${index}`);
}

/** Takes the stage through the month. */
export async function walk(month: Month, stage: Stage): Promise<MonthRecord> {
  const walker = new Walker(month, stage);
  for (const event of month.events) await walker.take(event);
  return stage.record;
}

class Walker {
  #clock = BEGINNING + INTO_THE_MINUTE_MS;
  #lives = 0;
  readonly #containers: number[];
  readonly #names: readonly string[];
  readonly #gone = new Set<string>();
  /** For how many more runs each hop is out of order, and each account's secret outdated. */
  readonly #outages = new Map<string, number>();
  readonly #outdated = new Map<string, number>();

  constructor(
    private readonly month: Month,
    private readonly stage: Stage,
  ) {
    this.#names = accountNames(month.accounts);
    this.#containers = Array.from({ length: CONTAINERS }, () => (this.#lives += 1));
    stage.setClock(this.#clock);
  }

  async take(event: MonthEvent): Promise<void> {
    if (event.kind === 'run') {
      await this.#run(event);
      return;
    }
    if (event.kind === 'outage') {
      this.#outages.set(event.hop, event.runs);
      return;
    }
    if (event.kind === 'dark') {
      this.#outages.set(event.hop, event.runs);
      for (let run = 0; run < event.runs; run += 1) {
        const { container } = event;
        await this.#run({ kind: 'run', gap: 'half a day', container, ...PUNCTUAL });
      }
      return;
    }
    const account = this.#names[event.account] ?? '';
    if (event.kind === 'owe') this.stage.owe(account, event.amount);
    else if (event.kind === 'stand') {
      this.stage.stand(account, STANDINGS[event.standing] ?? STANDINGS[0]);
    } else if (event.kind === 'come-or-go') {
      if (!this.#gone.delete(account)) this.#gone.add(account);
    } else {
      this.stage.replaceKey(account);
      this.#outdated.set(account, event.secretAfter);
      this.#storeKeys();
    }
  }

  async #run(event: RunEvent): Promise<void> {
    this.#clock = after(this.#clock, event.gap, this.month.intervalMinutes);
    this.stage.setClock(this.#clock);
    const order = this.#order(event, event.container);
    if (order.accounts.length === 0) return;
    const { overlap } = event;
    await this.stage.invoke(
      order,
      overlap === null
        ? undefined
        : async () => {
            this.#clock += overlap.seconds * SECOND_MS;
            this.stage.setClock(this.#clock);
            const [account = ''] = order.accounts;
            if (overlap.owed !== null) this.stage.owe(account, overlap.owed);
            await this.stage.invoke(this.#order(overlap, event.container + 1));
          },
    );
    count(this.#outages);
    count(this.#outdated);
    this.#storeKeys();
  }

  #order({ cold, late, shownAfter }: Omit<Invocation, 'container'>, container: number): Order {
    const place = container % CONTAINERS;
    if (cold) this.#containers[place] = this.#lives += 1;
    const accounts = this.#names.filter((name) => !this.#gone.has(name));
    const hops = [...this.#outages].filter(([, runs]) => runs > 0).map(([hop]) => hop);
    const broken = accounts.map((name): [string, string[]] => {
      return [name, [...hops, ...(this.#outdated.has(name) ? ['key'] : [])]];
    });
    return {
      life: this.#containers[place] ?? 0,
      clock: this.#clock,
      scheduledTime: Math.max(toMinute(this.#clock) - late * MINUTE_MS, this.#clock - OLDEST_MS),
      accounts,
      broken: new Map(broken),
      shownAfterMs: shownAfter * SECOND_MS,
    };
  }

  #storeKeys(): void {
    for (const [account, runs] of this.#outdated) {
      if (runs > 0) continue;
      this.#outdated.delete(account);
      this.stage.storeKey(account);
    }
  }
}

function count(runs: Map<string, number>): void {
  for (const [key, left] of runs) runs.set(key, Math.max(0, left - 1));
}

function after(clock: number, gap: Gap, intervalMinutes: number): number {
  const minutes = {
    now: 0,
    'a minute': 1,
    'four minutes': 4,
    interval: intervalMinutes,
    'three intervals': 3 * intervalMinutes,
    'half a day': 12 * 60,
    'a day': 24 * 60 + 1,
  };
  if (gap === 'now') return clock + DOUBLED_AFTER_MS;
  return toMinute(clock) + minutes[gap] * MINUTE_MS + INTO_THE_MINUTE_MS;
}
