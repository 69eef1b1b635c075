/**
 * The model: a month in memory. What decides is the function's own (`check`, `blind`, the rule, the
 * memory, and how CloudWatch is read back); Binance, Secrets Manager, CloudWatch, SNS and the wires
 * are imagined. A run takes microseconds, and runs that overlap do so in a fixed and hostile order.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { tellBlind } from '../../lambda/blind';
import { report } from '../../lambda/check';
import { METRICS } from '../../lambda/contract';
import type { Metric } from '../../lambda/contract';
import { parseEnvironment } from '../../lambda/environment';
import { reportMargin } from '../../lambda/margin';
import { Memory } from '../../lambda/memory';
import type { Notice } from '../../lambda/notice/message';
import { toMinute } from '../../lambda/notice/rule';
import type { Run } from '../../lambda/run';
import { answeredReader, conditionsOf, toldReader } from '../../lambda/told';
import { SimulatedCloudWatch } from './cloud';
import { askBoth } from './asked';
import { isCut, refusal, untold } from './cut';
import { WARNING } from './model';
import type { Month, Standing } from './model';
import { statementsOf } from './record';
import type { Check, MonthRecord } from './record';
import { beginCheck, walk } from './walk';
import type { Order, Stage } from './walk';
import { Truth } from './truth';

const MINUTE_S = 60;
/** More turns of the event loop than pass before a run has read all that it reads. */
const TURNS = 6;
const TOPIC_ARN = 'arn:aws:sns:ap-northeast-1:123456789012:PmLoanMonitor';

/** Imagines the month, and returns what it leaves behind. */
export function imagine(month: Month): Promise<MonthRecord> {
  return walk(month, new ImaginedStage(month));
}

class ImaginedStage implements Stage {
  readonly record: Stage['record'];
  readonly #settings;
  readonly #cloud = new SimulatedCloudWatch();
  readonly #truth = new Truth();
  readonly #memories = new Map<number, Memory>();
  #messages = 0;
  #clock = 0;

  constructor(private readonly month: Month) {
    const { remindMinutes, blindMinutes, warned } = month;
    this.#settings = parseEnvironment({
      TOPIC_ARN,
      REMIND_EVERY_SECONDS: String(remindMinutes * MINUTE_S),
      BLIND_AFTER_SECONDS: String(blindMinutes * MINUTE_S),
      ...(warned && { MARGIN_WARNING: WARNING }),
    });
    const times = { remindEveryMs: remindMinutes * 60_000, blindAfterMs: blindMinutes * 60_000 };
    this.record = { ...times, warned, runs: 0, checks: [], notices: [] };
  }

  setClock(time: number): void {
    this.#clock = time;
  }

  owe(account: string, amount: string): void {
    this.#truth.owe(account, amount);
  }

  stand(account: string, standing: Standing): void {
    this.#truth.stand(account, standing);
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
      beginCheck(account, order, this.#truth.of(account), this.record),
    );
    this.record.checks.push(...checks);
    for (const check of checks) this.#truth.open.add(check);
    // Whatever happens meanwhile happens after all was read and asked, and before anything is told.
    let isTimeToTell = (): void => undefined;
    const timeToTell = new Promise<void>((resolve) => (isTimeToTell = resolve));
    const running = this.#check(checks, order, timeToTell);
    for (let turn = 0; meanwhile !== undefined && turn < TURNS; turn += 1) await nextTurn();
    await meanwhile?.();
    isTimeToTell();
    await running;
    for (const check of checks) {
      this.#truth.open.delete(check);
      check.noticesAfter = this.record.notices.length;
      check.ended = this.#clock;
      check.shownFrom = this.#clock + order.shownAfterMs;
    }
  }

  async #check(checks: readonly Check[], order: Order, timeToTell: Promise<void>): Promise<void> {
    const asked = checks.map((check) => askBoth(check, this.#truth, this.#clock, this.month));
    const everyoneAsked = Promise.all(asked.map(({ loan }) => loan));
    const run = this.#runOf(checks, order, everyoneAsked, timeToTell);
    const reported = Promise.all(
      asked.map(async ({ loan, health }, index) =>
        report(order.accounts[index] ?? '', await loan, health, run),
      ),
    );
    const standing = this.month.warned
      ? asked.map(async ({ health }, index) =>
          reportMargin(order.accounts[index] ?? '', await health, reported, run),
        )
      : [];
    const outcomes = await reported;
    const together = await tellBlind(outcomes, run);
    const margins = await Promise.all(standing);
    for (const [index, { account, answer: loan, failures }] of outcomes.entries()) {
      const owed = loan === undefined ? undefined : Number(loan.amount);
      const untold = together.flatMap((told) => told.failures.get(account) ?? []);
      const { answer: health, failures: ofMargin = [] } = margins[index] ?? {};
      const failed = failures.length + untold.length + ofMargin.length > 0;
      Object.assign(checks[index] ?? {}, { owed, rank: health?.rank, failed });
    }
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
    const { namespace, blindAfter, marginWarning } = this.#settings;
    const conditions = conditionsOf(marginWarning);
    const times = { scheduledTime, now: clock };
    const reading = { getMetricData, namespace, conditions, ...times, everyoneAsked };
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
