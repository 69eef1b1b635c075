import { readSuccess } from '../binance/answer';
import { BinanceError } from '../binance/errors';
import type { Endpoint } from '../binance/endpoints';
import { readUsedWeight } from '../binance/reply';

/** Flags of what a key may do; reading, over FIX too, is all that a monitor needs. */
const RIGHT = /^(?:enable|permits)([A-Za-z]{1,60})$/;
const READING = ['enableReading', 'enableFixReadOnly'];

/** What a key may do, and from where. */
export interface Restrictions {
  readonly reading: boolean;
  /** What else is enabled, in words, withdrawals first. */
  readonly beyondReading: readonly string[];
  /** Whether the key is bound to a list of addresses. */
  readonly ipList: boolean;
  /** What the address has used of its weight in this minute, of 12,000. */
  readonly addressWeight: string | undefined;
}

export const RESTRICTIONS: Endpoint<Restrictions> = {
  path: '/sapi/v1/account/apiRestrictions',
  read: (answer, { answered }) => {
    const flags = readSuccess(answer, answered);
    const { enableReading, ipRestrict } = flags;
    if (typeof enableReading !== 'boolean' || typeof ipRestrict !== 'boolean') {
      throw new BinanceError('UnexpectedAnswerError', 'it does not say what the key may do');
    }
    return {
      reading: enableReading,
      beyondReading: beyondReading(flags),
      ipList: ipRestrict,
      addressWeight: readUsedWeight(answer, 'ip'),
    };
  },
};

function beyondReading(flags: Readonly<Record<string, unknown>>): string[] {
  const words = Object.keys(flags)
    .filter((flag) => flags[flag] === true && !READING.includes(flag))
    .flatMap((flag) => RIGHT.exec(flag)?.[1] ?? [])
    .map((right) => right.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase());
  const worst = words.filter((each) => each.includes('withdraw'));
  return [...new Set([...worst, ...words])];
}
