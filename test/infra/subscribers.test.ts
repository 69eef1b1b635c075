import { PublishCommand } from '@aws-sdk/client-sns';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { MarginEvent } from '../../lambda/contract';
import { composeBlind } from '../../lambda/notice/blind';
import { composeDebt } from '../../lambda/notice/debt';
import type { DebtFacts } from '../../lambda/notice/debt';
import { composeMargin } from '../../lambda/notice/margin';
import { publishInput } from '../../lambda/notice/message';
import { composeDrill } from '../../lambda/notice/drill';
import { Cloud } from '../local/cloud/cloud';
import { clientsOf, destroy } from '../local/cloud/clients';
import type { FilterPolicy, FilterPolicyScope } from '../local/cloud/filter-policy';
import { readDocument } from '../markdown';
import { Synthesis } from './synthesis';

const page = readDocument('infra/subscribers.md');
const [margin, notice, alarm] = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(
  ([, block = '']) => JSON.parse(block) as Record<string, unknown>,
);
const at = Date.parse('2026-11-22T06:30:00Z');
const DEBT: DebtFacts = {
  event: 'debt.detected',
  account: 'main',
  asset: 'USDT',
  amount: '1579.45',
  told: undefined,
  scheduledTime: at,
  observedAt: at + 412,
};

const ACCOUNT = { account: 'main', lastAnswered: null, loan: undefined, reason: 'unknown' };
const BLIND = { event: 'blind.detected', scheduledTime: at, now: at } as const;

test('a machine gets the notice of a margin with the fields that the page shows', () => {
  const { Message = '' } = marginNotice('margin.changed', 'main');
  const { sqs = '' } = JSON.parse(Message) as Record<string, string>;
  expect(margin).toEqual(JSON.parse(sqs));
});

test('a web hook gets a notice as the page shows it', () => {
  const sent = publishInput(composeDebt(DEBT));
  const { https } = JSON.parse(sent.Message ?? '') as { readonly https: string };
  const attributes = Object.entries(sent.MessageAttributes ?? {}).map(
    ([name, { DataType, StringValue }]) => [name, { Type: DataType, Value: StringValue }],
  );
  expect(notice).toMatchObject({
    Subject: sent.Subject,
    Message: https,
    MessageAttributes: Object.fromEntries(attributes) as object,
  });
});

function marginNotice(event: MarginEvent, account: string): Omit<PublishCommandInput, 'TopicArn'> {
  const standing = { status: 'REDUCE_ONLY', uniMmr: '1.18210000', rank: 3 };
  const unknown = { equity: undefined, maintenanceMargin: undefined };
  const times = { scheduledTime: at, observedAt: at + 412 };
  const told = { value: 1, at };
  return publishInput(composeMargin({ event, account, ...standing, ...unknown, ...times, told }));
}

test('a pager gets the alarm that the stack makes, as the page shows it', () => {
  const made = new Synthesis().alarm('debt-main');
  const { Name, Value } = (made['Dimensions'] as { Name: string; Value: string }[])[0] ?? {};
  expect(alarm).toMatchObject({
    AlarmName: made['AlarmName'],
    AlarmDescription: made['AlarmDescription'],
    Trigger: {
      MetricName: made['MetricName'],
      Namespace: made['Namespace'],
      Dimensions: [{ name: Name, value: Value }],
      ComparisonOperator: made['ComparisonOperator'],
      Threshold: made['Threshold'],
    },
  });
});

