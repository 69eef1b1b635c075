import type { Command } from 'commander';
import type { Diagnosis } from '../../lambda/diagnosis/facts';
import type { DiagnoseEvent } from '../../lambda/contract';
import type { Finding } from './checks/finding';
import { judge } from './checks/registry';
import { answerOf, operatorCommand } from './command';
import type { Act, Open } from './command';
import { OperatorError } from './errors';
import type { OperatedMonitor, Unanswered } from './monitor';
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

/** What `--json` prints. */
export interface DoctorReport {
  readonly schema: 'pm-loan-monitor/doctor@1';
  readonly stack: string;
  readonly findings: readonly Finding[];
  /** The facts that the function answered; absent where it did not. */
  readonly diagnosis?: Diagnosis;
}

/** Asks the function for the facts, looks at what is deployed, and judges both. */
export const doctor: Act = async (monitor, { json, heartbeat }) => {
  const { schedules, introduction, stack, egressIp } = monitor;
  const accounts = schedules.flat();
  const event = { diagnose: true, accounts, ...(heartbeat && { heartbeat }) } as const;
  const [diagnosis, deployed] = await Promise.all([diagnose(monitor, event), monitor.look?.()]);
  const findings = judge(diagnosis, {
    ...{ stack, egressIp, accounts, ...(deployed && { deployed }) },
    secretsElsewhere: await searchSecrets(diagnosis, monitor),
  });
  const status = findings.some((each) => each.status === 'error') ? 1 : 0;
  if (json === true) {
    const report: DoctorReport = {
      ...{ schema: 'pm-loan-monitor/doctor@1', stack, findings },
      ...('schema' in diagnosis && { diagnosis }),
    };
    return { status, stdout: JSON.stringify(report, undefined, 2) };
  }
  const columns = process.stdout.isTTY ? process.stdout.columns : 120;
  const width = Math.min(WIDEST, Math.max(NARROWEST, columns));
  return { status, stdout: `${introduction}\n\n${showReport(findings, width)}` };
};

/** The facts, or why the function did not say them. */
async function diagnose(
  monitor: OperatedMonitor,
  event: DiagnoseEvent,
): Promise<Diagnosis | Unanswered> {
  try {
    return answerOf<Diagnosis>(await monitor.ask(event), 'pm-loan-monitor/diagnosis@2');
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const { problem: message, fix = 'Read its log, or the dashboard, which shows the errors.' } =
      error;
    return { message, fix };
  }
}

/** Where a secret of an account does not exist, it may have been stored in another region. */
async function searchSecrets(
  diagnosis: Diagnosis | Unanswered,
  { findSecrets }: OperatedMonitor,
): Promise<ReadonlyMap<string, string[]>> {
  const accounts = 'schema' in diagnosis && !diagnosis.error ? diagnosis.accounts : [];
  const missing = accounts.flatMap(({ secretId, secret }) =>
    secret.error?.cause === 'ResourceNotFoundException' ? [secretId] : [],
  );
  return missing.length === 0 || !findSecrets ? new Map() : findSecrets(missing);
}
