import type { Command } from 'commander';
import type { AccountSettings } from '../settings/settings';
import { command, printed } from './command';
import type { Done } from './command';
import { OperatorError } from './errors';
import { KeyReader } from './keys/new-key';
import type { KeyOptions } from './keys/new-key';
import { Vault } from './keys/vault';
import { readSettingsIn } from './settings';
import type { Terminal } from './terminal';

export interface StoreKeyOptions extends KeyOptions {
  readonly yes?: true;
}

export function storeKeyCommand(folder: string, terminal: Terminal): Command {
  return command(
    'store-key',
    'Stores the API key of an account in Secrets Manager, checked as the function reads it. What is secret is asked for, or read from files or, line by line, from standard input. Exits with 0, or 2 where nothing was stored.',
    (name: string, options: StoreKeyOptions) =>
      printed(() => storeKey(folder, name, options, terminal)),
  )
    .usage('-- <account> (--generate | --private-key <file> | --hmac) [options]')
    .argument('<account>', 'an account of the settings')
    .option('--generate', 'makes an Ed25519 key and shows the half to register on binance.com')
    .option('--private-key <file>', 'a PEM of an Ed25519 or RSA key')
    .option('--hmac', 'an API key with an API secret')
    .option('--api-key-file <file>', 'reads the API key from a file')
    .option('--yes', 'asks for no confirmation')
    .configureOutput({
      // A value that somebody gives on the command line all the same is not repeated.
      outputError: (message, write) => {
        write(message.replace(/=[^']*'/, "=…'"));
      },
    });
}

/** @throws {OperatorError} where nothing was stored */
export async function storeKey(
  folder: string,
  name: string,
  options: StoreKeyOptions,
  terminal: Terminal,
): Promise<Done> {
  const { accounts, region } = readSettingsIn(folder);
  const account = accounts.find((each) => each.name === name);
  if (account === undefined) {
    const names = accounts.map((each) => each.name).join(', ');
    throw new OperatorError(`The settings have no such account. They name: ${names}.`);
  }
  const vault = new Vault(region);
  const { account: aws, arn } = await vault.caller();
  const { kind, text } = await new KeyReader(account.secretId, terminal).read(options);
  const into = `into the secret ${account.secretId} of the AWS account ${aws}, region ${region}, as ${arn}`;
  terminal.say(`The ${kind} key of ${name} goes ${into}.`);
  if (options.yes !== true && !(await terminal.confirm('Store it?'))) {
    throw new OperatorError('Nothing was stored.');
  }
  const outcome = await (options.generate ? storeGenerated : store)(vault, account, text, terminal);
  return { status: 0, stdout: `${SAID[outcome]}\nNext: ${NEXT}` };
}

const SAID = {
  created: 'The secret was created.',
  changed: 'The secret has a new version. A running function reads it within 15 minutes.',
};
const NEXT =
  'npx cdk bootstrap (once for each region) and npx cdk deploy; or npm run doctor, if it is deployed.';

type Store = (
  vault: Vault,
  account: AccountSettings,
  text: string,
  terminal: Terminal,
) => ReturnType<Vault['store']>;

const store: Store = (vault, account, text) => vault.store(account, text);

/** Nobody else has the private key, and Binance has its public half already: it is not given up. */
const storeGenerated: Store = async (vault, account, text, terminal) => {
  for (;;) {
    try {
      return await vault.store(account, text);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      terminal.say(error.message);
      if (!(await terminal.confirm('Try again?'))) throw error;
    }
  }
};
