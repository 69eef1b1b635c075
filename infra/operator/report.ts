import Table from 'cli-table3';
import type { Finding } from './checks/finding';

/** Of the columns that hold a word each. */
const NARROW = [13, 12, 9];
const PADDING = 2;
const BORDERS = 6;
const STATUS = { ok: 'ok', warning: 'WARNING', error: 'ERROR' } as const;

/** Every finding with its fix beside it, for a terminal of so many columns. */
export function showReport(findings: readonly Finding[], columns: number): string {
  const room = Math.floor((columns - NARROW.reduce((sum, width) => sum + width) - BORDERS) / 2);
  const table = new Table({
    head: ['CHECK', 'ACCOUNT', 'STATUS', 'FOUND', 'FIX'],
    colWidths: [...NARROW, room, room],
    wordWrap: true,
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const { check, account = '', status, detail, fix = '' } of findings) {
    const texts = [detail, fix].map((text) => breakable(text, room - PADDING));
    table.push([check, account, STATUS[status], ...texts]);
  }
  return `${table.toString()}\n${count(findings, 'error')}, ${count(findings, 'warning')}.`;
}

/** A word that is longer than a line would be cut short: an ARN in a command, for example. */
function breakable(text: string, width: number): string {
  return text.replace(new RegExp(`\\S{${width}}(?=\\S)`, 'g'), '$& ');
}

function count(findings: readonly Finding[], wanted: Finding['status']): string {
  const { length } = findings.filter(({ status }) => status === wanted);
  return `${length} ${wanted}${length === 1 ? '' : 's'}`;
}
