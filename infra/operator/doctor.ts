import type { Command } from 'commander';
import type { Diagnosis } from '../../lambda/diagnosis/facts';
import { judge } from './checks/registry';
import { answerOf, operatorCommand } from './command';
import type { Act, Open } from './command';
import { showReport } from './report';

const WIDEST = 160;
const NARROWEST = 100;

/** `doctor`, on the monitor that is opened by its options. */
export function doctorCommand(open: Open): Command {
  return operatorCommand(
    'doctor',
    'Says what is wrong with the set-up, as seen from where the function runs, and how to fix it. Exits with 0, or 1 where there are errors, or 2 where the function could not be asked.',
    open,
    doctor,
  )
    .option('--json', 'prints the findings, and the facts that they come from, as JSON')
    .option('--heartbeat', 'sends a heartbeat too, which its service takes for a sign of life');
}

/** Asks the function for the facts, and judges them. */
export const doctor: Act = async (monitor, { json, heartbeat }) => {
  const { accounts, introduction } = monitor;
  // Where every schedule was deleted nobody knows the accounts, and the rest can wait.
  const diagnosis =
    accounts.length === 0
      ? undefined
      : answerOf<Diagnosis>(
          await monitor.ask({ diagnose: true, accounts, ...(heartbeat && { heartbeat }) }),
          'pm-loan-monitor/diagnosis@2',
        );
  const findings = judge(diagnosis, monitor);
  const status = findings.some((each) => each.status === 'error') ? 1 : 0;
  if (json === true) {
    const report = { schema: 'pm-loan-monitor/doctor@1', findings, diagnosis };
    return { status, stdout: JSON.stringify(report, undefined, 2) };
  }
  const columns = process.stdout.isTTY ? process.stdout.columns : 120;
  const width = Math.min(WIDEST, Math.max(NARROWEST, columns));
  return { status, stdout: `${introduction}\n\n${showReport(findings, width)}` };
};
