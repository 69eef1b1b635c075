import type { DrillDocument } from '../contract';
import { clock, links } from './message';
import type { Links, Notice } from './message';

/** Neither can be an account's or an asset's: no machine may take a drill for a debt of one. */
const NO_ACCOUNT = '(drill)';
const NO_ASSET = '(none)';
const HEADLINE = 'DRILL: pm-loan-monitor can reach you; this is not about a debt';

/**
 * A notice that tries the way to subscribers, and says nothing of any account.
 * @param now Milliseconds since 1970.
 */
export function composeDrill(now: number, addresses: Links): Notice {
  const { runbookUrl, dashboardUrl } = addresses;
  const at = new Date(now).toISOString();
  const about = { event: 'drill', account: NO_ACCOUNT, asset: NO_ASSET } as const;
  const document: DrillDocument = {
    schema: 'pm-loan-monitor/notice@1',
    id: `${NO_ACCOUNT}/${at}/drill`,
    ...about,
    amount: '0',
    previousAmount: '0',
    scheduledTime: at,
    observedAt: at,
    runbookUrl,
    dashboardUrl,
  };
  return {
    subject: HEADLINE,
    text: [
      'This is a drill, to see whether notices of pm-loan-monitor reach you. This one did. It\nsays nothing of what any account owes.',
      'What to do: nothing, except to tell whoever asked you to look out for it.',
      [`Sent:      ${clock(now)}`, ...links(addresses)].join('\n'),
    ].join('\n\n'),
    sms: `${HEADLINE}. Sent ${clock(now)}.`,
    document,
    attributes: { ...about, amount: 0 },
  };
}
