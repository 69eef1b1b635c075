import { clock, documentHead, linkFacts } from './message';
import type { Links, Notice } from './message';

/** No account has this name: no machine may take a drill for a debt of one. */
const NO_ACCOUNT = '(drill)';
const HEADLINE = 'DRILL: pm-loan-monitor can reach you; this is not about a debt';

/**
 * A notice that tries the way to subscribers, and says nothing of any account.
 * @param now Milliseconds since 1970.
 */
export function composeDrill(now: number, links: Links): Notice {
  const account = NO_ACCOUNT;
  const times = { scheduledTime: now, observedAt: now };
  return {
    subject: HEADLINE,
    what: 'This is a drill, to see whether notices of pm-loan-monitor reach you. This one did. It\nsays nothing of what any account owes.',
    todo: 'nothing, except to tell whoever asked you to look out for it.',
    facts: [['Sent', clock(now)]],
    links: linkFacts(links),
    sms: `${HEADLINE}. Sent ${clock(now)}.`,
    document: { ...documentHead('drill', account, times, links), account },
    attributes: { event: 'drill', account },
  };
}
