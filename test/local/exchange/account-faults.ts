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
import type { Source } from './sources';
import { UID_WEIGHT_LIMIT, USED_UID_WEIGHT } from './weights';

const OUTSIDE = 'says the account is not in portfolio margin';

/** Refusals of a SIGNED request, those of one account among them. Not verified: statuses. */
export const ACCOUNT_FAULTS = {
  'busy-1001': busy(
    -1001,
    'Internal error; unable to process your request. Please try again.',
    500,
  ),
  'busy-1004': busy(-1004, 'Server is busy, please wait and try again'),
  'busy-1006': busy(
    -1006,
    'An unexpected response was received from the message bus. Execution status unknown.',
    500,
  ),
  'busy-1007': busy(
    -1007,
    'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
    408,
  ),
  'busy-1008': busy(
    -1008,
    'Spot server is currently overloaded with other requests. Please try again in a few minutes.',
    503,
  ),
  'busy-3000': busy(-3000, 'Internal server error.'),
  'busy-3044': busy(-3044, 'System busy.'),
  'busy-21003': ofLoan(busy(-21003, 'Fail to retrieve margin assets.')),

  clock: refusing('finds the timestamp too old', TIMESTAMP.late),
  'clock-ahead': refusing('finds the timestamp ahead of its clock', TIMESTAMP.early),
  signature: refusing('finds the signature wrong', BAD_SIGNATURE),

  'key-refused-1002': refusing(
    'refuses the key',
    refusal(-1002, 'You are not authorized to execute this request.', 401),
  ),
  'key-refused-1099': refusing(
    'refuses the key',
    refusal(-1099, 'Not found, authenticated, or authorized.', 401),
  ),
  'key-refused-2008': refusing('does not know the key', API_KEY.unknown),
  'key-refused-2014': refusing('finds the key misshapen', API_KEY.malformed),
  'key-refused-2015': refusing('refuses the key, the address or the right', API_KEY.forbidden),

  'not-portfolio-margin-21001': ofLoan(refusing(OUTSIDE, NOT_PORTFOLIO_MARGIN)),
  'not-portfolio-margin-3999': ofLoan(
    refusing(
      'says the account was not invited',
      refusal(-3999, 'This function is only available for invited users.'),
    ),
  ),
  'not-portfolio-margin-9000': ofLoan(
    refusing(OUTSIDE, refusal(-9000, 'USER_IS_NOT_UNIACCOUNT', 400, 'FAQ')),
  ),
  'not-portfolio-margin-3003': ofLoan(
    refusing('says there is no margin account', refusal(-3003, 'Margin account does not exist.')),
  ),

  'in-process-21006': ofLoan(
    refusing(
      'says a repayment is in process',
      refusal(-21006, 'User had portfolio margin bankruptcy loan repayment in process'),
    ),
  ),
  'in-process-21007': ofLoan(
    refusing(
      'says a liquidation is in process',
      refusal(
        -21007,
        'User failed to repay portfolio margin bankruptcy loan since liquidation was in process',
      ),
    ),
  ),

  'gone-21015': ofLoan(
    refusing(
      'no longer has the endpoint',
      refusal(-21015, 'The endpoint has been deprecated and removed'),
    ),
  ),
  'gone-1016': ofLoan(
    refusing('no longer has the service', refusal(-1016, 'This service is no longer available.')),
  ),

  'account-rate-limit': rateLimit(1),
  'account-rate-limit-long': rateLimit(60),

  'bad-request-1102': refusing('misses the timestamp', PARAMETER.missing('timestamp')),
  'bad-request-1131': refusing('finds recvWindow too large', PARAMETER.recvWindow),
} as const;

function refusal(code: number, msg: string, status = 400, source: Source = 'error codes'): Refusal {
  return { status, code, msg, source };
}

function busy(code: number, msg: string, status?: number): ExchangeFaultRow {
  return refusing('fails on its own side', refusal(code, msg, status));
}

function refusing(what: string, refused: Refusal): ExchangeFaultRow {
  const { code, status, source } = refused;
  const description = `${what} (${code}, HTTP ${status})`;
  return { description, scope: 'signed', source, answer: () => refuse(refused) };
}

/** The pages that give these codes do not say to which question they are answers. */
function ofLoan(row: ExchangeFaultRow): ExchangeFaultRow {
  return { ...row, scope: 'loan', believed: 'codes of the loan' };
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
