import { API_KEY, BAD_SIGNATURE, json, NOT_PORTFOLIO_MARGIN, PARAMETER, refuse } from './answers';
import { TIMESTAMP, tooMuchWeight } from './answers';
import type { Refusal } from './answers';
import type { ExchangeFaultRow } from './faults';
import type { Source } from './sources';
import { UID_WEIGHT_LIMIT, USED_UID_WEIGHT } from './weights';

/** By Binance's codes; 400 of all others. Not verified: statuses. */
const STATUSES = new Map(
  Object.entries({ 1001: 500, 1002: 401, 1006: 500, 1007: 408, 1008: 503, 1099: 401 }),
);
const OUTSIDE = 'says the account is not in portfolio margin';
const IN_PROCESS = 'says a repayment or a liquidation is in process';

/** Refusals of a SIGNED request, those of one account among them. */
export const ACCOUNT_FAULTS = {
  ...refusing('busy', 'fails on its own side', {
    1001: 'Internal error; unable to process your request. Please try again.',
    1004: 'Server is busy, please wait and try again',
    1006: 'An unexpected response was received from the message bus. Execution status unknown.',
    1007: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
    1008: 'Spot server is currently overloaded with other requests. Please try again in a few minutes.',
    3000: 'Internal server error.',
    3044: 'System busy.',
  }),
  clock: row('finds the timestamp too old', TIMESTAMP.late),
  'clock-ahead': row('finds the timestamp ahead of its clock', TIMESTAMP.early),
  signature: row('finds the signature wrong', BAD_SIGNATURE),
  ...refusing('key-refused', 'refuses the key', {
    1002: 'You are not authorized to execute this request.',
    1099: 'Not found, authenticated, or authorized.',
  }),
  'key-refused-2008': row('does not know the key', API_KEY.unknown),
  'key-refused-2014': row('finds the key misshapen', API_KEY.malformed),
  'key-refused-2015': row('refuses the key, the address or the right', API_KEY.forbidden),
  'bad-request-1102': row('misses the timestamp', PARAMETER.missing('timestamp')),
  'bad-request-1131': row('finds recvWindow too large', PARAMETER.recvWindow),
  ...ofLoan({
    ...refusing('busy', 'fails on its own side', { 21003: 'Fail to retrieve margin assets.' }),
    'not-portfolio-margin-21001': row(OUTSIDE, NOT_PORTFOLIO_MARGIN),
    ...refusing('not-portfolio-margin', OUTSIDE, {
      3999: 'This function is only available for invited users.',
      3003: 'Margin account does not exist.',
    }),
    ...refusing('not-portfolio-margin', OUTSIDE, { 9000: 'USER_IS_NOT_UNIACCOUNT' }, 'FAQ'),
    ...refusing('in-process', IN_PROCESS, {
      21006: 'User had portfolio margin bankruptcy loan repayment in process',
      21007:
        'User failed to repay portfolio margin bankruptcy loan since liquidation was in process',
    }),
    ...refusing('gone', 'no longer has the endpoint', {
      21015: 'The endpoint has been deprecated and removed',
      1016: 'This service is no longer available.',
    }),
  }),
  'account-rate-limit': rateLimit(1),
  'account-rate-limit-long': rateLimit(60),
} as const;

/** Answers of 200 that are JSON but no loan anybody should believe. Binance documents none of them. */
export const AMOUNT_FAULTS = {
  'no-amount': answering('leaves the amount out', '{"asset":"USDT"}'),
  'no-asset': answering('leaves the asset out', '{"amount":"579.45"}'),
  'amount-null': amount('null', 'null'),
  'amount-true': amount('true', 'true'),
  'amount-object': amount('an object', '{"value":"579.45"}'),
  'amount-array': amount('a list', '["579.45"]'),
  'amount-negative': amount('below zero', '"-579.45"'),
  'amount-exponent': amount('written with an exponent', '"1e3"'),
  'amount-nan': amount('not a number', '"NaN"'),
  'amount-empty': amount('an empty text', '""'),
  'amount-space': amount('a number after a space', '" 1"'),
  'amount-comma': amount('a number with a comma', '"1,000"'),
} as const;

/** Of one meaning, each code with Binance's words. */
function refusing<Kind extends string, Code extends number>(
  kind: Kind,
  what: string,
  words: Readonly<Record<Code, string>>,
  source: Source = 'error codes',
): Record<`${Kind}-${Code}`, ExchangeFaultRow> {
  const rows = Object.entries<string>(words).map(([code, msg]) => {
    const refused = { status: STATUSES.get(code) ?? 400, code: -Number(code), msg, source };
    return [`${kind}-${code}`, row(what, refused)];
  });
  return Object.fromEntries(rows) as Record<`${Kind}-${Code}`, ExchangeFaultRow>;
}

function row(what: string, refused: Refusal): ExchangeFaultRow {
  const { code, status, source } = refused;
  const description = `${what} (${code}, HTTP ${status})`;
  return { description, scope: 'signed', source, answer: () => refuse(refused) };
}

/** The pages that give these codes do not say to which question they are answers. */
function ofLoan<Name extends string>(
  rows: Record<Name, ExchangeFaultRow>,
): Record<Name, ExchangeFaultRow> {
  const entries = Object.entries<ExchangeFaultRow>(rows).map(([name, each]) => {
    return [name, { ...each, scope: 'loan', believed: 'codes of the loan' }];
  });
  return Object.fromEntries(entries) as Record<Name, ExchangeFaultRow>;
}

function rateLimit(seconds: number): ExchangeFaultRow {
  const headers = { [USED_UID_WEIGHT]: String(UID_WEIGHT_LIMIT + 500) };
  return {
    description: `answers 429 for this account and asks for ${seconds} s of silence (-1003)`,
    scope: 'loan',
    source: 'general info',
    believed: 'limits of an account',
    answer: () => tooMuchWeight(UID_WEIGHT_LIMIT, seconds, headers),
  };
}

function amount(what: string, value: string): ExchangeFaultRow {
  return answering(`gives an amount that is ${what}`, `{"asset":"USDT","amount":${value}}`);
}

function answering(description: string, body: string): ExchangeFaultRow {
  const answer = (): ReturnType<typeof json> => json(200, body);
  return { description, scope: 'loan', source: 'any network', believed: 'odd amounts', answer };
}
