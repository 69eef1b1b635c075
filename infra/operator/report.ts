import Table from 'cli-table3';
import type { Diagnosis, Finding } from '../../lambda/contract';

/** Of the columns that hold a word each. */
const NARROW = [13, 12, 9];
const PADDING = 2;
const BORDERS = 6;
const STATUS = { ok: 'ok', warning: 'WARNING', error: 'ERROR' } as const;

/** A fix that wants the function's address, with the address; only the stack knows it. */
export function withAddress(finding: Finding, egressIp: string | undefined): Finding {
  const { check, status, fix } = finding;
  if (fix === undefined || status === 'ok' || (check !== 'ipList' && check !== 'key')) {
    return finding;
  }
  const address =
    egressIp === undefined
      ? 'The function has no address of its own: the setting fixedEgress gives it one.'
      : `The function's address is ${egressIp}.`;
  return { ...finding, fix: `${fix} ${address}` };
}

/** Every finding with its fix beside it, for a terminal of so many columns. */
export function showReport({ findings }: Pick<Diagnosis, 'findings'>, columns: number): string {
  const room = Math.floor((columns - NARROW.reduce((sum, width) => sum + width) - BORDERS) / 2);
  const table = new Table({
    head: ['CHECK', 'ACCOUNT', 'STATUS', 'FOUND', 'WHAT TO DO'],
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

/** A word that is longer than a line would be cut short: an ARN in a command, say. */
function breakable(text: string, width: number): string {
  return text.replace(new RegExp(`\\S{${width}}(?=\\S)`, 'g'), '$& ');
}

function count(findings: readonly Finding[], wanted: Finding['status']): string {
  const { length } = findings.filter(({ status }) => status === wanted);
  return `${length} ${wanted}${length === 1 ? '' : 's'}`;
}
