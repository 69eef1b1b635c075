/** Secrets Manager and Binance in the model, and how the function asks them. */
import { ask } from '../../lambda/ask';
import type { Asked, Asking } from '../../lambda/ask';
import type { ObservedHealth, ObservedLoan } from '../../lambda/binance/endpoints';
import { isCut, refusal } from './cut';
import type { Month } from './model';
import type { Check } from './record';
import type { Truth } from './truth';

const SECRET = { credentials: { apiKey: '', kind: 'HMAC', sign: () => '' }, text: '' } as const;
const NOT_ASKED: Asked<ObservedHealth> = { stats: { attempts: 0 }, failures: [] };
const UNSAID = { equity: undefined, maintenanceMargin: undefined, accountType: undefined };

/** What an account owes, and how it stands where that is wanted. */
export function askBoth(
  check: Check,
  truth: Truth,
  now: number,
  { warned, noLoan }: Month,
): {
  readonly loan: Promise<Asked<ObservedLoan>>;
  readonly health: Promise<Asked<ObservedHealth>>;
} {
  const account = { name: check.account, secretId: check.account };
  const asking = askingOf(check, truth, now, noLoan);
  return {
    loan: ask(account, asking, asking.askLoan),
    health: warned ? ask(account, asking, asking.askHealth) : Promise.resolve(NOT_ASKED),
  };
}

function askingOf(
  { account, broken }: Check,
  truth: Truth,
  observedAt: number,
  noLoan: boolean,
): Asking {
  const { owed: amount, uniMmr, status } = truth.of(account);
  const asset = amount === '0' && noLoan ? null : 'USDT';
  const answer = <T>(what: T, ...hops: string[]): Promise<T> =>
    isCut(broken, ...hops) ? refusal() : Promise.resolve(what);
  return {
    readSecret: () => answer(SECRET, 'secrets', 'key'),
    // Only where Binance refuses a key, which no outage here does.
    rereadSecret: refusal,
    askLoan: () => answer({ asset, amount, observedAt }, 'binance'),
    askHealth: () => answer({ uniMmr, status, ...UNSAID, observedAt }, 'binance', 'account'),
  };
}
