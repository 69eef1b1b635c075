import { clock, documentHead, linkFacts, monitorFact } from './message';
import type { Sender, Notice } from './message';

/** No account has this name: no machine may take a drill for a debt of one. */
const NO_ACCOUNT = '(drill)';
const HEADLINE = 'DRILL: pm-loan-monitor can reach you; this is not about a debt';

/**
 * A notice that tries the way to subscribers, and says nothing of any account.
 * @param now Milliseconds since 1970.
 */
export function composeDrill(now: number, sender: Sender): Notice {
  const account = NO_ACCOUNT;
  const times = { scheduledTime: now, observedAt: now };
  return {
    subject: HEADLINE,
    what: 'This is a drill, to see whether notices of pm-loan-monitor reach you. This one did. It\nsays nothing of what any account owes.',
    todo: 'nothing, except to tell whoever asked you to look out for it.',
    facts: [['Sent', clock(now)], ...monitorFact(sender)],
    links: linkFacts(sender),
    sms: `${HEADLINE}. Sent ${clock(now)}.`,
    document: { ...documentHead('drill', account, times, sender), account },
    attributes: { event: 'drill', account },
  };
}
