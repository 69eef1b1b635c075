import { banned, page, refuse, tooMuchWeight } from './answers';
import type { ExchangeFaultRow, FaultyAnswer } from './faults';

/** Seconds: the shortest ban in Binance's REST API documentation. */
const BAN_SECONDS = 120;

/** Weight a minute for one address under `/sapi`, by Binance's documentation. */
const SAPI_IP_LIMIT = 12_000;

/** Where the redirect leads: a path of the same host, so that its log shows who followed. */
export const REDIRECT_PATH = '/en/maintenance';

const LOCATION_MESSAGE =
  "Service unavailable from a restricted location according to 'b. Eligibility' in " +
  'https://www.binance.com/en/terms. Please contact customer service if you believe you received ' +
  'this message in error.';

/** Faults of Binance's hosts, whatever is asked and by whom. */
export const HOST_FAULTS = {
  'unknown-error': host('answers 503, status unknown (-1000)', () =>
    refuse({
      status: 503,
      code: -1000,
      msg: 'Unknown error, please check your request or try again later.',
    }),
  ),
  unavailable: host('answers 503, out of service', () =>
    refuse({ status: 503, code: 0, msg: 'Service Unavailable.' }),
  ),
  'internal-error': host('answers 500 (-1000)', () =>
    refuse({
      status: 500,
      code: -1000,
      msg: 'An unknown error occurred while processing the request.',
    }),
  ),
  'bad-gateway': host('answers 502 with the page of a proxy', () => page(502, 'Bad Gateway')),
  firewall: host('answers 403 with the page of its web firewall', () => page(403, 'Forbidden')),
  'rate-limit': host('answers 429 and asks for one second of silence (-1003)', () =>
    tooMuchWeight(SAPI_IP_LIMIT, 1),
  ),
  'rate-limit-long': host('answers 429 and asks for a minute of silence (-1003)', () =>
    tooMuchWeight(SAPI_IP_LIMIT, 60),
  ),
  ban: host('answers 418: this address is banned for two minutes (-1003)', (now) =>
    banned(now + BAN_SECONDS * 1000, BAN_SECONDS),
  ),
  location: host('answers 451: not from this country or cloud region', () =>
    refuse({ status: 451, code: 0, msg: LOCATION_MESSAGE }),
  ),
  redirect: host('answers 302 and points elsewhere', () => ({
    status: 302,
    headers: { location: REDIRECT_PATH },
    body: '',
  })),
} as const;

function host(description: string, answer: FaultyAnswer): ExchangeFaultRow {
  return { description, scope: 'host', answer };
}
