import type { BlindEvent, DebtEvent, MarginEvent } from '../../../lambda/contract';
import { composeBlind } from '../../../lambda/notice/blind';
import { composeDebt } from '../../../lambda/notice/debt';
import { composeDrill } from '../../../lambda/notice/drill';
import { composeMargin } from '../../../lambda/notice/margin';
import { publishInput } from '../../../lambda/notice/message';
import type { Notice } from '../../../lambda/notice/message';
import { ANY, NO, NOT_JUDGED } from './evaluate';
import type { Fields, Verdict } from './evaluate';

/** A message that an account may cause, as filter policies see it. */
export interface Sample {
  readonly attributes: Fields;
  /** What a filter on the body sees for a protocol; a verdict where it is no JSON object. */
  readonly body: (protocol: string) => Fields | Verdict;
}

const DEBT_EVENTS: readonly DebtEvent[] = [
  'debt.detected',
  'debt.changed',
  'debt.reminder',
  'debt.cleared',
];
const BLIND_EVENTS: readonly BlindEvent[] = ['blind.detected', 'blind.reminder', 'blind.cleared'];
const MARGIN_EVENTS: readonly MarginEvent[] = [
  'margin.detected',
  'margin.changed',
  'margin.reminder',
  'margin.cleared',
];
/** What is known of a notice before it is sent. */
const KNOWN = ['schema', 'event', 'account', 'version', 'source'];

/**
 * A notice of each event about an account, that of a new debt first.
 * @param others Whose names a notice may have beside the account's.
 */
export function sampleNotices(account: string, others: readonly string[]): Sample[] {
  const debts = DEBT_EVENTS.map((event) => {
    const amount = event === 'debt.cleared' ? '0' : '1';
    const facts = { account, asset: 'USDT', told: undefined, scheduledTime: 0, observedAt: 0 };
    const known = amount === '0' ? { amount: 0 } : {};
    return sampleOf(composeDebt({ event, amount, ...facts }), known);
  });
  const groups = others.length === 0 ? [[account]] : [[account], [account, ...others]];
  const blind = groups.flatMap((names) =>
    BLIND_EVENTS.map((event) => {
      const facts = { lastAnswered: 0, loan: undefined, reason: '' };
      const accounts = names.map((name) => ({ account: name, ...facts }));
      return sampleOf(composeBlind({ event, accounts, scheduledTime: 0, now: 0 }));
    }),
  );
  return [...debts, ...blind];
}

/** A notice of each event about how close an account is to a liquidation, the new danger first. */
export function sampleMarginNotices(account: string): Sample[] {
  const unknown = { equity: undefined, maintenanceMargin: undefined, told: undefined };
  const standing = { status: '', uniMmr: '0', rank: 0, ...unknown };
  return MARGIN_EVENTS.map((event) =>
    sampleOf(composeMargin({ event, account, ...standing, scheduledTime: 0, observedAt: 0 })),
  );
}

export function sampleDrill(): Sample {
  return sampleOf(composeDrill(0, {}));
}

/** @param exact Attributes whose values are known all the same. */
function sampleOf(notice: Notice, exact: Fields = {}): Sample {
  const { Message = '' } = publishInput(notice);
  const texts = JSON.parse(Message) as Readonly<Record<string, string>>;
  return {
    attributes: { ...known(Object.entries(notice.attributes)), ...exact },
    body: (protocol) => {
      const text = texts[protocol] ?? texts['default'] ?? '';
      return text.startsWith('{') ? known(Object.entries(JSON.parse(text) as object)) : NO;
    },
  };
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

/** Alarms of an account in their two states; CloudWatch gives them no attributes. */
export function sampleAlarms(account: string, stack: string, kinds: readonly string[]): Sample[] {
  const others = OTHER_FIELDS.split(' ').map((name) => [name, ANY] as const);
  return kinds.flatMap((kind) =>
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
