import type { Standing } from '../contract';

/** From best to worst (Binance, "Query Portfolio Margin Pro Account Info"). */
const STATUSES = [
  'NORMAL',
  'MARGIN_CALL',
  'SUPPLY_MARGIN',
  'REDUCE_ONLY',
  'ACTIVE_LIQUIDATION',
  'FORCE_LIQUIDATION',
  'BANKRUPTED',
];

/**
 * How bad an account stands: the rank of its status, and at least 1 where its uniMMR is at or below
 * the warning. A status that is new to us has the worst rank.
 */
export function rankOf({ status, uniMmr }: Standing, warning: number): number {
  const known = STATUSES.indexOf(status);
  const rank = known === -1 ? STATUSES.length - 1 : known;
  return rank === 0 && Number(uniMmr) <= warning ? 1 : rank;
}

export function isKnownStatus(status: string): boolean {
  return STATUSES.includes(status);
}