describe('the filters that the page shows', () => {
  /** What is sent, by a short name. */
  const SENT: Readonly<Record<string, Omit<PublishCommandInput, 'TopicArn'>>> = {
    alarm: { Message: JSON.stringify(alarm) },
    new: publishInput(composeDebt(DEBT)),
    small: publishInput(composeDebt({ ...DEBT, amount: '999.99' })),
    changed: publishInput(composeDebt({ ...DEBT, event: 'debt.changed' })),
    lasts: publishInput(composeDebt({ ...DEBT, event: 'debt.reminder' })),
    repaid: publishInput(composeDebt({ ...DEBT, event: 'debt.cleared', amount: '0' })),
    'other account': publishInput(composeDebt({ ...DEBT, account: 'hedge' })),
    blind: publishInput(composeBlind({ ...BLIND, accounts: [ACCOUNT] })),
    'several blind': publishInput(
      composeBlind({ ...BLIND, accounts: [ACCOUNT, { ...ACCOUNT, account: 'hedge' }] }),
    ),
    'margin in danger': marginNotice('margin.detected', 'main'),
    'margin of another account': marginNotice('margin.changed', 'hedge'),
    'margin lasts': marginNotice('margin.reminder', 'main'),
    'margin well': marginNotice('margin.cleared', 'main'),
    drill: publishInput(composeDrill(at, {})),
  };
  const MARGINS = Object.keys(SENT).filter((name) => name.startsWith('margin'));
  const NOTICES = Object.keys(SENT).filter((name) => name !== 'alarm');
  const OF_MAIN = ['new', 'small', 'changed', 'lasts', 'repaid'];
  const BIG = ['new', 'changed', 'other account'];
  const DELIVERED: Readonly<Record<string, readonly string[]>> = {
    'only notices': NOTICES,
    'only alarms': ['alarm'],
    'new and changed debts of 1,000 and above': BIG,
    'notices of one account, among others too': [
      ...[...OF_MAIN, 'blind', 'several blind'],
      ...MARGINS.filter((name) => !name.endsWith('account')),
    ],
    'notices of blindness': ['blind', 'several blind'],
    'notices of margins, before a liquidation': MARGINS,
    'margins in danger, new and changed': ['margin in danger', 'margin of another account'],
    'notices of debts, and drills': [...OF_MAIN, 'other account', 'drill'],
    'notices of debts and of blindness': [...OF_MAIN, 'other account', 'blind', 'several blind'],
    'all notices but drills': NOTICES.filter((name) => name !== 'drill'),
    'sqs "$QUEUE_ARN"': BIG,
    'lambda "$FUNCTION_ARN"': NOTICES,
    'https "https://events.pagerduty.com/integration/$PAGERDUTY_KEY/enqueue"': ['alarm'],
    'https "https://api.opsgenie.com/v1/json/cloudwatch?apiKey=$OPSGENIE_KEY"': ['alarm'],
  };

  interface Shown {
    readonly name: string;
    readonly policy: FilterPolicy;
    readonly scope: FilterPolicyScope;
  }

  /** Rows of the table: what is wanted, and a policy in back ticks. */
  const inTable: Shown[] = [...page.matchAll(/^\| ([^|]*\S) +\| `(\{.*?\})`(.*)$/gm)].map(
    ([, name = '', policy = '', rest = '']) => ({
      name,
      policy: JSON.parse(policy) as FilterPolicy,
      scope: rest.includes('FilterPolicyScope=MessageBody') ? 'MessageBody' : 'MessageAttributes',
    }),
  );
  const file = /^cat > filter\.json <<END\n(.*)\nEND$/m.exec(page)?.[1] ?? '';
  /** Commands: the protocol, the endpoint, and the attributes as they stand or in a file. */
  const inCommands: Shown[] = [
    ...page.matchAll(/--protocol (\w+) --notification-endpoint (\S+) --attributes (\S.*)$/gm),
  ].map(([, protocol = '', endpoint = '', written = '']) => {
    const json = written === 'file://filter.json' ? file : written.replace(/^'(.*)'$/, '$1');
    const { FilterPolicy, FilterPolicyScope = 'MessageAttributes' } = JSON.parse(json) as {
      readonly FilterPolicy: string;
      readonly FilterPolicyScope?: FilterPolicyScope;
    };
    const policy = JSON.parse(FilterPolicy) as FilterPolicy;
    return { name: `${protocol} ${endpoint}`, policy, scope: FilterPolicyScope };
  });
  const shown = [...inTable, ...inCommands];

  test('are these, and none was overlooked', () => {
    expect(shown.map(({ name }) => name)).toEqual(Object.keys(DELIVERED));
    // In the page's source each command has one, and the queue's stands in the file.
    expect(page.match(/"FilterPolicy"/g)).toHaveLength(inCommands.length);
  });

  test('deliver what they are shown for', async () => {
    const cloud = await Cloud.start({ clock: Date.now });
    const clients = clientsOf(cloud);
    const TopicArn = cloud.topics.create('notices');
    const inboxes = shown.map(({ name, policy, scope }) => {
      const protocol = (/^(?:sqs|lambda|https)/.exec(name)?.[0] ?? 'sqs') as 'sqs';
      const options = { protocol, filterPolicy: policy, filterPolicyScope: scope };
      return [name, cloud.topics.subscribe(TopicArn, options).inbox] as const;
    });
    const ids = new Map<string | undefined, string>();
    for (const [name, message] of Object.entries(SENT)) {
      const { MessageId } = await clients.topics.send(new PublishCommand({ TopicArn, ...message }));
      ids.set(MessageId, name);
    }
    const delivered = inboxes.map(([name, inbox]) => [
      name,
      inbox.map(({ messageId }) => ids.get(messageId)),
    ]);
    destroy(clients);
    await cloud.close();
    expect(Object.fromEntries(delivered)).toEqual(DELIVERED);
  });
});
