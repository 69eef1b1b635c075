import { readSuccess } from '../binance/answer';
import type { Endpoint } from '../binance/endpoints';
import { BinanceError } from '../binance/errors';
import { readUsedWeight } from '../binance/reply';
import type { KeyFacts } from './facts';

/** The flags of what a key may do, also one that is new to us. */
const PERMISSION = /^(?:enable|permits)[A-Za-z]{1,60}$/;

/** What a key may do, and from where. */
export const KEY: Endpoint<KeyFacts> = {
  path: '/sapi/v1/account/apiRestrictions',
  read: (answer, { answered }) => {
    const flags = readSuccess(answer, answered);
    const { enableReading, ipRestrict } = flags;
    if (typeof enableReading !== 'boolean' || typeof ipRestrict !== 'boolean') {
      throw new BinanceError('UnexpectedAnswerError', 'it does not say what the key may do');
    }
    const enabled = Object.keys(flags).filter(
      (flag) => PERMISSION.test(flag) && flags[flag] === true,
    );
    return { enabled, ipRestrict, usedWeight: readUsedWeight(answer, 'ip') };
  },
};
