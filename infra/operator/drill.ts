/** `npm run drill`: sends everyone who is subscribed a notice that is plainly no more than a drill. */
import type { DrillResult, Subscriber } from '../../lambda/contract';
import { answerOf, operate, operatorCommand } from './command';
import type { Options } from './command';
import type { OperatedMonitor } from './monitor';

const options = operatorCommand(
  'drill',
  'Sends a drill from the function to everyone who is subscribed. Exits with 0, or 1 where nobody is known to listen, or 2 where it could not be sent.',
)
  .parse()
  .opts<Options>();

void operate(options, embedded, drill);

async function embedded(): Promise<OperatedMonitor> {
  const { openEmbedded } = await import('../../test/local/embedded.js');
  return openEmbedded();
}

async function drill(monitor: OperatedMonitor): Promise<number> {
  console.log(monitor.introduction);
  const answer = await monitor.ask({ drill: true });
  const { messageId, subscribers } = answerOf<DrillResult>(answer, 'pm-loan-monitor/drill@1');
  console.log(`SNS took the drill, as the message ${messageId}.\n`);
  const listening = subscribers?.filter(({ confirmed }) => confirmed) ?? [];
  console.log(whereToLook(subscribers, listening));
  for (const mail of monitor.mails?.() ?? []) console.log(`\nThe mail, as it came:\n\n${mail}`);
  return listening.length === 0 ? 1 : 0;
}

function whereToLook(
  subscribers: DrillResult['subscribers'],
  listening: readonly Subscriber[],
): string {
  if (subscribers === null) {
    return "Who is subscribed could not be read: look at the topic's subscriptions. npm run doctor says why.";
  }
  const pending = subscribers.filter(({ confirmed }) => !confirmed);
  const lines = [
    ...(listening.length === 0
      ? ['NOBODY LISTENS: no subscription is confirmed, so nobody gets it.']
      : ['Look for it here, in this minute:', ...listening.map(line)]),
    ...(pending.length === 0 ? [] : ['Not confirmed, so they get nothing:', ...pending.map(line)]),
    'A subscription with a filter gets it only if the filter lets through event "drill" or amount 0.',
  ];
  return lines.join('\n');
}

function line({ protocol, endpoint }: Subscriber): string {
  return `  ${protocol.padEnd(8)}${endpoint}`;
}
