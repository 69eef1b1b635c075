import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext } from 'node:tls';
import { afterIdle } from './idle-timer';

const CONNECT_TIMEOUT_MS = 2_000;

const OPTIONS = {
  keepAlive: true,
  noDelay: true,
  /** That certificates are checked must not depend on the environment. */
  rejectUnauthorized: true,
  /** Made once: else every connection makes its own, a few milliseconds each. */
  secureContext: createSecureContext(),
};

/** Connections that are kept between requests, and from run to run while the function is warm. */
export class Agents {
  readonly http = new HttpAgent(OPTIONS);
  readonly https = new HttpsAgent(OPTIONS);
  #opened: { readonly address: string; readonly socket: Duplex | null | undefined } | undefined;

  constructor() {
    for (const agent of [this.http, this.https]) {
      const connected = agent === this.https ? 'secureConnect' : 'connect';
      const connect = agent.createConnection.bind(agent);
      agent.createConnection = (options, done) =>
        this.#takeOpened(`${options.host ?? ''}:${options.port ?? ''}`) ??
        boundConnecting(connect(options, done), connected);
    }
  }

  /** Opens a connection while there is no request for it yet; the first one there takes it. */
  open({ protocol, hostname: host, port }: URL): void {
    const [agent, usual] = protocol === 'https:' ? [this.https, 443] : [this.http, 80];
    const to = { host, port: Number(port) || usual, servername: isIP(host) === 0 ? host : '' };
    this.#opened?.socket?.destroy();
    const socket = agent.createConnection({ ...OPTIONS, ...to });
    this.#opened = { address: `${host}:${to.port}`, socket: socket?.on('error', () => undefined) };
  }

  /** Undefined where it is dead by now, or leads elsewhere: another is opened then. */
  #takeOpened(address: string): Duplex | undefined {
    if (this.#opened?.address !== address) return undefined;
    const { socket } = this.#opened;
    this.#opened = undefined;
    return socket?.destroyed === false ? socket : undefined;
  }

  /**
   * Lets go of connections that nobody uses. Where one proves dead, those that slept beside it
   * are too, and the next tries must not be spent on finding out one by one.
   */
  dropIdle(): void {
    for (const { freeSockets } of [this.http, this.https]) {
      for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
    }
  }
}

function boundConnecting<T extends Duplex | null | undefined>(socket: T, connected: string): T {
  const stop = afterIdle(CONNECT_TIMEOUT_MS, () => {
    const error = new Error(`no connection within ${CONNECT_TIMEOUT_MS} ms`);
    // By its code, the SDK knows that another try is worth it.
    socket?.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  });
  socket?.once(connected, stop).once('close', stop);
  return socket;
}
