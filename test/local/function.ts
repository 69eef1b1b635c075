import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Result } from '../../lambda/monitor';
import { throttle } from './cpu-share';

/** Lambda stops a function that has not ended by its timeout; the stack's own. */
const TIMEOUT_MS = 50_000;

export interface Invocation {
  readonly event: unknown;
  /** How far the process's clock is ahead of the machine's, in milliseconds. */
  readonly ahead: number;
  readonly timeoutMs: number;
}

export interface InvokeOptions {
  /** What the process's clock is set to, in milliseconds since 1970. */
  readonly clock?: number;
  readonly timeoutMs?: number;
}

/** What Lambda says of an invocation. */
export interface Report {
  readonly result?: Result;
  readonly error?: {
    readonly errorType: string;
    readonly errorMessage: string;
    readonly trace: readonly string[];
  };
  readonly durationMs: number;
  readonly peakMb: number;
}

export interface Invoked extends Report {
  /** What this invocation printed, a line each. */
  readonly output: readonly string[];
}

/** What the function's process sends: that it is there; lines of its log, and then the report. */
export type FromRuntime =
  { readonly ready: true } | { readonly line: string } | { readonly report: Report };

/** The built bundle in a process of its own, which stays warm until it is stopped. */
export class LocalFunction {
  readonly #process: ChildProcess;
  /** The process is there, and has not loaded the bundle. */
  readonly #ready: Promise<unknown>;
  #release: (() => void) | undefined;

  /**
   * @param environment all of it: nothing is inherited
   * @param nodeOptions of its process, such as bounds of its memory
   */
  constructor(
    bundle: string,
    environment: Readonly<Record<string, string>>,
    nodeOptions: readonly string[] = [],
  ) {
    this.#process = fork(join(__dirname, 'runtime.ts'), [bundle], {
      // Lambda runs a newer Node.js than this machine may have, of which the SDK would warn.
      env: { ...environment, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      execArgv: [...nodeOptions, '--require', require.resolve('tsx/cjs')],
      silent: true,
    });
    this.#ready = once(this.#process, 'message');
  }

  /**
   * From now on the process has the share of a core that Lambda gives to so much memory; the
   * loading of the bundle included, for which Lambda gives more.
   */
  async throttle(memoryMb: number): Promise<void> {
    await this.#ready;
    this.#release = throttle(this.#process, memoryMb);
  }

  invoke(event: unknown, { clock, timeoutMs = TIMEOUT_MS }: InvokeOptions = {}): Promise<Invoked> {
    const output: string[] = [];
    const child = this.#process;
    return new Promise((resolve, reject) => {
      const raw = (chunk: Buffer): void => {
        output.push(chunk.toString());
      };
      const hear = (message: FromRuntime): void => {
        if ('line' in message) output.push(message.line);
        else if ('report' in message)
          settle(() => {
            resolve({ ...message.report, output });
          });
      };
      const die = (): void => {
        const said = output.join('\n');
        settle(() => {
          reject(new Error(`The function's process ended by itself.\n${said}`));
        });
      };
      const settle = (how: () => void): void => {
        child.off('message', hear).off('exit', die);
        child.stdout?.off('data', raw);
        child.stderr?.off('data', raw);
        how();
      };
      child.on('message', hear).on('exit', die);
      child.stdout?.on('data', raw);
      child.stderr?.on('data', raw);
      const ahead = clock === undefined ? 0 : clock - Date.now();
      child.send({ event, ahead, timeoutMs } satisfies Invocation);
    });
  }

  /** Whether the process is there to be invoked. */
  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    const exit = once(this.#process, 'exit');
    // A process that is stopped at the moment hears no other signal.
    this.#process.kill('SIGKILL');
    await exit;
    this.#release?.();
  }
}
