import type { Command } from 'commander';
import type { DrillResult, Subscriber, Subscription } from '../../lambda/diagnosis/facts';
import { answerOf, operatorCommand } from './command';
import type { Act, Open } from './command';
import { NO, NOT_JUDGED, YES } from './filters/evaluate';
import type { Verdict } from './filters/evaluate';
import { verdictOnDrill } from './filters/let-through';

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
  const gets = subscribers?.confirmed.some((each) => verdictOnDrill(each) !== NO) ?? false;
  return { status: gets ? 0 : 1, stdout: parts.join('\n\n') };
};

function whereToLook(subscribers: DrillResult['subscribers']): string {
  if (subscribers === null) {
    return "Who is subscribed could not be read: look at the topic's subscriptions. npm run doctor says why.";
  }
  const { confirmed, pending } = subscribers;
  const by = (verdict: Verdict): Subscription[] =>
    confirmed.filter((each) => verdictOnDrill(each) === verdict);
  const blocks = [
    ['Look for it here, within a minute:', by(YES)],
    ['Perhaps here: their filters could not be judged.', by(NOT_JUDGED)],
    ['Not here: their filters hold a drill back.', by(NO)],
    ['Not confirmed, so they get nothing:', pending],
  ] as const;
  const isTold = by(YES).length + by(NOT_JUDGED).length > 0;
  return [
    ...(isTold ? [] : ['NOBODY IS TOLD: no confirmed subscription lets a drill through.']),
    ...blocks.flatMap(([title, some]) => (some.length === 0 ? [] : [title, ...some.map(line)])),
  ].join('\n');
}

function line({ protocol, endpoint }: Subscriber): string {
  return `  ${protocol.padEnd(8)}${endpoint}`;
}
