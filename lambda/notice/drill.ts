import type { DrillDocument } from '../contract';
import { clock, links, message } from './message';
import type { Message } from './message';

/** Neither can be an account's or an asset's: no machine may take a drill for the word of one. */
const NO_ACCOUNT = '(drill)';
const NO_ASSET = '(none)';

export interface DrillFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly runbookUrl?: string | undefined;
  readonly dashboardUrl?: string | undefined;
}

/** A notice that tries the way to subscribers, and says of no account what it owes. */
export function composeDrill(facts: DrillFacts): Message {
  const { now, runbookUrl, dashboardUrl } = facts;
  const at = new Date(now).toISOString();
  const event = 'drill';
  const document: DrillDocument = {
    schema: 'pm-loan-monitor/notice@1',
    id: `${NO_ACCOUNT}/${at}/${event}`,
    event,
    account: NO_ACCOUNT,
    asset: NO_ASSET,
    amount: '0',
    previousAmount: '0',
    scheduledTime: at,
    observedAt: at,
    runbookUrl,
    dashboardUrl,
  };
  return message({
    subject: 'DRILL: pm-loan-monitor can reach you; this is not about a debt',
    text: composeText(facts),
    sms: `DRILL: pm-loan-monitor can reach you; this is not about a debt. Sent ${clock(now)}.`,
    document,
    attributes: { event, account: NO_ACCOUNT, asset: NO_ASSET, amount: '0' },
  });
}

function composeText(facts: DrillFacts): string {
  return [
    [
      'This is a drill, to see whether notices of pm-loan-monitor reach you. This one did. It',
      'says nothing of what any account owes.',
    ].join('\n'),
    'What to do: nothing, except to tell whoever asked you to look out for it.',
    [`Sent:      ${clock(facts.now)}`, ...links(facts)].join('\n'),
  ].join('\n\n');
}
