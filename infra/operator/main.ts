/** `npm run init`, `npm run store-key`, `npm run doctor`, `npm run drill` and `npm run check`. */
import { Command } from 'commander';
import { checkCommand } from './check';
import { openDeployed } from './deployed';
import { doctorCommand } from './doctor';
import { drillCommand } from './drill';
import { initCommand } from './init';
import { storeKeyCommand } from './store-key';
import { ownTerminal } from './terminal';

const folder = process.cwd();
const terminal = ownTerminal();
const open = openDeployed(folder);
const program = new Command('npm run');
program.addCommand(initCommand(folder, terminal)).addCommand(storeKeyCommand(folder, terminal));
for (const command of [doctorCommand(open), drillCommand(open), checkCommand(open)]) {
  command
    .usage('-- [options]')
    .option('--stack <name>', 'of the deployed stack; by default the setting stackName')
    .option('--region <region>', 'of the stack; by default the setting region');
  program.addCommand(command);
}
void program.parseAsync();
