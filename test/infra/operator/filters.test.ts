import { PublishCommand } from '@aws-sdk/client-sns';
import fc from 'fast-check';
import type { Finding } from '../../../infra/operator/checks/finding';
import { judge } from '../../../infra/operator/checks/registry';
import { evaluate, NOT_JUDGED, YES } from '../../../infra/operator/filters/evaluate';
import type { Diagnosis, FilterPolicy, Subscription } from '../../../lambda/diagnosis/facts';
import { clientsOf, destroy } from '../../local/cloud/clients';
import { matchesAttributes } from '../../local/cloud/filter-policy';
import type { FilterPolicy as LocalPolicy } from '../../local/cloud/filter-policy';
import type { SubscriptionOptions } from '../../local/cloud/subscription';
import { MINUTE_MS, STACK } from '../../local/world';
import type { World } from '../../local/world';
import { start, twoAccounts } from '../../lambda/monitored';
import { answered, HEALTHY, OUTSIDE } from './judged';

type Monitored = Awaited<ReturnType<typeof start>>;

function filtersOf(diagnosis: Diagnosis): Finding | undefined {
  return judge(diagnosis, OUTSIDE).find(({ check }) => check === 'filters');
}

/** Both alarms of both accounts, in both states, as CloudWatch sends them to machines. */
async function fireAlarms({ cloud, topicArn }: World): Promise<void> {
  const clients = clientsOf(cloud);
  for (const kind of ['debt', 'blind']) {
    for (const account of ['main', 'other']) {
      for (const NewStateValue of ['ALARM', 'OK']) {
        const AlarmName = `${STACK}-${kind}-${account}`;
        const Message = JSON.stringify({
          AlarmName,
          NewStateValue,
          Region: 'Asia Pacific (Tokyo)',
        });
        await clients.topics.send(new PublishCommand({ TopicArn: topicArn, Message }));
      }
    }
  }
  destroy(clients);
}

/**
 * A debt that is new, changes, lasts and ends, of two accounts, in small and in large amounts; then
 * neither can be checked, and both can again.
 */
async function goThroughAll({ world, run, failure }: Monitored): Promise<void> {
  for (const amount of ['0.01', '5000', '5000', '999999999', '0']) {
    for (const account of ['main', 'other']) world.owe(amount, account);
    await run();
    world.clock.set(world.clock.now() + 61 * MINUTE_MS);
  }
  world.exchange.misbehave('html');
  await failure();
  world.exchange.behave();
  await run();
}

const ALL = { notices: 12, alarms: 8 };
const BODY = { filterPolicyScope: 'MessageBody' } as const;

/** What each lets through of all notices and alarms. */
const FILTERS: readonly (readonly [Omit<SubscriptionOptions, 'protocol'>, string])[] = [
  [{}, 'all notices, all alarms'],
  [{ filterPolicy: {} }, 'all notices, all alarms'],
  [{ filterPolicy: { event: [{ exists: true }] } }, 'all notices, no alarms'],
  [{ filterPolicy: { event: [{ exists: false }] } }, 'no notices, no alarms'],
  [{ filterPolicy: { absent: [{ exists: false }] } }, 'all notices, no alarms'],
  [{ filterPolicy: { event: ['debt.detected', 'debt.changed'] } }, 'some notices, no alarms'],
  [{ filterPolicy: { event: [{ prefix: 'debt.' }] } }, 'some notices, no alarms'],
  [{ filterPolicy: { event: [{ 'anything-but': ['drill'] }] } }, 'all notices, no alarms'],
  [{ filterPolicy: { event: ['drill'] } }, 'no notices, no alarms'],
  [{ filterPolicy: { account: ['main'] } }, 'some notices, no alarms'],
  [{ filterPolicy: { account: ['nobody'] } }, 'no notices, no alarms'],
  [{ filterPolicy: { amount: [{ numeric: ['>', 0] }] } }, 'some notices, no alarms'],
  [{ filterPolicy: { amount: [{ numeric: ['>=', 4999, '<', 5001] }] } }, 'some notices, no alarms'],
  [{ filterPolicy: { amount: [5000] } }, 'some notices, no alarms'],
  [{ filterPolicy: { amount: [{ numeric: ['<', 0] }] } }, 'no notices, no alarms'],
  [{ filterPolicy: { amount: ['5000'] } }, 'no notices, no alarms'],
  [{ filterPolicy: { AlarmName: [{ exists: true }] } }, 'no notices, no alarms'],
  [{ filterPolicy: { AlarmName: [{ exists: true }] }, ...BODY }, 'no notices, all alarms'],
  [{ filterPolicy: { NewStateValue: ['ALARM'] }, ...BODY }, 'no notices, some alarms'],
  [{ filterPolicy: { AlarmName: ['Local-debt-main'] }, ...BODY }, 'no notices, some alarms'],
  [{ filterPolicy: { AlarmName: [{ prefix: 'Other-' }] }, ...BODY }, 'no notices, no alarms'],
  [{ filterPolicy: { event: [{ exists: true }] }, ...BODY }, 'all notices, no alarms'],
  [{ filterPolicy: { event: [{ exists: false }] }, ...BODY }, 'no notices, all alarms'],
  [{ filterPolicy: { event: ['debt.cleared'] }, ...BODY }, 'some notices, no alarms'],
];

