import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createSecureContext } from 'node:tls';

const OPTIONS = {
  keepAlive: true,
  noDelay: true,
  /** That certificates are checked must not depend on the environment. */
  rejectUnauthorized: true,
  /** Made once: else every connection makes its own, a few milliseconds each. */
  secureContext: createSecureContext(),
};

/** Their connections are kept between requests, and from run to run while the function is warm. */
export const httpAgent = new HttpAgent(OPTIONS);
export const httpsAgent = new HttpsAgent(OPTIONS);

/**
 * Closes connections that nobody uses. Where one proves dead, those that were idle beside it are
 * too, and retries must not be spent on finding out one by one.
 */
export function closeIdleConnections(): void {
  for (const { freeSockets } of [httpAgent, httpsAgent]) {
    for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
  }
}
