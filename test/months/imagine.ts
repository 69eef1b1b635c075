/**
 * The model: a month in memory. What decides is the function's own (`check`, the rule, and how
 * `told` is read back); Binance, Secrets Manager, CloudWatch, SNS and the wires are imagined.
 * A run takes microseconds, and runs that overlap do so in a fixed and hostile order.
 */
import type { Binance } from '../../lambda/binance/client';
import { check } from '../../lambda/check';
import type { Run } from '../../lambda/check';
import { METRICS } from '../../lambda/contract';
import type { Deadline } from '../../lambda/deadline';
import { parseEnvironment } from '../../lambda/environment';
import { NoticeRefusedError } from '../../lambda/errors';
import type { Metrics } from '../../lambda/aws/metrics';
import type { NoticeFacts } from '../../lambda/notice/debt';
import type { Told as Remembered } from '../../lambda/notice/rule';
import type { Secret, Secrets } from '../../lambda/aws/secrets';
import { readTold } from '../../lambda/aws/notification-log';
import type { Topic } from '../../lambda/aws/topic';
import { SimulatedCloudWatch } from './cloud';
import type { Month } from './model';
import type { Check, MonthRecord } from './record';
import { walk } from './walk';
import type { Order, Stage } from './walk';

const MINUTE_S = 60;
const TOPIC_ARN = 'arn:aws:sns:ap-northeast-1:123456789012:PmLoanMonitor';
/** Nothing takes time here. */
const NO_DEADLINE = {
  left: 1_000,
  within: <T>(call: (signal: AbortSignal) => Promise<T>) => call(new AbortController().signal),
} as unknown as Deadline;

/** Imagines the month, and returns what it leaves behind. */
export function imagine(month: Month): Promise<MonthRecord> {
  return walk(month, new ImaginedStage(month));
}

class ImaginedStage implements Stage {
  readonly record: Stage['record'];
  readonly #settings;
  readonly #cloud = new SimulatedCloudWatch();
  readonly #owed = new Map<string, string>();
  readonly #memories = new Map<number, Pick<Run, 'remembered'>>();
  readonly #open = new Set<Check>();
  #clock = 0;

  constructor(private readonly month: Month) {
    this.#settings = parseEnvironment({
      TOPIC_ARN,
      REMIND_EVERY_SECONDS: String(month.remindMinutes * MINUTE_S),
    });
    const { remindEveryMs } = this.#settings;
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
    const outcome = await check({ name: account, secretId: account }, run);
    this.#open.delete(entry);
    entry.owed = outcome.loan === undefined ? undefined : Number(outcome.loan.amount);
    entry.failed = outcome.failures.length > 0;
    entry.noticesAfter = this.record.notices.length;
  }

  #amount(account: string): string {
    return this.#owed.get(account) ?? '0';
  }

  #runOf(entry: Check, { shownAfterMs }: Order, timeToTell: Promise<void>): Run {
    const { account, life, scheduledTime, broken } = entry;
    const cut = (...hops: string[]): boolean => hops.some((hop) => broken.includes(hop));
    const memory = this.#memories.get(life) ?? {
      remembered: new Map<string, readonly Remembered[]>(),
    };
    this.#memories.set(life, memory);
    const client = this.#cloud.clientAt(entry.clock, cut('read'));
    const times = { scheduledTime, now: entry.clock };
    const told = readTold(client, this.#settings.namespace, [account], times, NO_DEADLINE);
    const amount = this.#amount(account);
    const asset = amount === '0' && this.month.noLoan ? null : 'BUSD';
    const loan = { asset, amount, observedAt: this.#clock };
    return {
      now: () => this.#clock,
      ...{ scheduledTime, askBy: NO_DEADLINE, tellBy: NO_DEADLINE },
      ...{ recordBy: NO_DEADLINE, settings: this.#settings },
      ...{ ...memory, limit: (job) => job() },
      // Read anew only where Binance refuses a key, which no outage here does.
      secrets: undefined as unknown as Secrets,
      secretOf: () => (cut('secrets', 'key') ? refusal() : Promise.resolve({} as Secret)),
      binance: {
        loan: () => (cut('binance') ? refusal() : Promise.resolve(loan)),
      } as unknown as Binance,
      toldOf: async () => (await told).get(account) ?? [],
      topic: {
        tell: async (facts: NoticeFacts) => {
          await timeToTell;
          await this.#tell(entry, facts);
        },
      } as unknown as Topic,
      metrics: {
        expect: () => () => undefined,
        publish: (...[metric, , value, at]: Parameters<Metrics['publish']>) =>
          metric === METRICS.loan ? Promise.resolve() : this.#put(entry, value, at, shownAfterMs),
      } as unknown as Metrics,
    };
  }

  #tell(check: Check, { event, amount }: NoticeFacts): Promise<void> {
    if (check.broken.includes('sns')) return untold(false);
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

function untold(mayBeTaken: boolean): Promise<never> {
  return Promise.reject(new NoticeRefusedError('a notice', 'out of order', mayBeTaken));
}

function refusal(): Promise<never> {
  return Promise.reject(new Error('out of order'));
}
