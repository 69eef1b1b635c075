import { readSuccess } from '../binance/answer';
import { BinanceError } from '../binance/errors';
import type { Endpoint } from '../binance/endpoints';
import type { Finding } from '../contract';
import { failed, ok, warning } from './findings';

/** The type whose page says what pmLoan answers. */
const PRO = 'PM_1';
/** "PM_1 for PM PRO, PM_2 for PM, PM_3 for PM PRO SPAN" (Binance, page of this endpoint). */
const NAMES: Readonly<Record<string, string>> = {
  [PRO]: 'a Portfolio Margin Pro account',
  PM_2: 'a Portfolio Margin account',
  PM_3: 'a Portfolio Margin Pro SPAN account',
};

/** Which kind of portfolio margin the account has. */
export const ACCOUNT_TYPE: Endpoint<string> = {
  path: '/sapi/v1/portfolio/account',
  read: (answer, { answered }) => {
    const { accountType } = readSuccess(answer, answered);
    if (typeof accountType !== 'string' || !/^\w{1,32}$/.test(accountType)) {
      throw new BinanceError(
        'UnexpectedAnswerError',
        'it does not say of which type the account is',
      );
    }
    return accountType;
  },
};

/** That the type is not known is worth a warning where the loan is: the monitor works without it. */
export function judgeAccountType(
  account: string,
  type: string | Error | undefined,
  loan: object | undefined,
): Finding[] {
  const about = { check: 'accountType', account } as const;
  if (type instanceof Error) {
    // Else the finding on the loan says what is wrong.
    return loan instanceof Error ? [] : [{ ...failed(about, type), status: 'warning' }];
  }
  if (type === undefined) return [];
  const name = NAMES[type];
  const detail =
    name === undefined ? `It is an account of the type ${type}` : `It is ${name} (${type})`;
  if (type === PRO) return [ok(about, `${detail}.`)];
  return [
    warning(
      about,
      `${detail}: nobody knows what Binance answers of its loan, and 0 may mean nothing.`,
      'Compare with binance.com; where that shows another loan, take the account out.',
    ),
  ];
}
