import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** moto's account. */
export const ACCOUNT = '123456789012';
export const REGION = 'ap-northeast-1';

/** AWS on this machine, by moto: the services that a deployment takes. */
export class Moto {
  static async start(): Promise<Moto> {
    const found = spawnSync('python3', ['-c', 'import moto.server']);
    if (found.status !== 0) {
      throw new Error(
        "This test deploys onto moto, a stand-in for AWS in Python, which is not here. Get it with: python3 -m pip install 'moto[server]==5.2.1'",
      );
    }
    const port = await freePort();
    const script = join(__dirname, 'moto_with_more.py');
    const moto = new Moto(port, spawn('python3', [script, String(port)], { stdio: 'pipe' }));
    await moto.#ready();
    return moto;
  }

  readonly url: string;
  #log = '';

  private constructor(
    private readonly port: number,
    private readonly child: ChildProcess,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    child.stderr?.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
  }

  /** Of the SDK's clients. */
  get clientOptions() {
    const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
    return { endpoint: this.url, region: REGION, credentials };
  }

  /** What whoever speaks with it finds in the environment. */
  environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.url,
      // CloudFormation reads templates from a bucket in the path, not in the host.
      AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: `http://localhost:${this.port}`,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
      // moto does not unzip metric data.
      AWS_DISABLE_REQUEST_COMPRESSION: 'true',
    };
  }

  async stop(): Promise<void> {
    this.child.kill();
    await new Promise((resolve) => this.child.once('exit', resolve));
  }

  async #ready(): Promise<void> {
    for (let tries = 0; tries < 300; tries += 1) {
      if (this.child.exitCode !== null) break;
      const answer = await fetch(`${this.url}/moto-api/`).catch(() => undefined);
      if (answer?.ok === true) return;
      await sleep(100);
    }
    throw new Error(`moto did not start.\n${this.#log}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
