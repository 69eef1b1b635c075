import { dangerOf, rankOf } from '../../../lambda/binance/status';
import type { Danger } from '../../../lambda/binance/status';
import type { Standing } from '../../../lambda/contract';
import type { AccountFacts, Facts } from '../../../lambda/diagnosis/facts';
import { failed, ok, warning } from './finding';
import type { Outcome } from './finding';
import { unknownBecause } from './unknown';

type Meaning = readonly [what: string, fix: string];

const MEANINGS: Readonly<Record<Exclude<Danger, 'none'>, Meaning>> = {
  close: [
    'It is close to a liquidation',
    'Reduce positions or add collateral on binance.com before the uniMMR falls below 1.05.',
  ],
  liquidated: [
    'Binance is liquidating it',
    'Look at it on binance.com: deposits do not stop a liquidation that has begun.',
  ],
  bankrupt: [
    'It is bankrupt',
    'Look at it on binance.com, and repay the bankruptcy loan if it owes one.',
  ],
  unknown: [
    'Its status is none that this version knows',
    'Look at it on binance.com, and upgrade; if no version knows the status, report it.',
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

function judge(standing: Standing, marginWarning: string | undefined): Outcome {
  const { status, uniMmr } = standing;
  const said = `(${status}, uniMMR ${uniMmr})`;
  const danger = dangerOf(rankOf(standing, Number(marginWarning)), status);
  if (danger === 'none') return ok(`It is in no danger of a liquidation ${said}.`);
  const [what, fix] = MEANINGS[danger];
  return warning(`${what} ${said}.`, `${fix} The set-up is not at fault.`);
}
