/** What a check could know of its account's answers, and of nothing having been told of it. */
import { toMinute } from '../../lambda/notice/rule';
import { isKnown, lastBefore, tellingsOf } from './knowledge';
import type { Moment } from './knowledge';
import { CONDITIONS } from './record';
import type { Check } from './record';

/** How long a container may take it for granted that nothing was told (product, "Conditions"). */
const NOTHING_TOLD_MS = 15 * 60_000;

/**
 * Whether a check could not know of any answer within `blindAfter`; undefined where that depends on
 * which of two runs came first, or on a point that CloudWatch showed sooner or later.
 */
export function isBlind({ record, check }: Omit<Moment, 'condition'>): boolean | undefined {
  if (check.owed !== undefined) return false;
  const recent = record.checks.filter(
    ({ account, owed, scheduledTime, clock }) =>
      account === check.account &&
      owed !== undefined &&
      clock <= check.ended &&
      toMinute(check.scheduledTime) - toMinute(scheduledTime) < record.blindAfterMs,
  );
  const isRemembered = ({ life, ended }: Check): boolean =>
    life === check.life && ended < check.clock;
  const known = recent.filter((one) => isRemembered(one) || isReadable(one, check));
  if (known.some((one) => isRemembered(one) || one.shownFrom <= check.clock)) return false;
  return known.length > 0 ? undefined : true;
}

function isReadable(answered: Check, { broken }: Check): boolean {
  return !broken.includes('read') && !answered.broken.includes('put');
}

/**
 * Whether the check's container may go by an earlier check of its own, at most 15 minutes ago, that
 * found all well and nothing told: so it misses what another container told since. It has to read
 * anew where it found out that something was told.
 */
export function mayRememberNothing({ record, check, condition }: Moment): boolean {
  if ((condition === 'margin' ? check.rank : check.owed) !== 0) return false;
  const own = record.checks
    .slice(0, record.checks.indexOf(check))
    .filter(
      ({ account, life, ended }) =>
        account === check.account && life === check.life && check.clock - ended <= NOTHING_TOLD_MS,
    );
  const foundOut = own.findLastIndex((one) => !isWell(record, one) && knowsOfMore(record, one));
  return own
    .slice(foundOut + 1)
    .some((one) => isWell(record, one) && !one.broken.includes('read') && !knowsOf(record, one));
}

/** Whether it found nothing wrong. */
export function isWell({ warned }: Moment['record'], { owed, rank }: Check): boolean {
  return owed === 0 && (rank === 0 || !warned);
}

/** Whether it could read that something was told, or told it itself. */
function knowsOfMore(record: Moment['record'], check: Check): boolean {
  const own = CONDITIONS.flatMap((condition) => tellingsOf({ record, check, condition }));
  return own.some(({ value }) => value > 0) || knowsOf(record, check);
}

function knowsOf(record: Moment['record'], check: Check): boolean {
  return CONDITIONS.some((condition) => {
    const last = lastBefore({ record, check, condition });
    if (last === undefined || last.value === 0) return false;
    const isOwn = last.check.life === check.life;
    return isKnown(last, { record, check, condition }) && (isOwn || !check.broken.includes('read'));
  });
}
