import type { Notice } from './message';

/**
 * A message as Amazon Q Developer in chat applications shows it in Slack and Teams (its
 * administrator guide, "Custom notifications"); it drops whatever else is neither this nor an
 * alarm. Web hooks get the same, with the fields of the notice's JSON in `additionalContext`.
 */
export function chatMessage({ subject, what, todo, facts, links, sms, document }: Notice) {
  const { event, id } = document;
  const lines = facts.map(([label, value]) => `${label}: ${value}`);
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: plain(subject),
      description: plain([what, lines.join('\n')].join('\n\n')),
      nextSteps: [capital(todo), ...links.map(([label, url]) => `${label}: ${url}`)].map(plain),
      keywords: [event],
    },
    metadata: {
      threadId: 'account' in document ? document.account : threadOf(document.accounts),
      summary: plain(sms),
      additionalContext: Object.fromEntries(
        Object.entries(document).flatMap(([name, value]: [string, unknown]) =>
          value === null || value === undefined ? [] : [[name, textOf(value)]],
        ),
      ),
    },
  };
}

/** What concerns several accounts at once has a thread of its own. */
function threadOf([one, ...others]: readonly { readonly account: string }[]): string {
  return one !== undefined && others.length === 0 ? one.account : 'several accounts';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Between angle brackets, a chat reads links and mentions. */
function plain(text: string): string {
  return text.replace(/[<>]/g, ' ');
}
