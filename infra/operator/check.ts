import Table from 'cli-table3';
import type { Command } from 'commander';
import type { CheckResult } from '../../lambda/contract';
import { operatorCommand } from './command';
import type { Act, Open } from './command';
import { FunctionFailedError } from './errors';

type Checked = CheckResult['accounts'][number];

/** `check`, on the monitor that is opened by its options. */
export function checkCommand(open: Open): Command {
  return operatorCommand(
    'check',
    'Checks every account now, as the schedules do: publishes what they owe, and sends the notices that are due. Exits with 0, or 1 where a check failed, or 2 where nothing could be asked.',
    open,
    check,
  );
}

/** Runs the function once for the accounts of each schedule. */
export const check: Act = async ({ introduction, schedules, ask }) => {
  const runs = await Promise.all(
    schedules.map((accounts) =>
      ask({ accounts }).catch((error: unknown) => {
        if (error instanceof FunctionFailedError) return error;
        throw error;
      }),
    ),
  );
  const failures = runs.filter((run) => run instanceof FunctionFailedError);
  const checked = runs.flatMap((run) =>
    run instanceof FunctionFailedError ? [] : (run as CheckResult).accounts,
  );
  const parts = [
    introduction,
    ...(checked.length === 0 ? [] : [showChecked(checked)]),
    ...failures.map(({ problem }) => problem),
  ];
  return { status: failures.length === 0 ? 0 : 1, stdout: parts.join('\n\n') };
};

function showChecked(accounts: readonly Checked[]): string {
  const table = new Table({
    head: ['ACCOUNT', 'OWES', 'STATUS', 'NOTICES'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const { name, amount, asset, notice, margin } of accounts) {
    const owes = Number(amount) === 0 ? 'nothing' : `${amount} ${asset ?? ''}`;
    const standing = margin === undefined ? '' : `${margin.status}, uniMMR ${margin.uniMmr}`;
    const notices = [notice, margin?.notice].filter((each) => typeof each === 'string');
    table.push([name, owes, standing, notices.length === 0 ? 'none' : notices.join(', ')]);
  }
  return table.toString();
}
