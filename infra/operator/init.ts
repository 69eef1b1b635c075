import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { isSetting, readContext, readSettingsFile, SETTINGS_FILE } from '../settings/context';
import { SettingsError } from '../settings/errors';
import { readSettings } from '../settings/settings';
import { DEFAULT_REGION } from '../settings/types';
import { command, printed } from './command';
import type { Done } from './command';
import { OperatorError } from './errors';
import { forOperator } from './settings';
import type { Terminal } from './terminal';

/** What is asked for, in this order. */
const QUESTIONS = {
  accounts: {
    message: 'Names for your Binance accounts, separated by commas:',
    initial: 'main',
  },
  emails: { message: 'E-mail addresses that get the notices, separated by commas:', initial: '' },
  interval: { message: 'Time between two checks:', initial: '5 minutes' },
  region: {
    message: 'AWS region (Binance refuses requests from the US):',
    initial: DEFAULT_REGION,
  },
} as const;

type Name = keyof typeof QUESTIONS;
export type InitOptions = Readonly<Partial<Record<Name, string>>>;

export function initCommand(folder: string, terminal: Terminal): Command {
  return command(
    'init',
    `Asks for the settings that have to be made and writes them to ${SETTINGS_FILE}. With --accounts nothing is asked. Exits with 0, or 2 where nothing was written.`,
    (options: InitOptions) => printed(() => init(folder, options, terminal)),
  )
    .usage('-- [options]')
    .option('--accounts <names>', 'names for the accounts, separated by commas')
    .option('--emails <addresses>', 'who gets the notices, separated by commas')
    .option('--interval <duration>', 'time between two checks, such as "5 minutes"')
    .option('--region <region>', 'AWS region');
}

/** Writes the settings that are given, or asked for. @throws {OperatorError} */
export async function init(
  folder: string,
  options: InitOptions,
  terminal: Terminal,
): Promise<Done> {
  const kept = forOperator(() => readSettingsFile(folder));
  const made = Object.keys(kept).filter(isSetting);
  if (made.length > 0) {
    throw new OperatorError(
      `${SETTINGS_FILE} has settings already (${made.join(', ')}). Change them there; npx cdk synth -q checks them.`,
    );
  }
  const settings = options.accounts === undefined ? await ask(options, terminal) : options;
  const { accounts } = forOperator(() => readSettings({ ...readContext(folder), ...settings }));
  const file = join(folder, SETTINGS_FILE);
  writeFileSync(file, `${JSON.stringify({ ...kept, ...settings }, undefined, 2)}\n`);
  const commands = accounts.map(({ name }) => `  npm run store-key -- ${name} --generate`);
  const stdout = `The settings are in ${SETTINGS_FILE}. Now make the API key of each account, or store one that you have, with\n--private-key <file> or --hmac in place of --generate:\n${commands.join('\n')}`;
  return { status: 0, stdout };
}

async function ask(options: InitOptions, terminal: Terminal): Promise<InitOptions> {
  const answers: Record<string, string> = {};
  for (const [name, { message, initial }] of Object.entries(QUESTIONS)) {
    const { [name as Name]: given = initial } = options;
    const check = (answer: string) => refusal({ accounts: 'main', ...answers, [name]: answer });
    answers[name] = await terminal.ask({ message, initial: given, check });
  }
  return answers;
}

/** Which setting is wrong and why, or true where none is. */
function refusal(settings: Readonly<Record<string, string>>): string | true {
  try {
    readSettings(settings);
    return true;
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
}
