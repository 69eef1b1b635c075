import { readLoan, readSuccess } from '../binance/answer';
import type { Loan } from '../binance/answer';
import { UnexpectedAnswerError } from '../binance/errors';
import * as endpoints from '../binance/endpoints';
import type { Question } from '../binance/endpoints';
import { readUsedWeight } from '../binance/reply';
import type { KeyFacts } from '../contract';

/** The flags of what a key may do; one that is new to us among them. */
const RIGHT = /^(?:enable|permits)[A-Za-z]{1,60}$/;

/** The question of every check. */
export const LOAN: Question<Loan> = {
  path: endpoints.LOAN.path,
  read: (answer, { answered }) => readLoan(answer, answered),
};

/** What a key may do, and from where. */
export const KEY: Question<KeyFacts> = {
  path: '/sapi/v1/account/apiRestrictions',
  read: (answer, { answered }) => {
    const flags = readSuccess(answer, answered);
    const { enableReading, ipRestrict } = flags;
    if (typeof enableReading !== 'boolean' || typeof ipRestrict !== 'boolean') {
      throw new UnexpectedAnswerError('it does not say what the key may do');
    }
    const enabled = Object.keys(flags).filter((flag) => RIGHT.test(flag) && flags[flag] === true);
    return { enabled, ipRestrict, usedWeight: readUsedWeight(answer, 'ip') };
  },
};

/** Which kind of portfolio margin the account has. */
export const ACCOUNT_TYPE: Question<string> = {
  path: '/sapi/v1/portfolio/account',
  read: (answer, { answered }) => {
    const { accountType } = readSuccess(answer, answered);
    if (typeof accountType !== 'string' || !/^\w{1,32}$/.test(accountType)) {
      throw new UnexpectedAnswerError('it does not say of which type the account is');
    }
    return accountType;
  },
};
