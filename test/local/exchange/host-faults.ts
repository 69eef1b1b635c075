import { banned, json, page, refuse, tooMuchWeight } from './answers';
import type { ExchangeFaultRow, FaultyAnswer } from './faults';
import type { Source } from './sources';

/** Seconds: the shortest ban. Source: general info. */
const BAN_SECONDS = 120;

/** Weight a minute for one address under `/sapi`, for each endpoint. Source: general info. */
const SAPI_IP_LIMIT = 12_000;

/** Where the redirect leads: a path of the same host, so that its log shows who followed. */
export const REDIRECT_PATH = '/en/maintenance';

const LOCATION_MESSAGE =
  "Service unavailable from a restricted location according to 'b. Eligibility' in " +
  'https://www.binance.com/en/terms. Please contact customer service if you believe you received ' +
  'this message in error.';

/** Faults of Binance's hosts, whatever is asked and by whom. */
export const HOST_FAULTS = {
  'unknown-error': {
    ...host('answers 503, status unknown (-1000)', 'general info of papi', () =>
      refuse({
        status: 503,
        code: -1000,
        msg: 'Unknown error, please check your request or try again later.',
        source: 'general info of papi',
      }),
    ),
    believed: '503',
  },
  unavailable: {
    ...host('answers 503, out of service', 'general info of papi', () =>
      json(503, '{"code":0,"msg":"Service Unavailable."}'),
    ),
    believed: '503',
  },
  'internal-error': host('answers 500 (-1000)', 'error codes', () =>
    refuse({
      status: 500,
      code: -1000,
      msg: 'An unknown error occurred while processing the request.',
      source: 'error codes',
    }),
  ),
  'bad-gateway': {
    ...host('answers 502 with the page of a proxy', 'any network', () => page(502, 'Bad Gateway')),
    believed: 'pages',
  },
  firewall: host('answers 403 with the page of its web firewall', 'seen: 403', () =>
    page(403, 'Forbidden'),
  ),
  'rate-limit': host('answers 429 and asks for one second of silence (-1003)', 'general info', () =>
    tooMuchWeight(SAPI_IP_LIMIT, 1),
  ),
  'rate-limit-long': host(
    'answers 429 and asks for a minute of silence (-1003)',
    'general info',
    () => tooMuchWeight(SAPI_IP_LIMIT, 60),
  ),
  ban: host('answers 418: this address is banned for two minutes (-1003)', 'seen: 418', (now) =>
    banned(now + BAN_SECONDS * 1000, BAN_SECONDS),
  ),
  location: host('answers 451: not from this country or cloud region', 'seen: 451', () =>
    refuse({ status: 451, code: 0, msg: LOCATION_MESSAGE, source: 'seen: 451' }),
  ),
  redirect: {
    ...host('answers 302 and points elsewhere', 'any network', () => ({
      status: 302,
      headers: { location: REDIRECT_PATH },
      body: '',
    })),
    believed: 'pages',
  },
} as const satisfies Record<string, ExchangeFaultRow>;

function host(description: string, source: Source, answer: FaultyAnswer): ExchangeFaultRow {
  return { description, scope: 'host', source, answer };
}
