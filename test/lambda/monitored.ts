import { createMonitor } from '../../lambda/monitor';
import type { CheckResult } from '../../lambda/contract';
import { World } from '../local/world';
import type { WorldOptions } from '../local/world';

/** Short, so that what only a deadline ends ends soon. */
const REMAINING_MS = 3_000;

/** A line of the function's log. */
export interface LogLine {
  readonly level: 'info' | 'error';
  readonly message: Readonly<Record<string, unknown>>;
}

/** A world with the function in this process, warm until `cool`. */
export class Monitored {
  static async start(
    options: WorldOptions & { readonly environment?: Readonly<Record<string, string>> } = {},
  ): Promise<Monitored> {
    return new Monitored(await World.start(options), options.environment ?? {});
  }

  readonly log: LogLine[] = [];
  readonly #outside = { ...process.env };
  readonly #console = { info: console.info, error: console.error };
  #monitor: ReturnType<typeof createMonitor> | undefined;

  private constructor(
    readonly world: World,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    console.info = (message: LogLine['message']) => this.log.push({ level: 'info', message });
    console.error = (message: LogLine['message']) => this.log.push({ level: 'error', message });
  }

  /** Runs the function, by default with what the schedule would send now. */
  async run(
    event: unknown = this.world.event(),
    remainingMs: number = REMAINING_MS,
  ): Promise<CheckResult> {
    // The SDK's clients read their endpoint and credentials from here when they are made.
    const environment = { ...this.world.environment(), ...this.environment };
    process.env = { ...this.#outside, ...environment };
    this.#monitor ??= createMonitor(environment, this.world.clock.now);
    return this.#monitor(event, remainingMs);
  }

  /** Runs at a time of the day, `HH:MM`. */
  async runAt(time: string): Promise<CheckResult> {
    this.world.clock.set(Date.parse(`2026-11-22T${time}:00Z`));
    return this.run();
  }

  /** What a run that fails throws. */
  async failure(...run: Parameters<Monitored['run']>): Promise<Error> {
    const outcome: unknown = await this.run(...run).catch((error: unknown) => error);
    if (outcome instanceof Error) return outcome;
    throw new Error(`The run did not fail: ${JSON.stringify(outcome)}`);
  }

  /** The function forgets all that it kept while it was warm. */
  cool(): void {
    this.#monitor = undefined;
  }

  async close(): Promise<void> {
    process.env = this.#outside;
    Object.assign(console, this.#console);
    await this.world.close();
  }
}
