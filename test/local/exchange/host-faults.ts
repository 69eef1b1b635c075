import { banned, page, refuse, tooMuchWeight } from './answers';
import type { ExchangeFaultRow, FaultyAnswer } from './faults';
import type { Source } from './sources';

/** Seconds: the shortest ban. Source: general info. */
const BAN_SECONDS = 120;

/** Weight a minute for one address under `/sapi`, for each endpoint. Source: general info. */
const SAPI_IP_LIMIT = 12_000;

/** Where the redirect leads: a path of the same host, so that its log shows who followed. */
export const REDIRECT_PATH = '/en/maintenance';
const REDIRECT = { status: 302, headers: { location: REDIRECT_PATH }, body: '' };

const PAPI = 'general info of papi';
const ELSEWHERE = 'answers 451: not from this country or cloud region';
const UNKNOWN = 'Unknown error, please check your request or try again later.';
const INTERNAL = 'An unknown error occurred while processing the request.';
const LOCATION =
  "Service unavailable from a restricted location according to 'b. Eligibility' in https://www.binance.com/en/terms. Please contact customer service if you believe you received this message in error.";

/** Faults of Binance's hosts, whatever is asked and by whom. */
export const HOST_FAULTS = {
  'unknown-error': refusing('answers 503, status unknown (-1000)', 503, -1000, UNKNOWN, PAPI),
  unavailable: refusing('answers 503, out of service', 503, 0, 'Service Unavailable.', PAPI),
  'internal-error': refusing('answers 500 (-1000)', 500, -1000, INTERNAL, 'error codes'),
  location: refusing(ELSEWHERE, 451, 0, LOCATION, 'seen: 451'),
  'bad-gateway': {
    ...host('answers 502 with the page of a proxy', 'any network', () => page(502, 'Bad Gateway')),
    believed: 'pages',
  },
  firewall: host('answers 403 with a page of its firewall', 'seen: 403', () =>
    page(403, 'Forbidden'),
  ),
  'rate-limit': rateLimit(1),
  'rate-limit-long': rateLimit(60),
  ban: host('answers 418: this address is banned for two minutes (-1003)', 'seen: 418', (now) =>
    banned(now + BAN_SECONDS * 1000, BAN_SECONDS),
  ),
  redirect: {
    ...host('answers 302 and points elsewhere', 'any network', () => REDIRECT),
    believed: 'pages',
  },
} as const satisfies Record<string, ExchangeFaultRow>;

function host(description: string, source: Source, answer: FaultyAnswer): ExchangeFaultRow {
  return { description, scope: 'host', source, answer };
}

function refusing(
  description: string,
  status: number,
  code: number,
  msg: string,
  source: Source,
): ExchangeFaultRow {
  const row = host(description, source, () => refuse({ status, code, msg, source }));
  return status === 503 ? { ...row, believed: '503' } : row;
}

function rateLimit(seconds: number): ExchangeFaultRow {
  const description = `answers 429 and asks for ${seconds} s of silence (-1003)`;
  return host(description, 'general info', () => tooMuchWeight(SAPI_IP_LIMIT, seconds));
}
