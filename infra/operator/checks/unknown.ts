import type { AccountFacts, Asked } from '../../../lambda/diagnosis/facts';
import { isAddressRefused } from './address';
import { broken } from './finding';
import type { Outcome } from './finding';

/** That something of an account is unknown because of what another finding has the fix for. */
export function unknownBecause(
  what: string,
  { secret, key }: AccountFacts,
  asked: Asked<unknown> | undefined,
): Outcome | undefined {
  const unknown = (why: string, first: string): Outcome =>
    broken(`${what} is unknown, because ${why}.`, `Fix the ${first} first.`);
  if (secret.error !== undefined) return unknown('its key cannot be read', 'secret');
  if (asked === undefined || isAddressRefused(asked)) {
    return unknown('Binance does not answer from here', 'address');
  }
  return asked.error?.name === 'KeyRefusedError' && key?.error !== undefined
    ? unknown('Binance refuses its key', 'key')
    : undefined;
}
