import type { Finding, Subscription } from '../../lambda/contract';
import { printable } from '../../lambda/errors';
import { most, NO, NOT_JUDGED, YES } from './filter-policy';
import type { Verdict } from './filter-policy';
import { broken, ok, warning } from '../../lambda/diagnosis/findings';
import { letThrough } from './let-through';
import type { LetThrough } from './let-through';

interface Problem {
  readonly status: 'warning' | 'error';
  readonly detail: string;
  readonly fix: string;
}

/** More would be read by nobody. */
const MOST_NAMED = 10;

/** What confirmed subscriptions let through, and whether a new debt of each account is let through. */
export function judgeFilters(
  confirmed: readonly Subscription[],
  accounts: readonly string[],
  stack: string,
): Finding[] {
  if (confirmed.length === 0) return [];
  const subscriptions = letThrough(confirmed, accounts, stack);
  const about = { check: 'filters' } as const;
  const problems = [
    ...newDebtProblems(subscriptions, accounts),
    ...alarmProblems(subscriptions),
    ...deadFilterProblems(subscriptions),
  ];
  const detail = [...problems.map((each) => each.detail), summary(subscriptions)].join(' ');
  const fix = problems.map((each) => each.fix).join(' ');
  if (problems.length === 0) return [ok(about, detail)];
  const judge = problems.some(({ status }) => status === 'error') ? broken : warning;
  return [judge(about, detail, fix)];
}

function newDebtProblems(
  subscriptions: readonly LetThrough[],
  accounts: readonly string[],
): Problem[] {
  const topicArn = subscriptions[0]?.arn.replace(/:[^:]*$/, '') ?? '';
  const accountsBy = (verdict: Verdict): string[] =>
    accounts.filter(
      (_, index) => most(subscriptions.map(({ newDebts }) => newDebts[index] ?? NO)) === verdict,
    );
  const [unheard, unsure] = [accountsBy(NO), accountsBy(NOT_JUDGED)];
  const subscribe = `subscribe someone without a filter: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint you@example.com`;
  return [
    unheard.length > 0 && {
      status: 'error' as const,
      detail: `No subscription lets a new debt of ${list(unheard)} through: it would be told to no one.`,
      fix: `Change a filter, or ${subscribe}`,
    },
    unsure.length > 0 && {
      status: 'warning' as const,
      detail: `Whether any subscription lets a new debt of ${list(unsure)} through could not be judged.`,
      fix: `Check the role's sns:GetSubscriptionAttributes, look at the filters that were not judged, or ${subscribe}`,
    },
  ].filter((each) => each !== false);
}

function alarmProblems(subscriptions: readonly LetThrough[]): Problem[] {
  if (most(subscriptions.flatMap(({ alarms }) => alarms)) !== NO) return [];
  return [
    {
      status: 'warning',
      detail: 'No subscription lets alarms through.',
      fix: 'Subscribe someone to alarms too, unless the setting alarmActionArns sends them elsewhere.',
    },
  ];
}

function deadFilterProblems(subscriptions: readonly LetThrough[]): Problem[] {
  const dead = subscriptions.find(({ notices, alarms }) => most([...notices, ...alarms]) === NO);
  if (dead === undefined) return [];
  return [
    {
      status: 'warning',
      detail: 'A filter that lets nothing through is a mistake.',
      fix: `Set one that infra/subscribers.md shows (alarms are filtered by their body), or none: aws sns set-subscription-attributes --subscription-arn ${dead.arn} --attribute-name FilterPolicy --attribute-value '{}'`,
    },
  ];
}

/** What is let through, and to whom, with the filter or the reason why it is unknown. */
function summary(subscriptions: readonly LetThrough[]): string {
  const groups = new Map<string, string[]>();
  for (const { notices, alarms, protocol, endpoint, filter } of subscriptions) {
    const what = `${howMany(notices, 'notices')}, ${howMany(alarms, 'alarms')}`;
    const text = filter === null || 'policy' in filter ? filter?.policy : filter.unreadable;
    const name = `${protocol} ${endpoint}${text === undefined ? '' : ` (${printable(text)})`}`;
    groups.set(what, [...(groups.get(what) ?? []), name]);
  }
  return [...groups]
    .map(([what, names]) => `${what.charAt(0).toUpperCase()}${what.slice(1)}: ${list(names)}.`)
    .join(' ');
}

function howMany(verdicts: readonly Verdict[], what: string): string {
  const best = most(verdicts);
  if (best === NOT_JUDGED) return `${what} not judged`;
  if (best === NO) return `no ${what}`;
  return verdicts.every((each) => each === YES) ? `all ${what}` : `some ${what}`;
}

function list(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
