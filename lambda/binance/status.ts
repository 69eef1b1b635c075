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

/** What a rank means. The worst is that of a bankrupt account, and of a status that is unknown. */
export type Danger = 'none' | 'close' | 'liquidated' | 'bankrupt' | 'unknown';

export function dangerOf(rank: number, status: string): Danger {
  if (rank === 0) return 'none';
  if (rank < STATUSES.indexOf('ACTIVE_LIQUIDATION')) return 'close';
  if (rank < STATUSES.length - 1) return 'liquidated';
  return STATUSES.includes(status) ? 'bankrupt' : 'unknown';
}
