/** `npm start`: the function as it will be deployed, on this machine alone. */
import { relative } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { bundle } from '../../infra/bundle';
import { checkCommand } from '../../infra/operator/check';
import { doctorCommand } from '../../infra/operator/doctor';
import { drillCommand } from '../../infra/operator/drill';
import { openEmbedded } from './embedded';
import { DEBT_FREE_ANSWERS } from './exchange/endpoints';
import type { DebtFreeAnswer } from './exchange/endpoints';
import { KEY_KINDS, newAccountKey } from './exchange/keys';
import type { KeyKind } from './exchange/keys';
import { brokenPromises, play } from './story/play';
import type { Played } from './story/play';
import { describeFaults, faultStory, nearestFault, parseFault, wholeStory } from './story/scenes';
import type { StoryFault } from './story/scenes';
import { showProgress } from './story/progress';
import { showChart, showMail, showRun } from './story/show';
import { MAX_ACCOUNTS } from '../../infra/settings/settings';
import { World } from './world';

interface Options {
  readonly amount: string;
  readonly key: KeyKind;
  readonly fault?: StoryFault;
  readonly accounts: number;
  readonly debtFree: DebtFreeAnswer;
}

const command = new Command('npm start --')
  .description(
    'Runs the function, as it will be deployed, through a story on this machine; doctor, drill and check show the commands of an operator.',
  )
  .option('--amount <decimal>', 'what is owed at first', decimal, '579.45')
  .addOption(
    new Option('--key <kind>', 'the kind of key that the account has')
      .choices(Object.keys(KEY_KINDS))
      .default('ed25519'),
  )
  .option('--accounts <number>', 'how many accounts are checked; the first has the debt', count, 1)
  .addOption(
    new Option('--debt-free <answer>', 'how Binance says that nothing is owed: by 0, or by -21004')
      .choices(DEBT_FREE_ANSWERS)
      .default('amount'),
  )
  .option('--fault <name>', 'a fault to meet while the debt grows, see below', fault)
  .addHelpText('after', `\n${describeFaults()}`)
  .action(story)
  .addCommand(
    doctorCommand(({ broken }) => openEmbedded(broken)).option(
      '--broken <name>',
      'breaks something first; "list" names what',
    ),
  )
  .addCommand(drillCommand(() => openEmbedded()))
  .addCommand(checkCommand(() => openEmbedded()));

void command.parseAsync();

async function story({ amount, key, fault: chosen, accounts, debtFree }: Options): Promise<void> {
  const scenes = chosen === undefined ? wholeStory(amount) : faultStory(amount, chosen);
  const { file, bytes } = bundle();
  console.log(`Built ${relative('.', file)} (${Math.round(bytes / 1000)} kB), as it is deployed.`);
  console.log('Binance and AWS are stand-ins on 127.0.0.1; the clock is');
  console.log('set to each scene.\n');
  const world = await World.start({ accounts: accountKeys(key, accounts), debtFree });
  world.marginWarning = '1.5';
  try {
    const told: Played[] = [];
    let stopProgress = showProgress(process.stderr);
    for await (const played of play(world, file, scenes)) {
      stopProgress();
      told.push(played);
      console.log(showRun(played));
      stopProgress = showProgress(process.stderr);
    }
    stopProgress();
    conclude(world, told);
  } finally {
    await world.close();
  }
}

function conclude(world: World, story: readonly Played[]): void {
  const mail = world.notices.find(({ attributes }) => 'amount' in attributes);
  console.log(`\n${showChart(story)}`);
  if (mail !== undefined)
    console.log(
      `The e-mail of the debt, of ${world.notices.length} e-mails:\n\n${showMail({ subject: mail.subject, text: mail.texts.email ?? mail.texts.default })}`,
    );
  const broken = brokenPromises(story);
  if (broken.length > 0) {
    console.error(`\nThe monitor broke its promise:\n${broken.join('\n')}`);
    process.exitCode = 1;
    return;
  }
  console.log(`
Every amount published was owed at that time; debt and
danger were told once known.

Next: npm start -- --help    amounts, keys, faults, accounts
      npm start -- doctor    how the doctor sees a set-up
      npm start -- drill     what a drill sends
      npm test               the tests
      README.md, "Deploy"    into your own AWS account`);
}

function accountKeys(kind: KeyKind, accounts: number): Record<string, (typeof KEY_KINDS)[KeyKind]> {
  const others = Array.from({ length: accounts - 1 }, (_, index) => `account-${index + 2}`);
  return {
    main: KEY_KINDS[kind],
    ...Object.fromEntries(others.map((name) => [name, newAccountKey()])),
  };
}

function decimal(text: string): string {
  if (!/^\d{1,15}(\.\d{1,8})?$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError('It must be a decimal above 0, such as 579.45.');
  }
  return text;
}

function count(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) < 1 || Number(text) > MAX_ACCOUNTS) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_ACCOUNTS}.`);
  }
  return Number(text);
}

function fault(text: string): StoryFault {
  const parsed = parseFault(text);
  if (parsed === undefined) {
    throw new InvalidArgumentError(
      `Did you mean ${nearestFault(text)}? npm start -- --help lists all.`,
    );
  }
  return parsed;
}
