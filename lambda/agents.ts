import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** Connections that are kept between requests, and from run to run while the function is warm. */
export class Agents {
  readonly http = new HttpAgent({ keepAlive: true });
  /** That certificates are checked must not depend on the environment. */
  readonly https = new HttpsAgent({ keepAlive: true, rejectUnauthorized: true });

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
