import type { Standing } from '../../../lambda/contract';
import type { AccountFacts, Facts } from '../../../lambda/diagnosis/facts';
import { failed, ok, warning } from './finding';
import type { Outcome } from './finding';
import { unknownBecause } from './unknown';

type Meaning = readonly [what: string, fix: string];

const CLOSE: Meaning = [
  'It is close to a liquidation',
  'Reduce positions or add collateral on binance.com before the uniMMR falls below 1.05.',
];
const LIQUIDATED: Meaning = [
  'Binance is liquidating it',
  'Look at it on binance.com: deposits do not stop a liquidation that has begun.',
];
const UNKNOWN: Meaning = [
  'Its status is none that this version knows',
  'Look at it on binance.com, and upgrade; if no version knows the status, report it.',
];
/** By Binance's names ("Query Portfolio Margin Pro Account Info"). */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  NORMAL: CLOSE,
  MARGIN_CALL: CLOSE,
  SUPPLY_MARGIN: CLOSE,
  REDUCE_ONLY: CLOSE,
  ACTIVE_LIQUIDATION: LIQUIDATED,
  FORCE_LIQUIDATION: LIQUIDATED,
  BANKRUPTED: [
    'It is bankrupt',
    'Look at it on binance.com, and repay the bankruptcy loan if it owes one.',
  ],
};

/** How close the account is to a liquidation. Checks only ask with a margin warning. */
export function health(
  account: AccountFacts,
  { marginWarning }: Pick<Facts, 'marginWarning'>,
): Outcome | undefined {
  const { health, loan } = account;
  if (health?.answer !== undefined) return judge(health.answer, marginWarning);
  if (marginWarning !== undefined) {
    return unknownBecause('How it stands', account, health) ?? (health && failed(health.error));
  }
  // Where the loan is unknown, the finding on it says what is wrong.
  if (health === undefined || loan?.answer === undefined) return undefined;
  const { detail, fix } = failed(health.error);
  return warning(detail, fix);
}

function judge({ status, uniMmr }: Standing, marginWarning: string | undefined): Outcome {
  const standing = `${status}, uniMMR ${uniMmr}`;
  if (status === 'NORMAL' && !(Number(uniMmr) <= Number(marginWarning))) {
    return ok(`It is in no danger of a liquidation (${standing}).`);
  }
  const [what, fix] = MEANINGS[status] ?? UNKNOWN;
  return warning(`${what} (${standing}).`, `${fix} The set-up is not at fault.`);
}
