import type { Account } from '../../../lambda/contract';
import { printable } from '../../../lambda/errors';
import { most, NO, NOT_JUDGED, YES } from '../filters/evaluate';
import type { Verdict } from '../filters/evaluate';
import { letThrough } from '../filters/let-through';
import type { LetThrough } from '../filters/let-through';
import type { Outside } from '../monitor';
import { broken, ok, warning } from './finding';
import type { Outcome } from './finding';
import { list } from './list';
import { subscribeByMail } from './telling';
import type { TopicFacts } from './telling';

export interface FilterFacts extends TopicFacts {
  readonly accounts: readonly Pick<Account, 'name'>[];
  readonly marginWarning?: string | undefined;
}

interface Problem {
  readonly status: 'warning' | 'error';
  readonly detail: string;
  readonly fix: string;
}

/** What confirmed subscriptions let through, and whether what is new of each account is let through. */
export function filters(
  { topicArn, accounts, subscribers, marginWarning }: FilterFacts,
  { stack }: Outside,
): Outcome | undefined {
  const confirmed = subscribers.answer?.confirmed ?? [];
  if (confirmed.length === 0) return undefined;
  const names = accounts.map(({ name }) => name);
  const isMarginWatched = marginWarning !== undefined;
  const subscriptions = letThrough(confirmed, names, { stack, isMarginWatched });
  const untold = (news: News): Problem[] => untoldProblems(news, subscriptions, names, topicArn);
  const untoldDebts = untold(DEBT);
  const problems = [
    ...untoldDebts,
    // A debt that nobody is told of has the same fix.
    ...(isMarginWatched && untoldDebts.length === 0 ? untold(MARGIN) : []),
    ...alarmProblems(subscriptions),
    ...deadFilterProblems(subscriptions),
  ];
  const detail = [...problems.map((each) => each.detail), summary(subscriptions)].join(' ');
  const fix = problems.map((each) => each.fix).join(' ');
  if (problems.length === 0) return ok(detail);
  const judged = problems.some(({ status }) => status === 'error') ? broken : warning;
  return judged(detail, fix);
}

/** What nobody is told of if no subscription lets it through. */
interface News {
  readonly what: string;
  readonly of: 'newDebts' | 'newMargins';
  readonly status: Problem['status'];
}

const DEBT: News = { what: 'a new debt', of: 'newDebts', status: 'error' };
/** Its alarm tells it as well, and the debt that may follow has a notice of its own. */
const MARGIN: News = { what: 'the margin warning', of: 'newMargins', status: 'warning' };

function untoldProblems(
  { what, of, status }: News,
  subscriptions: readonly LetThrough[],
  accounts: readonly string[],
  topicArn: string,
): Problem[] {
  const accountsBy = (verdict: Verdict): string[] =>
    accounts.filter(
      (_, index) => most(subscriptions.map(({ [of]: each }) => each[index] ?? NO)) === verdict,
    );
  const [untold, unsure] = [accountsBy(NO), accountsBy(NOT_JUDGED)];
  const orSubscribe = `or without a filter ${subscribeByMail(topicArn)}`;
  const problems: Problem[] = [];
  if (untold.length > 0) {
    problems.push({
      status,
      detail: `No subscription lets ${what} of ${list(untold)} through: it would be told to no one.`,
      fix: `Change a filter, ${orSubscribe}`,
    });
  }
  if (unsure.length > 0) {
    problems.push({
      status: 'warning',
      detail: `Whether any subscription lets ${what} of ${list(unsure)} through could not be judged.`,
      fix: `Check the role's sns:GetSubscriptionAttributes, look at the filters that were not judged, ${orSubscribe}`,
    });
  }
  return problems;
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
