/**
 * The model: a month in memory. What decides is the function's own (`check`, the rule, and how
 * `told` is read back); Binance, Secrets Manager, CloudWatch, SNS and the wires are imagined.
 * A run takes microseconds, and runs that overlap do so in a fixed and hostile order.
 */
import { readNotificationLog } from '../../lambda/aws/newest-points';
import { ask, report } from '../../lambda/check';
import type { Asking, Run } from '../../lambda/run';
import { METRICS } from '../../lambda/contract';
import { parseEnvironment } from '../../lambda/environment';
import { NoticeRefusedError } from '../../lambda/errors';
import type { Notice } from '../../lambda/notice/message';
import { SimulatedCloudWatch } from './cloud';
import type { Month } from './model';
import type { Check, MonthRecord } from './record';
import { walk } from './walk';
import type { Order, Stage } from './walk';

const MINUTE_S = 60;
const TOPIC_ARN = 'arn:aws:sns:ap-northeast-1:123456789012:PmLoanMonitor';
const SECRET = { credentials: { apiKey: '', kind: 'HMAC', sign: () => '' }, text: '' } as const;

/** Imagines the month, and returns what it leaves behind. */
export function imagine(month: Month): Promise<MonthRecord> {
  return walk(month, new ImaginedStage(month));
}

class ImaginedStage implements Stage {
  readonly record: Stage['record'];
  readonly #settings;
  readonly #cloud = new SimulatedCloudWatch();
  readonly #owed = new Map<string, string>();
  readonly #memories = new Map<number, Run['memory']>();
  readonly #open = new Set<Check>();
  #clock = 0;

  constructor(private readonly month: Month) {
    this.#settings = parseEnvironment({
      TOPIC_ARN,
      REMIND_EVERY_SECONDS: String(month.remindMinutes * MINUTE_S),
    });
    const remindEveryMs = month.remindMinutes * 60_000;
    this.record = { remindEveryMs, runs: 0, checks: [], notices: [] };
  }

  setClock(time: number): void {
    this.#clock = time;
  }

  owe(account: string, amount: string): void {
    this.#owed.set(account, amount);
    for (const check of this.#open) {
      if (check.account === account) (check.owing as number[]).push(Number(amount));
    }
  }

  replaceKey(): void {
    // Of keys the model knows only for whom they are out of order.
  }

  storeKey(): void {
    // Likewise.
  }

  async invoke(order: Order, meanwhile?: () => Promise<void>): Promise<void> {
    this.record.runs += 1;
    // Whatever happens meanwhile happens after all was read and asked, and before anything is told.
    let isTimeToTell = (): void => undefined;
    const timeToTell = new Promise<void>((resolve) => (isTimeToTell = resolve));
    const running = order.accounts.map((account) => this.#check(account, order, timeToTell));
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    await meanwhile?.();
    isTimeToTell();
    await Promise.all(running);
  }

  async #check(account: string, order: Order, timeToTell: Promise<void>): Promise<void> {
    const { life, clock, scheduledTime } = order;
    const entry: Check = {
      ...{ account, life, clock, scheduledTime },
      owing: [Number(this.#amount(account))],
      broken: order.broken.get(account) ?? [],
      noticesBefore: this.record.notices.length,
      noticesAfter: 0,
      owed: undefined,
      failed: false,
    };
    this.record.checks.push(entry);
    this.#open.add(entry);
    const run = this.#runOf(entry, order, timeToTell);
    const asked = await ask({ name: account, secretId: account }, this.#askingOf(entry));
    const outcome = await report(account, asked, run);
    this.#open.delete(entry);
    entry.owed = outcome.loan === undefined ? undefined : Number(outcome.loan.amount);
    entry.failed = outcome.failures.length > 0;
    entry.noticesAfter = this.record.notices.length;
  }

  #amount(account: string): string {
    return this.#owed.get(account) ?? '0';
  }

  #askingOf({ account, broken }: Check): Asking {
    const amount = this.#amount(account);
    const asset = amount === '0' && this.month.noLoan ? null : 'BUSD';
    const loan = { asset, amount, observedAt: this.#clock };
    return {
      readSecret: () => (isCut(broken, 'secrets', 'key') ? refusal() : Promise.resolve(SECRET)),
      // Only where Binance refuses a key, which no outage here does.
      rereadSecret: refusal,
      askLoan: () => (isCut(broken, 'binance') ? refusal() : Promise.resolve(loan)),
    };
  }

  #runOf(entry: Check, { shownAfterMs }: Order, timeToTell: Promise<void>): Run {
    const { account, life, scheduledTime, broken } = entry;
    const memory = this.#memories.get(life) ?? new Map<string, never>();
    this.#memories.set(life, memory);
    const getMetricData = this.#cloud.readerAt(entry.clock, isCut(broken, 'read'));
    const times = { scheduledTime, now: entry.clock };
    const told = readNotificationLog(getMetricData, this.#settings.namespace, [account], times);
    return {
      ...{ settings: this.#settings, scheduledTime, memory },
      now: () => this.#clock,
      readTold: async () => (await told).get(account) ?? [],
      publish: (metric, _, value, at) =>
        metric === METRICS.loan ? Promise.resolve() : this.#put(entry, value, at, shownAfterMs),
      send: async (notice) => {
        await timeToTell;
        await this.#tell(entry, notice);
        return '';
      },
    };
  }

  #tell(check: Check, { document: { event, amount } }: Notice): Promise<void> {
    if (check.broken.includes('sns')) return untold(false);
    if (event === 'drill') throw new Error('nobody asked for a drill');
    const { account, scheduledTime } = check;
    const heard = !check.broken.includes('sns-lost');
    const facts = { account, event, amount: Number(amount), check, heard, clock: this.#clock };
    const at = Math.min(scheduledTime, this.#clock);
    this.record.notices.push({ ...facts, firstAt: at, at, shownFrom: Infinity });
    return heard ? Promise.resolve() : untold(true);
  }

  #put(check: Check, value: number, at: number, shownAfterMs: number): Promise<void> {
    const told = this.record.notices.findLast((notice) => notice.check === check);
    // A reminder whose answer is lost stays due: what was told before is carried forward instead.
    const isCarried = told?.event === 'debt.reminder' && !told.heard;
    if (told !== undefined && !isCarried) told.at = Math.max(told.at, at);
    if (check.broken.includes('put')) return refusal();
    const shownFrom = this.#clock + shownAfterMs;
    this.#cloud.put({ account: check.account, at, value, shownFrom });
    if (told !== undefined) Object.assign(told, isCarried ? { at, shownFrom } : { shownFrom });
    return check.broken.includes('put-lost') ? refusal() : Promise.resolve();
  }
}

function isCut(broken: readonly string[], ...hops: string[]): boolean {
  return hops.some((hop) => broken.includes(hop));
}

function untold(mayBeTaken: boolean): Promise<never> {
  return Promise.reject(new NoticeRefusedError('a notice', 'out of order', mayBeTaken));
}

function refusal(): Promise<never> {
  return Promise.reject(new Error('out of order'));
}