function share(count: number, all: number): 'no' | 'some' | 'all' {
  if (count === 0) return 'no';
  return count === all ? 'all' : 'some';
}

describe('what a filter is said to let through is what SNS then delivers', () => {
  test('of all notices and alarms', async () => {
    const monitored = await start({ accounts: twoAccounts() });
    const { world } = monitored;
    const subscriptions = FILTERS.map(([options], index) => {
      const endpoint = `arn:aws:sqs:us-east-1:123456789012:risk-${index}`;
      return world.cloud.topics.subscribe(world.topicArn, {
        protocol: 'sqs',
        endpoint,
        ...options,
      });
    });
    const count = (): number[] => subscriptions.map(({ inbox }) => inbox.length);
    const diagnosis = await monitored.diagnose();
    await goThroughAll(monitored);
    const notices = count();
    await fireAlarms(world);
    const both = count();
    const delivered = FILTERS.map(([options], index) => {
      const ofNotices = notices[index] ?? NaN;
      const ofAlarms = (both[index] ?? NaN) - ofNotices;
      return [
        options,
        `${share(ofNotices, ALL.notices)} notices, ${share(ofAlarms, ALL.alarms)} alarms`,
      ];
    });
    expect(delivered).toEqual(FILTERS);
    const sentences = filtersOf(diagnosis)?.detail.toLowerCase().split('. ') ?? [];
    for (const [index, [, said]] of FILTERS.entries()) {
      const sentence = sentences.find((each) => each.startsWith(`${said}: `));
      expect(sentence).toMatch(new RegExp(`sqs risk-${index}\\b`));
    }
  });

  test('of any attributes, where it is judged at all', () => {
    const text = fc.constantFrom('debt.detected', 'drill', 'main', '');
    const number = fc.constantFrom(0, 0.5, 1000, 999_999_999);
    const scalar = fc.oneof(text, number, fc.constant(null));
    const operator = fc.constantFrom('=', '<', '<=', '>', '>=');
    const condition = fc.oneof(
      scalar,
      fc.record({ exists: fc.boolean() }),
      fc.record({ prefix: text }),
      fc.record({ suffix: text }),
      fc.record({ 'anything-but': fc.oneof(scalar, fc.array(scalar, { minLength: 1 })) }),
      fc.record({ numeric: fc.tuple(operator, number, operator, number) }),
    );
    const conditions = fc.array(condition, { minLength: 1, maxLength: 3 });
    const key = fc.constantFrom('event', 'account', 'amount', 'absent');
    let judgedAtAll = 0;
    fc.assert(
      fc.property(
        fc.dictionary(key, conditions, { maxKeys: 3 }),
        fc.option(fc.constantFrom('debt.detected', 'drill'), { nil: undefined }),
        number,
        (policy, event, amount) => {
          const verdict = evaluate(policy, event === undefined ? {} : { event, amount });
          if (verdict === NOT_JUDGED) return;
          judgedAtAll += 1;
          const attributes = {
            event: { DataType: 'String', StringValue: event ?? '' },
            amount: { DataType: 'Number', StringValue: String(amount) },
          };
          const sent = event === undefined ? {} : attributes;
          expect(verdict === YES).toBe(matchesAttributes(policy as LocalPolicy, sent));
        },
      ),
      { numRuns: 2_000 },
    );
    expect(judgedAtAll).toBeGreaterThan(1_000);
  });
});

describe('what is not evaluated is not guessed', () => {
  test.each([
    [{ event: [{ suffix: '.detected' }] }],
    [{ event: [{ wildcard: 'debt.*' }] }],
    [{ event: [{ 'equals-ignore-case': 'DEBT.DETECTED' }] }],
    [{ event: [{ cidr: '10.0.0.0/8' }] }],
    [{ event: [{ 'anything-but': { prefix: 'drill' } }] }],
    [{ event: [{ exists: true, prefix: 'x' }] }],
    [{ event: [{ numeric: ['~', 1] }], amount: [1] }],
    [{ $or: [{ event: ['drill'] }, { account: ['main'] }] }],
    [{ event: { nested: ['x'] } }],
    ['no policy'],
    [undefined],
  ])('%j', (policy) => {
    expect(evaluate(policy, { event: 1, amount: 1 })).toBe(NOT_JUDGED);
  });
});

