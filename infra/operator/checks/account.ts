import type { AccountFacts, Facts } from '../../../lambda/diagnosis/facts';
import { broken, failed, ok, warning } from './finding';
import type { Outcome } from './finding';
import { unknownBecause } from './unknown';

/** The type whose page says what pmLoan answers. */
const PRO = 'PM_1';
/** "PM_1 for PM PRO, PM_2 for PM, PM_3 for PM PRO SPAN" (Binance, page of this endpoint). */
const TYPES: Readonly<Record<string, string>> = {
  [PRO]: 'a Portfolio Margin Pro account',
  PM_2: 'a Portfolio Margin account',
  PM_3: 'a Portfolio Margin Pro SPAN account',
};
/** A minute, by Binance's documentation. */
const ACCOUNT_WEIGHT = 180_000;
const ADDRESS_WEIGHT = 12_000;
const COUNT = new Intl.NumberFormat('en');

/** Where it is unknown how the account stands, the finding on that says why. */
export function accountType({ health }: AccountFacts): Outcome | undefined {
  if (health?.answer === undefined) return undefined;
  const { accountType: type } = health.answer;
  if (type === PRO) return ok(`It is ${kindOf(type)}.`);
  const kind =
    type === undefined
      ? 'Binance does not say which kind of account it is'
      : `It is ${kindOf(type)}`;
  return warning(
    `${kind}: nobody knows what Binance answers of its loan, and 0 may mean nothing.`,
    'Compare with binance.com; where that shows another loan, take the account out.',
  );
}

function kindOf(type: string): string {
  const name = TYPES[type];
  return name === undefined ? `an account of the type ${type}` : `${name} (${type})`;
}

export function loan(account: AccountFacts): Outcome | undefined {
  const { loan } = account;
  const unknown = unknownBecause('What it owes', account, loan);
  if (unknown !== undefined || loan === undefined) return unknown;
  const { answer, error } = loan;
  if (error !== undefined) return failed(error);
  const { amount, asset } = answer;
  const said = asset === null ? 'Binance: no outstanding loan' : `${amount} ${asset}`;
  return Number(amount) === 0
    ? ok(`It owes nothing (${said}).`)
    : warning(
        `It owes a bankruptcy loan of ${said}.`,
        'Repay it, in the Portfolio Margin Pro account on binance.com. The set-up is not at fault.',
      );
}

/** When it was last answered; a function that was deployed just now has no answer yet. */
export function answered(
  { lastAnswered }: AccountFacts,
  { blindAfter, at: now, told }: Pick<Facts, 'blindAfter' | 'at' | 'told'>,
): Outcome | undefined {
  if (lastAnswered.error !== undefined) {
    // Where no metric can be read, the finding on CloudWatch says it once.
    return told.error === undefined ? failed(lastAnswered.error) : undefined;
  }
  const { answer: at } = lastAnswered;
  if (at === null) {
    return warning(
      'No check of it was answered within a day.',
      'Where the stack is new, wait for the first check. Otherwise fix the findings above; the dashboard shows why checks failed.',
    );
  }
  const minutes = Math.max(0, Math.round((Date.parse(now) - Date.parse(at)) / 60_000));
  const detail = `A check of it was last answered at ${at.slice(0, 16).replace('T', ' ')} UTC, ${minutes} min ago.`;
  return minutes * 60 < blindAfter
    ? ok(detail)
    : broken(detail, 'Fix the other findings; the dashboard shows why checks failed.');
}

export function weight({ usedWeight, key }: AccountFacts): Outcome | undefined {
  if (usedWeight === undefined) return undefined;
  const addressWeight = key?.answer?.usedWeight ?? '0';
  const used = (weight: string, limit: number): string =>
    `${COUNT.format(Number(weight))} of ${COUNT.format(limit)}`;
  const detail = `Used in this minute: ${used(usedWeight, ACCOUNT_WEIGHT)} (account), ${used(addressWeight, ADDRESS_WEIGHT)} (address).`;
  const most = Math.max(
    Number(usedWeight) / ACCOUNT_WEIGHT,
    Number(addressWeight) / ADDRESS_WEIGHT,
  );
  return most <= 0.5
    ? ok(detail)
    : warning(detail, 'Find what else asks for the same account or from the same address.');
}
