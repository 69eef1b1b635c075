import type { Response } from '../loopback';
import type { Source } from './sources';

/** An error as Binance's REST API answers it: the HTTP status and the `{code, msg}` of the body. */
export interface Refusal {
  /** Not verified: statuses. */
  readonly status: number;
  readonly code: number;
  readonly msg: string;
  /** Where code and text are from. */
  readonly source: Source;
}

/** Source: seen: headers. */
const JSON_HEADERS = { 'content-type': 'application/json;charset=UTF-8' } as const;
const HTML_HEADERS = { 'content-type': 'text/html' } as const;

export function json(status: number, text: string, headers: Response['headers'] = {}): Response {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: text };
}

/** @param codeName Binance's FAQ calls it "error code", its general info "code". */
export function refuse(
  { status, code, msg }: Refusal,
  headers: Response['headers'] = {},
  codeName: 'code' | 'error code' = 'code',
): Response {
  return json(status, JSON.stringify({ [codeName]: code, msg }), headers);
}

/** The page of a proxy on the way to Binance (nginx, CloudFront): never JSON. Not verified: pages. */
export function page(status: number, title: string): Response {
  const heading = `${status} ${title}`;
  const head = `<head><title>${heading}</title></head>`;
  const body = `<body><center><h1>${heading}</h1></center></body>`;
  return { status, headers: HTML_HEADERS, body: `<html>${head}${body}</html>` };
}

function refusal(code: number, msg: string, source: Source = 'error codes', status = 400): Refusal {
  return { status, code, msg, source };
}

/** Not verified: parameters. */
export const PARAMETER = {
  illegal: refusal(-1100, 'Illegal characters found in a parameter.'),
  outOfRange: (name: string, range: string) =>
    refusal(
      -1100,
      `Illegal characters found in parameter '${name}'; legal range is '${range}'.`,
      'seen: -1100',
    ),
  unexpected: (received: number) =>
    refusal(-1101, `Too many parameters; expected '0' and received '${received}'.`),
  duplicate: refusal(-1101, 'Duplicate values for a parameter detected.'),
  missing: (name: string) =>
    refusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  unread: (read: number, sent: number) =>
    refusal(
      -1104,
      `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`,
    ),
  empty: (name: string) => refusal(-1105, `Parameter '${name}' was empty.`),
  recvWindow: refusal(-1131, 'recvWindow must be less than 60000'),
} as const;

export const TIMESTAMP = {
  late: refusal(-1021, 'Timestamp for this request is outside of the recvWindow.'),
  early: refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
} as const;

export const BAD_SIGNATURE = refusal(-1022, 'Signature for this request is not valid.');

/** What Binance says of a key. */
export const API_KEY = {
  malformed: refusal(-2014, 'API-key format invalid.', 'seen: -2014', 401),
  unknown: refusal(-2008, 'Invalid Api-Key ID.', 'seen: -2008'),
  forbidden: refusal(-2015, 'Invalid API-key, IP, or permissions for action.', 'error codes', 401),
} as const;

/** Binance's FAQ has another text for the same code. */
export const NOT_PORTFOLIO_MARGIN = refusal(
  -21001,
  'Request ID is not a Portfolio Margin Account.',
);

/** Not verified: debt-free accounts. */
export const NO_LOAN = refusal(-21004, 'No outstanding pmLoan', 'FAQ');

/** `limit` is weight a minute, `retryAfter` seconds: Retry-After comes with 429 and 418 (general info). */
export function tooMuchWeight(
  limit: number,
  retryAfter: number,
  headers: Response['headers'] = {},
): Response {
  const msg =
    `Too much request weight used; current limit is ${limit} request weight per 1 MINUTE. ` +
    'Please use WebSocket Streams for live updates to avoid polling the API.';
  return refuse(
    { status: 429, code: -1003, msg, source: 'error codes' },
    { ...headers, 'retry-after': String(retryAfter) },
  );
}

/** `until` is in milliseconds since 1970, `retryAfter` in seconds. */
export function banned(until: number, retryAfter: number): Response {
  const msg =
    `Way too much request weight used; IP banned until ${until}. ` +
    'Please use WebSocket Streams for live updates to avoid bans.';
  return refuse(
    { status: 418, code: -1003, msg, source: 'seen: 418' },
    { 'retry-after': String(retryAfter) },
  );
}
