import type { AccountFacts } from '../../../lambda/diagnosis/facts';
import { isAddressRefused } from './address';
import { broken, failed, ok, warning } from './finding';
import type { Outcome } from './finding';

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

/** That the type is not known is worth a warning where the loan is: the monitor works without it. */
export function accountType({ accountType: asked, loan }: AccountFacts): Outcome | undefined {
  if (asked === undefined) return undefined;
  if (asked.error !== undefined) {
    const { detail, fix } = failed(asked.error);
    // Otherwise the finding on the loan says what is wrong.
    return loan?.answer === undefined ? undefined : warning(detail, fix);
  }
  const type = asked.answer;
  const name = TYPES[type];
  const detail =
    name === undefined ? `It is an account of the type ${type}` : `It is ${name} (${type})`;
  if (type === PRO) return ok(`${detail}.`);
  return warning(
    `${detail}: nobody knows what Binance answers of its loan, and 0 may mean nothing.`,
    'Compare with binance.com; where that shows another loan, take the account out.',
  );
}

export function loan({ secret, key, loan }: AccountFacts): Outcome {
  const unknown = (why: string, first: string): Outcome =>
    broken(`What it owes is unknown, because ${why}.`, `Fix the ${first} first.`);
  if (secret.error !== undefined) return unknown('its key cannot be read', 'secret');
  if (loan === undefined || isAddressRefused(loan)) {
    return unknown('Binance does not answer from here', 'address');
  }
  const { answer, error } = loan;
  if (error?.name === 'KeyRefusedError' && key?.error !== undefined) {
    return unknown('Binance refuses its key', 'key');
  }
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

export function weight({ usedWeight, key }: AccountFacts): Outcome | undefined {
  if (usedWeight === undefined) return undefined;
  const addressWeight = key?.answer?.usedWeight ?? '0';
  const detail = `Used in this minute: ${usedWeight} of ${ACCOUNT_WEIGHT} (account), ${addressWeight} of ${ADDRESS_WEIGHT} (address).`;
  const most = Math.max(
    Number(usedWeight) / ACCOUNT_WEIGHT,
    Number(addressWeight) / ADDRESS_WEIGHT,
  );
  return most <= 0.5
    ? ok(detail)
    : warning(detail, 'Find what else asks for the same account or from the same address.');
}
