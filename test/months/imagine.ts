/**
 * The model: a month in memory. What decides is the function's own (`check`, `blind`, the rule, the
 * memory, and how CloudWatch is read back); Binance, Secrets Manager, CloudWatch, SNS and the wires
 * are imagined. A run takes microseconds, and runs that overlap do so in a fixed and hostile order.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { tellBlind } from '../../lambda/blind';
import { ask, report } from '../../lambda/check';
import { METRICS } from '../../lambda/contract';
import type { Metric } from '../../lambda/contract';
import { parseEnvironment } from '../../lambda/environment';
import { Memory } from '../../lambda/memory';
import type { Notice } from '../../lambda/notice/message';
import { toMinute } from '../../lambda/notice/rule';
import type { Asking, Run } from '../../lambda/run';
import { answeredReader, toldReader } from '../../lambda/told';
import { SimulatedCloudWatch } from './cloud';
import { isCut, refusal, untold } from './cut';
import type { Month } from './model';
import { statementsOf } from './record';
import type { Check, MonthRecord } from './record';
import { beginCheck, walk } from './walk';
import type { Order, Stage } from './walk';

const MINUTE_S = 60;
/** More turns of the event loop than pass before a run has read all that it reads. */
const TURNS = 6;
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
  readonly #memories = new Map<number, Memory>();
  readonly #open = new Set<Check>();
  #messages = 0;
  #clock = 0;

  constructor(private readonly month: Month) {
    const { remindMinutes, blindMinutes } = month;
    this.#settings = parseEnvironment({
      TOPIC_ARN,
      REMIND_EVERY_SECONDS: String(remindMinutes * MINUTE_S),
      BLIND_AFTER_SECONDS: String(blindMinutes * MINUTE_S),
    });
    const times = { remindEveryMs: remindMinutes * 60_000, blindAfterMs: blindMinutes * 60_000 };
    this.record = { ...times, runs: 0, checks: [], notices: [] };
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
    const checks = order.accounts.map((account) =>
      beginCheck(account, order, this.#amount(account), this.record),
    );
    this.record.checks.push(...checks);
    for (const check of checks) this.#open.add(check);
    // Whatever happens meanwhile happens after all was read and asked, and before anything is told.
    let isTimeToTell = (): void => undefined;
    const timeToTell = new Promise<void>((resolve) => (isTimeToTell = resolve));
    const running = this.#check(checks, order, timeToTell);
    for (let turn = 0; meanwhile !== undefined && turn < TURNS; turn += 1) await nextTurn();
    await meanwhile?.();
    isTimeToTell();
    await running;
    for (const check of checks) {
      this.#open.delete(check);
      check.noticesAfter = this.record.notices.length;
      check.ended = this.#clock;
      check.shownFrom = this.#clock + order.shownAfterMs;
    }
  }

  async #check(checks: readonly Check[], order: Order, timeToTell: Promise<void>): Promise<void> {
    const asked = checks.map((check) =>
      ask({ name: check.account, secretId: check.account }, this.#askingOf(check)),
    );
    const run = this.#runOf(checks, order, Promise.all(asked), timeToTell);
    const reported = asked.map(async (answer, index) =>
      report(order.accounts[index] ?? '', await answer, run),
    );
    const outcomes = await Promise.all(reported);
    const together = await tellBlind(outcomes, run);
    for (const [index, { account, loan, failures }] of outcomes.entries()) {
      const owed = loan === undefined ? undefined : Number(loan.amount);
      const untold = together.flatMap((told) => told.failures.get(account) ?? []);
      const failed = failures.length + untold.length > 0;
      Object.assign(checks[index] ?? {}, { owed, failed });
    }
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

  #runOf(
    checks: readonly Check[],
    { life, clock, scheduledTime, accounts, broken, shownAfterMs }: Order,
    everyoneAsked: Promise<unknown>,
    timeToTell: Promise<void>,
  ): Run {
    const memory = this.#memories.get(life) ?? new Memory();
    this.#memories.set(life, memory);
    const hops = [...broken.values()].flat();
    const getMetricData = this.#cloud.readerAt(clock, isCut(hops, 'read'));
    const { namespace, blindAfter } = this.#settings;
    const reading = { getMetricData, namespace, scheduledTime, now: clock, everyoneAsked };
    return {
      ...{ settings: this.#settings, scheduledTime, memory },
      now: () => this.#clock,
      readTold: toldReader(accounts, memory, reading),
      readAnswered: answeredReader(blindAfter, reading),
      publish: (metric, account, value, at) => {
        const point = { value, at, shownFrom: this.#clock + shownAfterMs };
        return this.#put(checkOf(checks, account), metric, point);
      },
      send: async (notice) => {
        await timeToTell;
        await this.#tell(checks, notice);
        return '';
      },
    };
  }

  #tell(checks: readonly Check[], { document }: Notice): Promise<void> {
    const hops = checks.flatMap(({ broken }) => broken);
    if (isCut(hops, 'sns')) return untold(false);
    const heard = !isCut(hops, 'sns-lost');
    this.#messages += 1;
    for (const statement of statementsOf(document)) {
      const check = checkOf(checks, statement.account);
      const at = Math.min(check.scheduledTime, this.#clock);
      const taken = { ...statement, message: this.#messages, check, heard, clock: this.#clock };
      this.record.notices.push({ ...taken, firstAt: at, at, shownFrom: Infinity });
    }
    return heard ? Promise.resolve() : untold(true);
  }

  #put(
    check: Check,
    metric: Metric,
    point: { readonly value: number; readonly at: number; readonly shownFrom: number },
  ): Promise<void> {
    const { at, shownFrom } = point;
    const told = this.record.notices.findLast(
      (notice) => notice.check === check && METRICS.told[notice.condition] === metric,
    );
    // A reminder whose answer is lost stays due: what was told before is carried forward instead.
    const isCarried = told !== undefined && toMinute(at) < toMinute(told.firstAt);
    if (told !== undefined && !isCarried) told.at = Math.max(told.at, at);
    if (check.broken.includes('put')) return refusal();
    this.#cloud.put(metric, check.account, point);
    if (told !== undefined) Object.assign(told, isCarried ? { at, shownFrom } : { shownFrom });
    return check.broken.includes('put-lost') ? refusal() : Promise.resolve();
  }
}

function checkOf(checks: readonly Check[], account: string): Check {
  const check = checks.find((each) => each.account === account);
  if (check === undefined) throw new Error(`${account} is not in this run.`);
  return check;
}
