import type { FilterPolicy, Subscription } from '../../../lambda/diagnosis/facts';
import { ANY, evaluate, least, most, NOT_JUDGED, YES } from './evaluate';
import type { Verdict } from './evaluate';
import { sampleAlarms, sampleDrill, sampleMarginNotices, sampleNotices } from './samples';
import type { Sample } from './samples';

/** What a subscription lets through. */
export interface LetThrough extends Subscription {
  /** Of each sample, or one verdict for all. */
  readonly notices: readonly Verdict[];
  readonly alarms: readonly Verdict[];
  /** Of each account in turn, the notice of a new debt. */
  readonly newDebts: readonly Verdict[];
  /** Likewise, the notice that it has come close to a liquidation; empty where that is not watched. */
  readonly newMargins: readonly Verdict[];
}

const LARGEST_AMOUNT = 999_999_999;
/** SNS compares numbers by five decimals (subscription-filter-policy-constraints). */
const SMALLEST_STEP = 0.00001;
/** "The total combination of values in a filter policy must not exceed 150" (the same page). */
const MOST_BOUNDS = 150;

/** @param stack Its name, with which the names of its alarms begin. */
export function letThrough(
  subscriptions: readonly Subscription[],
  accounts: readonly string[],
  { stack, isMarginWatched }: { readonly stack: string; readonly isMarginWatched: boolean },
): LetThrough[] {
  const notices = accounts.map((account) =>
    sampleNotices(
      account,
      accounts.filter((other) => other !== account),
    ),
  );
  const margins = isMarginWatched ? accounts.map(sampleMarginNotices) : [];
  const kinds = ['debt', 'blind', ...(isMarginWatched ? ['margin'] : [])];
  const alarms = accounts.flatMap((account) => sampleAlarms(account, stack, kinds));
  return subscriptions.map((each) => {
    const verdictOnFirst = ([first]: readonly Sample[]): Verdict =>
      most(verdictsOn(each, first === undefined ? [] : [first]));
    return {
      ...each,
      notices: verdictsOn(each, [...notices.flat(), ...margins.flat()]),
      alarms: verdictsOn(each, alarms),
      newDebts: notices.map(verdictOnFirst),
      newMargins: margins.map(verdictOnFirst),
    };
  });
}

/** Whether a subscription lets a drill through. */
export function verdictOnDrill(subscription: Subscription): Verdict {
  return least(verdictsOn(subscription, [sampleDrill()]));
}

function verdictsOn({ filter, protocol }: Subscription, samples: readonly Sample[]): Verdict[] {
  if (filter === null) return [YES];
  if ('unreadable' in filter) return [NOT_JUDGED];
  const policy = parse(filter.policy);
  return samples.flatMap(({ attributes, body }) => {
    if (filter.scope === 'MessageBody') {
      const fields = body(protocol);
      return typeof fields === 'number' ? fields : evaluate(policy, fields);
    }
    return attributes['amount'] === ANY
      ? amountsFor(filter).map((amount) => evaluate(policy, { ...attributes, amount }))
      : evaluate(policy, attributes);
  });
}

/** The least and the most that can be owed, and what lies at the bounds that a filter sets. */
function amountsFor({ policy }: FilterPolicy): number[] {
  const bounds = policy.match(/\d+(\.\d+)?/g)?.slice(0, MOST_BOUNDS) ?? [];
  return [SMALLEST_STEP, LARGEST_AMOUNT, ...bounds.map(Number)]
    .flatMap((bound) => [bound - SMALLEST_STEP, bound, bound + SMALLEST_STEP])
    .filter((amount) => amount >= SMALLEST_STEP && amount <= LARGEST_AMOUNT);
}

function parse(policy: string): unknown {
  try {
    return JSON.parse(policy);
  } catch {
    return undefined;
  }
}
