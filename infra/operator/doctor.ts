/** `npm run doctor`: asks the deployed function what is wrong with its set-up, and how to mend it. */
import { Option } from 'commander';
import type { Diagnosis } from '../../lambda/contract';
import { answerOf, operate, operatorCommand } from './command';
import type { Options } from './command';
import { judgeFilters } from './filters';
import type { OperatedMonitor } from './monitor';
import { showReport, withAddress } from './report';

interface DoctorOptions extends Options {
  readonly json?: true;
  readonly broken?: string;
}

const SCHEMA = 'pm-loan-monitor/diagnosis@1';
const WIDEST = 160;
const NARROWEST = 100;

const options = operatorCommand(
  'doctor',
  'Lets the function say, from where it runs, what is wrong with its set-up. Exits with 0, or 1 where there are errors, or 2 where it could not be asked.',
)
  .option('--json', 'prints the report alone, as JSON')
  .addOption(
    new Option(
      '--broken <name>',
      'without --stack: breaks something first; "list" names what',
    ).conflicts('stack'),
  )
  .parse()
  .opts<DoctorOptions>();

void operate(options, embedded, diagnose);

async function embedded(): Promise<OperatedMonitor> {
  // Only here: a deployed monitor has no use for stand-ins.
  const { openEmbedded } = await import('../../test/local/embedded.js');
  return openEmbedded(options.broken);
}

async function diagnose(monitor: OperatedMonitor): Promise<number> {
  const { accounts, egressIp, introduction, stack } = monitor;
  const names = accounts.map(({ name }) => name);
  // Where every schedule was deleted nobody knows the accounts, and the rest can wait.
  const answer: unknown =
    accounts.length === 0
      ? { schema: SCHEMA, findings: [], subscriptions: [] }
      : await monitor.ask({ diagnose: true, accounts });
  const { schema, findings, subscriptions } = answerOf<Diagnosis>(answer, SCHEMA);
  const report = {
    schema,
    findings: [
      ...monitor.findings,
      ...findings.map((each) => withAddress(each, egressIp)),
      ...judgeFilters(subscriptions, names, stack),
    ],
  };
  if (options.json === true) {
    if (options.stack === undefined) console.error(introduction);
    console.log(JSON.stringify(report, undefined, 2));
  } else {
    const columns = process.stdout.isTTY ? process.stdout.columns : 120;
    const width = Math.min(WIDEST, Math.max(NARROWEST, columns));
    console.log(`${introduction}\n\n${showReport(report, width)}`);
  }
  return report.findings.some(({ status }) => status === 'error') ? 1 : 0;
}
