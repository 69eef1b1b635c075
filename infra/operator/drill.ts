import type { Command } from 'commander';
import type { DrillResult } from '../../lambda/contract';
import type { Subscriber } from '../../lambda/diagnosis/facts';
import { answerOf, operatorCommand } from './command';
import type { Act, Open } from './command';

/** `drill`, on the monitor that is opened by its options. */
export function drillCommand(open: Open): Command {
  return operatorCommand(
    'drill',
    'Sends everyone who is subscribed a notice that is plainly marked as a drill. Exits with 0, or 1 where nobody is known to be subscribed, or 2 where it could not be sent.',
    open,
    drill,
  );
}

export const drill: Act = async (monitor) => {
  const answer = await monitor.ask({ drill: true });
  const { messageId, subscribers } = answerOf<DrillResult>(answer, 'pm-loan-monitor/drill@1');
  const mails = monitor.mails?.() ?? [];
  const parts = [
    monitor.introduction,
    `SNS took the drill, as the message ${messageId}.`,
    whereToLook(subscribers),
    ...mails.map((mail) => `The mail, as it came:\n\n${mail}`),
  ];
  const isTold = subscribers?.some(({ confirmed }) => confirmed) ?? false;
  return { status: isTold ? 0 : 1, stdout: parts.join('\n\n') };
};

function whereToLook(subscribers: DrillResult['subscribers']): string {
  if (subscribers === null) {
    return "Who is subscribed could not be read: look at the topic's subscriptions. npm run doctor says why.";
  }
  const confirmed = subscribers.filter((each) => each.confirmed).map(line);
  const pending = subscribers.filter((each) => !each.confirmed).map(line);
  const lines = [
    ...(confirmed.length === 0
      ? ['NOBODY IS TOLD: no subscription is confirmed, so nobody gets it.']
      : ['Look for it here, within a minute:', ...confirmed]),
    ...(pending.length === 0 ? [] : ['Not confirmed, so they get nothing:', ...pending]),
    'A subscription with a filter gets it only if the filter lets through event "drill".',
  ];
  return lines.join('\n');
}

function line({ protocol, endpoint }: Subscriber): string {
  return `  ${protocol.padEnd(8)}${endpoint}`;
}
