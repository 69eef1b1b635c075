import type { NoticeEvent } from '../../../lambda/contract';
import { composeDebt } from '../../../lambda/notice/debt';
import { publishInput } from '../../../lambda/notice/message';
import { ANY, NO, NOT_JUDGED } from './evaluate';
import type { Fields, Verdict } from './evaluate';

/** A message that an account may cause, as filter policies see it. */
export interface Sample {
  readonly attributes: Fields;
  /** What a filter on the body sees for a protocol; a verdict where it is no JSON object. */
  readonly body: (protocol: string) => Fields | Verdict;
}

const EVENTS: readonly NoticeEvent[] = [
  'debt.detected',
  'debt.changed',
  'debt.reminder',
  'debt.cleared',
];
/** What is known of a notice before it is sent. */
const KNOWN = ['schema', 'event', 'account'];

/** A notice of each event about an account, that of a new debt first. */
export function sampleNotices(account: string): Sample[] {
  return EVENTS.map((event) => {
    const amount = event === 'debt.cleared' ? '0' : '1';
    const facts = { account, asset: 'BUSD', told: undefined, scheduledTime: 0, observedAt: 0 };
    const { Message = '', MessageAttributes = {} } = publishInput(
      composeDebt({ event, amount, ...facts }),
    );
    const attributes = Object.entries(MessageAttributes).map(
      ([name, { StringValue }]) => [name, StringValue] as const,
    );
    const texts = JSON.parse(Message) as Readonly<Record<string, string>>;
    return {
      attributes: { ...known(attributes), ...(amount === '0' && { amount: 0 }) },
      body: (protocol) => {
        const text = texts[protocol] ?? texts['default'] ?? '';
        return text.startsWith('{') ? known(Object.entries(JSON.parse(text) as object)) : NO;
      },
    };
  });
}

function known(entries: readonly (readonly [string, unknown])[]): Fields {
  return Object.fromEntries(
    entries.map(([name, value]) => [name, KNOWN.includes(name) ? value : ANY]),
  );
}

/** Who gets an alarm as text; whether a filter on the body lets that through is not verified. */
const PEOPLE = ['email', 'sms'];
/** What else is in an alarm's JSON; as recorded by those who read it, since no page lists it. */
const OTHER_FIELDS =
  'AlarmDescription AWSAccountId AlarmConfigurationUpdatedTimestamp NewStateReason StateChangeTime Region AlarmArn OldStateValue OKActions AlarmActions InsufficientDataActions Trigger';

/** The alarms of an account in their two states; CloudWatch gives them no attributes. */
export function sampleAlarms(account: string, stack: string): Sample[] {
  const others = OTHER_FIELDS.split(' ').map((name) => [name, ANY] as const);
  return ['debt', 'blind'].flatMap((kind) =>
    ['ALARM', 'OK'].map((NewStateValue) => {
      const named = { AlarmName: `${stack}-${kind}-${account}`, NewStateValue };
      const fields = { ...Object.fromEntries(others), ...named };
      return {
        attributes: {},
        body: (protocol: string) => (PEOPLE.includes(protocol) ? NOT_JUDGED : fields),
      };
    }),
  );
}
