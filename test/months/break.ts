/** Outages on the real way, of kinds that are not worth another try and so end at once. */
import { ACCOUNT_PATH } from '../local/exchange/endpoints';
import type { ExchangeFault } from '../local/exchange/faults';
import type { World } from '../local/world';

const OF_BINANCE: readonly ExchangeFault[] = [
  'key-refused-2015',
  'location',
  'html',
  'firewall',
  'not-portfolio-margin-21001',
  'in-process-21006',
  'gone-21015',
  'amount-null',
];
const OF_ACCOUNT = ['html', 'not-portfolio-margin-21001', 'firewall', 'gone-21015'] as const;
const OF_READING = ['access-denied', 'InternalError', 'PartialData'] as const;

/** Puts these hops out of order, and no others; of several kinds of outage, the run's number picks. */
export function breakHops(
  { exchange, cloud }: World,
  hops: ReadonlySet<string>,
  run: number,
): void {
  exchange.behave();
  cloud.behave();
  cloud.metrics.unforce();
  if (hops.has('secrets')) {
    cloud.misbehave('GetSecretValue', 'access-denied');
    cloud.misbehave('BatchGetSecretValue', 'access-denied');
  }
  if (hops.has('binance')) exchange.misbehave(pick(OF_BINANCE, run));
  if (hops.has('account')) exchange.misbehave(pick(OF_ACCOUNT, run), { path: ACCOUNT_PATH });
  if (hops.has('read')) {
    const kind = pick(OF_READING, run);
    if (kind === 'access-denied') cloud.misbehave('GetMetricData', kind);
    else cloud.metrics.force(kind);
  }
  if (hops.has('put')) cloud.misbehave('PutMetricData', 'access-denied');
  else if (hops.has('put-lost')) cloud.misbehave('PutMetricData', 'malformed');
  if (hops.has('sns')) cloud.misbehave('Publish', 'access-denied');
  else if (hops.has('sns-lost')) cloud.misbehave('Publish', 'malformed');
}

function pick<T>(kinds: readonly T[], run: number): T {
  const kind = kinds[run % kinds.length];
  if (kind === undefined) throw new Error('There are no kinds to pick from.');
  return kind;
}