describe('of the filters that were read', () => {
  const filter = (policy: object, scope: FilterPolicy['scope'] = 'MessageAttributes') => ({
    policy: JSON.stringify(policy),
    scope,
  });
  const notices = filter({ event: [{ exists: true }] });
  const alarms = filter({ AlarmName: [{ exists: true }] }, 'MessageBody');
  const unreadable = { unreadable: 'AuthorizationErrorException: Not authorized' };

  test.each<[string, Subscription['filter'][], Finding['status'], RegExp]>([
    [
      'an e-mail may get alarms by a filter on the body, or may not',
      [filter({ AlarmName: [{ exists: true }] }, 'MessageBody')],
      'error',
      /No notices, alarms not judged: email o\*\*\* \({"AlarmName":\[{"exists":true}\]}\)\.$/,
    ],
    [
      'the asset is known when there is a debt',
      [filter({ asset: ['USDT'] })],
      'warning',
      /^Whether any .* of main, other through could not be judged/,
    ],
    [
      'an account that no filter lets through is an error, though another is told of',
      [filter({ account: ['main'] })],
      'error',
      /^No subscription lets a new debt of other through: /,
    ],
    [
      'reminders alone are no way to be told of a debt',
      [filter({ event: ['debt.reminder'] })],
      'error',
      /^No subscription lets a new debt of main, other through: /,
    ],
    [
      'debts are told, and a margin is not',
      [filter({ event: [{ prefix: 'debt.' }] }), alarms],
      'warning',
      /^No subscription lets the margin warning of main, other through: .* Some notices, no alarms/,
    ],
    [
      'the margin of one account is told',
      [filter({ event: ['debt.detected'] }), filter({ account: ['other'] }), alarms],
      'warning',
      /^No subscription lets the margin warning of main through: /,
    ],
    [
      'where no debt is told, nothing is added of the margin',
      [filter({ event: ['drill'] }), alarms],
      'error',
      /^No subscription lets a new debt of main, other through: .*\. A filter that .*mistake\. No/,
    ],
    [
      'someone may want the margin alone',
      [filter({ event: [{ prefix: 'margin.' }] }), null],
      'ok',
      /^Some notices, no alarms: email/,
    ],
    ['notices alone leave alarms out', [notices], 'warning', /^No subscription lets alarms thr/],
    ['someone else gets the alarms', [notices, null], 'ok', /^All notices, no alarms: email/],
    [
      'a filter that cannot be read is not judged',
      [unreadable, null],
      'ok',
      /^Notices not judged, alarms not judged: email o\*\*\* \(AuthorizationErrorException: Not/,
    ],
  ])('%s', (_, filters, status, detail) => {
    const one = { protocol: 'email', endpoint: 'o***', arn: 'arn' };
    const confirmed = filters.map((filter) => ({ ...one, filter }));
    const accounts = ['main', 'other'].flatMap((name) =>
      HEALTHY.accounts.map((each) => ({ ...each, name })),
    );
    const subscribers = answered({ confirmed, pending: [] });
    expect(filtersOf({ ...HEALTHY, accounts, subscribers })).toMatchObject({
      status,
      detail: expect.stringMatching(detail) as string,
    });
  });

  test.each<[object, FilterPolicy['scope'], watched: string, unwatched: string]>([
    [{ event: [{ prefix: 'margin.' }] }, 'MessageAttributes', 'some notices, no', 'no notices, no'],
    [{ event: [{ prefix: 'margin.' }] }, 'MessageBody', 'some notices, no', 'no notices, no'],
    [
      { event: [{ prefix: 'debt.' }, { prefix: 'blind.' }] },
      ...(['MessageAttributes', 'some notices, no', 'all notices, no'] as const),
    ],
    [
      { AlarmName: [`${STACK}-margin-main`] },
      ...(['MessageBody', 'no notices, some', 'no notices, no'] as const),
    ],
    [{ AlarmName: [{ exists: true }] }, 'MessageBody', 'no notices, all', 'no notices, all'],
    [{ account: ['main', 'other'] }, 'MessageAttributes', 'all notices, no', 'all notices, no'],
    [{ uniMmr: [{ exists: true }] }, 'MessageBody', 'some notices, no', 'no notices, no'],
  ])('with a margin warning and without, %j on the %s', (policy, scope, watched, unwatched) => {
    const queue = { protocol: 'sqs', endpoint: 'risk', arn: 'arn', filter: filter(policy, scope) };
    const subscribers = answered({ confirmed: [queue], pending: [] });
    const accounts = ['main', 'other'].flatMap((name) =>
      HEALTHY.accounts.map((each) => ({ ...each, name })),
    );
    const said = (marginWarning: string | undefined) =>
      filtersOf({ ...HEALTHY, accounts, subscribers, marginWarning })?.detail.toLowerCase();
    expect(said('1.5')).toContain(`${watched} alarms: sqs risk`);
    expect(said(undefined)).toContain(`${unwatched} alarms: sqs risk`);
  });
});
