import Table from 'cli-table3';
import type { Finding } from './checks/finding';

/** Of the columns that hold a word each. */
const NARROW = [13, 12, 9];
const PADDING = 2;
/** Accounts, of which all findings still fit on a screen or two. */
const MANY = 3;
const BORDERS = 6;
const STATUS = { ok: 'ok', warning: 'WARNING', error: 'ERROR' } as const;

/**
 * Every finding with its fix beside it, for a terminal of so many columns. Of many accounts, what is
 * ok is only counted: nobody would find the one that is not.
 */
export function showReport(findings: readonly Finding[], columns: number): string {
  const accounts = new Set(findings.flatMap(({ account }) => account ?? []));
  const isShown = ({ account, status }: Finding): boolean =>
    accounts.size <= MANY || account === undefined || status !== 'ok';
  const hidden = findings.filter((each) => !isShown(each)).length;

  const room = Math.floor((columns - NARROW.reduce((sum, width) => sum + width) - BORDERS) / 2);
  const table = new Table({
    head: ['CHECK', 'ACCOUNT', 'STATUS', 'FOUND', 'FIX'],
    colWidths: [...NARROW, room, room],
    wordWrap: true,
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const { check, account = '', status, detail, fix = '' } of findings.filter(isShown)) {
    const texts = [detail, fix].map((text) => breakable(text, room - PADDING));
    table.push([check, account, STATUS[status], ...texts]);
  }
  const more =
    hidden === 0 ? '' : ` ${hidden} checks of accounts are ok and not shown; --json has all.`;
  return `${table.toString()}\n${count(findings, 'error')}, ${count(findings, 'warning')}.${more}`;
}

/** A word that is longer than a line would be cut short: an ARN in a command, for example. */
function breakable(text: string, width: number): string {
  return text.replace(new RegExp(`\\S{${width}}(?=\\S)`, 'g'), '$& ');
}

function count(findings: readonly Finding[], wanted: Finding['status']): string {
  const { length } = findings.filter(({ status }) => status === wanted);
  return `${length} ${wanted}${length === 1 ? '' : 's'}`;
}
