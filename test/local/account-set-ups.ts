import type { AccountType } from './exchange/accounts';
import { ACCOUNT_PATH } from './exchange/endpoints';
import { newAccountKey } from './exchange/keys';
import type { SetUp } from './topic-set-ups';

/** Set-ups in which the account, not its key, is worth a word. */
export const ACCOUNT_SET_UPS = {
  'account-pm2': ofType('PM_2', 'the account is one of Portfolio Margin, not Pro'),
  'account-pm3': ofType('PM_3', 'the account is one of Portfolio Margin Pro SPAN'),
  'account-type-unknown': {
    what: 'Binance does not say of which type the account is',
    spoil: ({ exchange }) => {
      exchange.misbehave('html', { path: ACCOUNT_PATH });
    },
  },
  'account-limited': {
    what: 'the account asks too often (429)',
    spoil: ({ exchange }) => {
      exchange.misbehave('account-rate-limit-long');
    },
  },
} as const satisfies Record<string, SetUp>;

function ofType(accountType: AccountType, what: string): SetUp {
  const { registration, secret } = newAccountKey();
  return {
    what,
    options: { accounts: { main: { registration: { ...registration, accountType }, secret } } },
  };
}
