import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { CREDENTIALS, REGION } from '../local/cloud/credentials';
import { TOPIC_ARN } from './servers';
import type { Servers } from './servers';

/** What a child says of itself. Milliseconds; an entry a call in the lists. */
export interface Measured {
  readonly importMs: number;
  readonly callMs: readonly number[];
  readonly callCpuMs: readonly number[];
  readonly cpuMs: number;
  readonly peakMb: number;
}

export interface Sample extends Measured {
  /** From the process's start to its end. */
  readonly wallMs: number;
}

export interface Plan {
  /** The function's bundle; without it, Node starts and ends. */
  readonly file: string | undefined;
  /** Beside what all have. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly calls: number;
  readonly accounts: number;
  /** The control group that the process enters once the function is imported. */
  readonly group?: string;
}

const NOTHING: Measured = { importMs: 0, callMs: [], callCpuMs: [], cpuMs: 0, peakMb: 0 };

/** Starts processes of `child`, one after the other, in an environment such as Lambda's. */
export class Processes {
  constructor(
    private readonly child: string,
    private readonly servers: Servers,
    private readonly certificateFile: string,
  ) {}

  async measure(plan: Plan): Promise<Sample> {
    const { file, calls } = plan;
    const command = file === undefined ? ['-e', '0'] : [this.child, file, String(calls)];
    const start = performance.now();
    const child = spawn(process.execPath, command, {
      env: this.#environment(plan),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said, [code]] = await Promise.all([
      text(child.stdout),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    const wallMs = performance.now() - start;
    if (code !== 0) throw new Error(`${file ?? 'Node'} ended with ${String(code)}.`);
    return { ...(file === undefined ? NOTHING : (JSON.parse(said) as Measured)), wallMs };
  }

  #environment({ accounts, environment, group = '' }: Plan): Record<string, string> {
    const event = {
      accounts: Array.from({ length: accounts }, (_, index) => ({
        name: `account-${index}`,
        secretId: `bench/${index}`,
      })),
    };
    return {
      ...this.servers.environment,
      NODE_EXTRA_CA_CERTS: this.certificateFile,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      // Beside the endpoints, which Lambda does not set: nobody is to look for this in files.
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
      // On Node.js 20, whose end of support the SDK would tell of in each process.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      TOPIC_ARN,
      EVENT: JSON.stringify(event),
      GROUP: group,
      ...environment,
    };
  }
}
