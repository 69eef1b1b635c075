/** `npm run doctor` and `npm run drill`: on the deployed stack. */
import { Command } from 'commander';
import { openDeployed } from './deployed';
import { doctorCommand } from './doctor';
import { drillCommand } from './drill';

const open = openDeployed(process.cwd());
const program = new Command('npm run');
for (const command of [doctorCommand(open), drillCommand(open)]) {
  command
    .usage('-- [options]')
    .option('--stack <name>', 'of the deployed stack; by default the setting stackName')
    .option('--region <region>', 'of the stack; by default the setting region');
  program.addCommand(command);
}
void program.parseAsync();
