import {
  API_KEY,
  BAD_SIGNATURE,
  NOT_PORTFOLIO_MARGIN,
  PARAMETER,
  refuse,
  TIMESTAMP,
  tooMuchWeight,
} from './answers';
import type { Refusal } from './answers';
import type { ExchangeFaultRow } from './faults';
import { UID_WEIGHT_LIMIT, USED_UID_WEIGHT } from './weights';

/**
 * Refusals of a SIGNED request. Texts are those of Binance's error code documentation. It gives no
 * HTTP statuses: -1007 is seen with 408, -1008 with 503, and SAPI's own codes with 400.
 */
export const ACCOUNT_FAULTS = {
  'busy-1001': busy(
    500,
    -1001,
    'Internal error; unable to process your request. Please try again.',
  ),
  'busy-1004': busy(400, -1004, 'Server is busy, please wait and try again'),
  'busy-1006': busy(
    500,
    -1006,
    'An unexpected response was received from the message bus. Execution status unknown.',
  ),
  'busy-1007': busy(
    408,
    -1007,
    'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  ),
  'busy-1008': busy(
    503,
    -1008,
    'Spot server is currently overloaded with other requests. Please try again in a few minutes.',
  ),
  'busy-3000': busy(400, -3000, 'Internal server error.'),
  'busy-3044': busy(400, -3044, 'System busy.'),
  'busy-21003': busy(400, -21003, 'Fail to retrieve margin assets.', 'loan'),

  clock: refusing('finds the timestamp too old', TIMESTAMP.late),
  'clock-ahead': refusing('finds the timestamp ahead of its clock', TIMESTAMP.early),
  signature: refusing('finds the signature wrong', BAD_SIGNATURE),

  'key-refused-1002': refusing('refuses the key', {
    status: 401,
    code: -1002,
    msg: 'You are not authorized to execute this request.',
  }),
  'key-refused-1099': refusing('refuses the key', {
    status: 401,
    code: -1099,
    msg: 'Not found, authenticated, or authorized.',
  }),
  'key-refused-2008': refusing('does not know the key', API_KEY.unknown),
  'key-refused-2014': refusing('finds the key misshapen', API_KEY.malformed),
  'key-refused-2015': refusing('refuses the key, the address or the right', API_KEY.forbidden),

  'not-portfolio-margin-21001': refusing(
    'says the account is not in portfolio margin',
    NOT_PORTFOLIO_MARGIN,
    'loan',
  ),
  'not-portfolio-margin-3999': refusing(
    'says the account was not invited',
    { status: 400, code: -3999, msg: 'This function is only available for invited users.' },
    'loan',
  ),
  'not-portfolio-margin-9000': refusing(
    'says the account is not in portfolio margin',
    { status: 400, code: -9000, msg: 'USER_IS_NOT_UNIACCOUNT' },
    'loan',
  ),
  'not-portfolio-margin-3003': refusing(
    'says there is no margin account',
    { status: 400, code: -3003, msg: 'Margin account does not exist.' },
    'loan',
  ),

  'in-process-21006': refusing(
    'says a repayment is in process',
    {
      status: 400,
      code: -21006,
      msg: 'User had portfolio margin bankruptcy loan repayment in process',
    },
    'loan',
  ),
  'in-process-21007': refusing(
    'says a liquidation is in process',
    {
      status: 400,
      code: -21007,
      msg: 'User failed to repay portfolio margin bankruptcy loan since liquidation was in process',
    },
    'loan',
  ),

  'gone-21015': refusing(
    'no longer has the endpoint',
    { status: 400, code: -21015, msg: 'The endpoint has been deprecated and removed' },
    'loan',
  ),
  'gone-1016': refusing(
    'no longer has the service',
    { status: 400, code: -1016, msg: 'This service is no longer available.' },
    'loan',
  ),

  'account-rate-limit': rateLimit(1),
  'account-rate-limit-long': rateLimit(60),

  'bad-request-1102': refusing('misses the timestamp', PARAMETER.missing('timestamp')),
  'bad-request-1131': refusing('finds recvWindow too large', PARAMETER.recvWindow),
} as const;

function busy(
  status: number,
  code: number,
  msg: string,
  scope?: ExchangeFaultRow['scope'],
): ExchangeFaultRow {
  return refusing('fails on its own side', { status, code, msg }, scope);
}

/** Endpoints with a limit of the UID say what it has used (general info on limits). */
function rateLimit(seconds: number): ExchangeFaultRow {
  const headers = { [USED_UID_WEIGHT]: String(UID_WEIGHT_LIMIT + 500) };
  return {
    description: `answers 429 for this account and asks for ${seconds} s of silence (-1003)`,
    scope: 'loan',
    answer: () => tooMuchWeight(UID_WEIGHT_LIMIT, seconds, headers),
  };
}

function refusing(
  what: string,
  refusal: Refusal,
  scope: ExchangeFaultRow['scope'] = 'signed',
): ExchangeFaultRow {
  const description = `${what} (${refusal.code}, HTTP ${refusal.status})`;
  return { description, scope, answer: () => refuse(refusal) };
}
