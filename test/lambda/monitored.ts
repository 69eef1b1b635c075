import { createMonitor } from '../../lambda/monitor';
import type { CheckResult, DebtDocument, NoticeDocument } from '../../lambda/contract';
import type { Diagnosis, DrillResult } from '../../lambda/diagnosis/facts';
import { newAccountKey } from '../local/exchange/keys';
import type { AccountKey } from '../local/exchange/keys';
import { FUNCTION_ARN } from '../local/function-arn';
import { World } from '../local/world';
import type { WorldOptions } from '../local/world';

/** Short, so that what only a deadline ends ends soon. */
const REMAINING_MS = 3_000;

/** A line of the function's log. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: Readonly<Record<string, unknown>>;
}

/** A world with the function in this process, warm until `cool`. */
class Monitored {
  static async start(
    options: WorldOptions & { readonly environment?: Readonly<Record<string, string>> } = {},
  ): Promise<Monitored> {
    return new Monitored(await World.start(options), { ...options.environment });
  }

  readonly log: LogLine[] = [];
  readonly #outside = { ...process.env };
  readonly #console = { info: console.info, warn: console.warn, error: console.error };
  #monitor: ReturnType<typeof createMonitor> | undefined;

  private constructor(
    readonly world: World,
    /** Of the function, over what the world gives it; read when it starts. */
    readonly environment: Record<string, string>,
  ) {
    console.info = (message: LogLine['message']) => this.log.push({ level: 'info', message });
    console.warn = (message: LogLine['message']) => this.log.push({ level: 'warn', message });
    console.error = (message: LogLine['message']) => this.log.push({ level: 'error', message });
  }

  /** Runs the function, by default with what the schedule would send now. */
  readonly run = async (
    event: unknown = this.world.event(),
    remainingMs: number = REMAINING_MS,
  ): Promise<CheckResult> => (await this.#invoke(event, remainingMs)) as CheckResult;

  /** The report on what the schedule checks. */
  readonly diagnose = async (
    options: { heartbeat?: true } = {},
    remainingMs = REMAINING_MS,
  ): Promise<Diagnosis> => {
    const { accounts } = this.world.event();
    return (await this.#invoke({ diagnose: true, ...options, accounts }, remainingMs)) as Diagnosis;
  };

  readonly drill = async (): Promise<DrillResult> =>
    (await this.#invoke({ drill: true }, REMAINING_MS)) as DrillResult;

  async #invoke(event: unknown, remainingMs: number): Promise<unknown> {
    // The SDK's clients read their endpoint and credentials from here when they are made.
    const environment = { ...this.world.environment(), ...this.environment };
    process.env = { ...this.#outside, ...environment };
    this.#monitor ??= createMonitor(environment, this.world.clock.now);
    return this.#monitor(event, remainingMs, FUNCTION_ARN);
  }

  /** Runs at a time of the day, `HH:MM`. */
  readonly runAt = async (time: string): Promise<CheckResult> => {
    this.world.clock.set(Date.parse(`2026-11-22T${time}:00Z`));
    return this.run();
  };

  /** What a run that fails throws. */
  readonly failure = async (...run: Parameters<Monitored['run']>): Promise<Error> => {
    const outcome: unknown = await this.run(...run).catch((error: unknown) => error);
    if (outcome instanceof Error) return outcome;
    throw new Error(`The run did not fail: ${JSON.stringify(outcome)}`);
  };

  /** The function forgets all that it kept while it was warm. */
  readonly cool = (): void => {
    this.#monitor = undefined;
  };

  /** The notices that SNS took, as queues receive them, oldest first. */
  readonly documents = (): NoticeDocument[] => this.world.documents;

  /** Those of debts. */
  readonly debts = (): DebtDocument[] => this.world.debts;

  /** Every notice in short, or those of one condition: its event, and what it says. */
  readonly told = (condition = ''): string[] =>
    this.documents()
      .filter(({ event }) => event.startsWith(condition))
      .map((each) => {
        if ('status' in each) return `${each.event} ${each.status} ${each.uniMmr}`;
        if ('amount' in each) return `${each.event} ${each.amount}`;
        const accounts = 'accounts' in each ? each.accounts : [each];
        return `${each.event} ${accounts.map(({ account }) => account).join()}`;
      });

  async close(): Promise<void> {
    process.env = this.#outside;
    Object.assign(console, this.#console);
    await this.world.close();
  }
}

let current: Monitored | undefined;

/** Starts a world with the function for one test, after which it is closed. */
export async function start(...options: Parameters<typeof Monitored.start>): Promise<Monitored> {
  current = await Monitored.start(...options);
  return current;
}

afterEach(async () => {
  await current?.close();
  current = undefined;
});

/** Why each account failed, from what a run threw. */
export function reasons(error: Error): unknown[] {
  return (error.cause as AggregateError).errors as unknown[];
}

export function twoAccounts(): Record<'main' | 'other', AccountKey> {
  return { main: newAccountKey(), other: newAccountKey() };
}
