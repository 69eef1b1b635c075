import type { Credentials } from './key';

/**
 * The query of a signed request, in the order of Binance's own client, its signature last.
 * @param timestamp Milliseconds since 1970 by Binance's clock.
 * @param recvWindow Milliseconds for which the request stays valid; Binance's 5000 where absent.
 */
export function signedQuery(
  credentials: Pick<Credentials, 'sign'>,
  timestamp: number,
  recvWindow?: string,
): string {
  const window = recvWindow === undefined ? '' : `recvWindow=${recvWindow}&`;
  const payload = `${window}timestamp=${timestamp}`;
  return `${payload}&signature=${encodeURIComponent(credentials.sign(payload))}`;
}
