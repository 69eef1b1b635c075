import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/**
 * Stands between the function and a server, as a NAT gateway does, and can forget: from then on
 * it tears down a connection that existed when something is next sent over it, not before.
 */
export class ForgetfulProxy {
  static async start(target: string): Promise<ForgetfulProxy> {
    const proxy = new ForgetfulProxy(new URL(target));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  readonly #server: Server;
  readonly #known = new Set<Socket>();
  readonly #open = new Set<Socket>();

  private constructor(target: URL) {
    this.#server = createServer((near) => {
      this.#known.add(near);
      this.#open.add(near);
      const far = connect(Number(target.port), target.hostname);
      near.on('data', (data) => {
        if (this.#known.has(near)) far.write(data);
        else near.resetAndDestroy();
      });
      far.on('data', (data) => near.write(data));
      near.on('close', () => far.destroy()).on('error', () => far.destroy());
      far.on('close', () => this.#known.has(near) && near.destroy()).on('error', () => undefined);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many there have ever been. */
  get connections(): number {
    return this.#open.size;
  }

  /** How many there are. */
  get live(): number {
    return [...this.#open].filter(({ destroyed }) => !destroyed).length;
  }

  forget(): void {
    this.#known.clear();
  }

  close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }
}
