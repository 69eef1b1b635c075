/** What must hold of every month: pure, from the record to the invariants that it breaks. */
import type { Condition } from '../../lambda/contract';
import { lastBefore, tellingsOf } from './knowledge';
import type { Moment } from './knowledge';
import { CONDITIONS } from './record';
import type { Check, MonthRecord, Told } from './record';
import { extra, named, reminded, settled, silence } from './rule';
import type { View } from './rule';
import { isBlind, isWell, mayRememberNothing } from './sight';

/** Those that speak of a condition hold of all three alike. */
export const INVARIANTS = {
  answered:
    'where nothing is out of order, the check is answered, with what is owed and how the account stands; of what is owed, also where that alone cannot be asked',
  honest: 'a check that is not answered in all, or whose told cannot be read, fails',
  together: 'a run tells of blindness in one message, and of its end in one, for all accounts',
  founded:
    'what is told is so: a debt and a margin as answered, the latter only where it is wanted; blindness only of an account of which no answer within blindAfter is remembered or can be read, its end only by an answered check',
  settled:
    'after a run that reaches everything, what was last told is what is, if CloudWatch showed what was told; of what another container told, an end may be missed for 15 minutes',
  extra:
    'a notice that was not due comes only where CloudWatch does not show what was told, told was unreadable, or the answer to the last notice was lost',
  named: 'a notice is called new, changed, a reminder or cleared by what was last told',
  reminded:
    'a standing condition is told again remindEvery after the schedule of its last notice, late or not, and at once where the answer to that was lost',
  silence:
    'while a condition lasts, no silence is longer than remindEvery, one interval and the delay',
} as const;

export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: Invariant;
  readonly check: Check;
  readonly condition: Condition;
  /** The notice that stood last when it went wrong. */
  readonly last: Told | undefined;
}

const OF_CHECKS = { answered, honest, together };
const OF_CONDITIONS = { founded, settled, extra, named, reminded, silence };

/** Every violation, in the order of the checks. */
export function violations(record: MonthRecord): Violation[] {
  const since = new Map<string, number>();
  return record.checks.flatMap((check) =>
    CONDITIONS.flatMap((condition) => {
      const key = `${condition}/${check.account}`;
      const is = isOfCondition({ record, check, condition });
      if (is === 0) since.delete(key);
      if (is !== undefined && is > 0 && !since.has(key)) since.set(key, check.scheduledTime);
      const view: View = { record, check, condition, is, since: since.get(key) };
      const rules = condition === 'debt' ? { ...OF_CHECKS, ...OF_CONDITIONS } : OF_CONDITIONS;
      return Object.entries(rules).flatMap(([name, holds]) => {
        const invariant = name as Invariant;
        return holds(view) ? [] : [{ invariant, check, condition, last: lastBefore(view) }];
      });
    }),
  );
}

function isOfCondition(moment: Moment): number | undefined {
  const { check, condition } = moment;
  if (condition === 'debt') return check.owed;
  if (condition === 'margin') return check.rank;
  if (check.owed !== undefined) return 0;
  return isBlind(moment) === true ? 1 : undefined;
}

function answered({ record, check }: View): boolean {
  const { owed, owing, rank, standing, broken, failed } = check;
  if (owed === undefined) return broken.some((hop) => hop !== 'account');
  const isSo = owing.includes(owed) && (rank === undefined || standing.includes(rank));
  const isWhole = !failed && (rank !== undefined || !record.warned);
  return isSo && (broken.length > 0 || isWhole);
}

function honest(view: View): boolean {
  const { check, record } = view;
  const isRead =
    !check.broken.includes('read') || (mayRememberNothing(view) && isWell(record, check));
  const isAnswered = check.owed !== undefined && (check.rank !== undefined || !record.warned);
  return (isAnswered && isRead) || check.failed;
}

function together({ record, check }: View): boolean {
  const told = record.notices.filter((each) => each.check.run === check.run);
  return [0, 1].every((value) => {
    const blind = told.filter((each) => each.condition === 'blind' && each.value === value);
    return new Set(blind.map(({ message }) => message)).size <= 1;
  });
}

function founded(view: View): boolean {
  const { is, condition } = view;
  const isClaim = condition === 'blind' && is === undefined && isBlind(view) === undefined;
  return tellingsOf(view).every(({ value }) => value === (isClaim ? 1 : is));
}
