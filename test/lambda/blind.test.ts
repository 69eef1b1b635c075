import type { BlindClearedDocument, BlindDocument } from '../../lambda/contract';
import { newAccountKey } from '../local/exchange/keys';
import { MINUTE_MS, NAMESPACE } from '../local/world';
import type { World } from '../local/world';
import { start, twoAccounts } from './monitored';

/** The calls of each kind since the cloud was asked so many times. */
function callsSince({ cloud }: World, before: number, operation: string): number {
  return cloud.calls.slice(before).filter((call) => call.operation === operation).length;
}

describe('that an account cannot be checked is told', () => {
  test('once no check was answered for 15 minutes, again every hour, and when it can be again', async () => {
    const { world, runAt, failure, told, documents } = await start();
    world.owe('579.45');
    const fail = async (time: string): Promise<void> => {
      world.clock.set(Date.parse(`2026-11-22T${time}:00Z`));
      await failure();
    };
    await runAt('06:00');
    world.exchange.misbehave('html');
    for (const time of ['06:05', '06:10', '06:14']) await fail(time);
    expect(told('blind')).toEqual([]);
    for (const time of ['06:15', '06:20', '07:14', '07:15', '07:20']) await fail(time);
    world.exchange.behave();
    await runAt('07:25');
    await runAt('07:30');
    expect(told('blind')).toEqual([
      ...['blind.detected main', 'blind.reminder main', 'blind.cleared main'],
    ]);
    expect(told('debt')).toEqual(['debt.detected 579.45', 'debt.reminder 579.45']);
    expect(world.published('NotifiedBlind')).toEqual([1, 1, 0]);
    const [detected, , cleared] = documents().filter(({ event }) => event.startsWith('blind'));
    expect(detected).toEqual({
      schema: 'pm-loan-monitor/notice@2',
      id: 'main/2026-11-22T06:15:00Z/blind.detected',
      event: 'blind.detected',
      scheduledTime: '2026-11-22T06:15:00Z',
      observedAt: expect.stringMatching(/^2026-11-22T06:15:/) as string,
      accounts: [
        {
          account: 'main',
          lastAnswered: '2026-11-22T06:00:00.000Z',
          reason: expect.stringMatching(/^UnexpectedAnswerError: /) as string,
        },
      ],
    } satisfies BlindDocument);
    expect((cleared as BlindClearedDocument).accounts).toEqual([
      {
        account: 'main',
        lastAnswered: '2026-11-22T07:25:00.000Z',
        asset: 'USDT',
        amount: '579.45',
      },
    ]);
  });

  test('by a cold function too, which reads when it was last answered', async () => {
    const { world, failure, told, cool, documents } = await start();
    const answeredAt = world.clock.now() - 20 * MINUTE_MS;
    world.cloud.metrics.seed(NAMESPACE, 'BankruptcyLoan', 'main', { at: answeredAt, value: 0 });
    world.exchange.misbehave('html');
    await failure();
    cool();
    await failure();
    expect(told()).toEqual(['blind.detected main']);
    const [notice] = documents() as [BlindDocument];
    expect(notice.accounts[0]?.lastAnswered).toBe('2026-11-22T06:10:00.000Z');
  });

  test.each([
    ['days ago, where that is soon enough', 3 * 24 * 60, '604800', []],
    ['14 minutes ago, by another function', 14, '900', []],
    ['59 seconds less than a minute ago', 0, '60', []],
    ['a minute ago, where that is too long', 1, '60', ['blind.detected main']],
  ])('unless it was answered %s', async (_, minutes, BLIND_AFTER_SECONDS, expected) => {
    const { world, failure, told } = await start({ environment: { BLIND_AFTER_SECONDS } });
    const at = world.clock.now() - minutes * MINUTE_MS;
    world.cloud.metrics.seed(NAMESPACE, 'BankruptcyLoan', 'main', { at, value: 0 });
    world.exchange.misbehave('html');
    await failure();
    expect(told()).toEqual(expected);
  });

  test('where nobody can say when it was last answered, and the failure says so once', async () => {
    const { world, failure, documents } = await start();
    world.exchange.misbehave('html');
    world.cloud.misbehave('GetMetricData', 'access-denied');
    const { message } = await failure();
    expect(message.match(/could not be read/g)).toHaveLength(1);
    expect(documents()).toMatchObject([
      { event: 'blind.detected', accounts: [{ lastAnswered: null }] },
    ]);
  });

  test('unless it remembers an answer that CloudWatch does not show yet, the newest one', async () => {
    const { world, runAt, failure, told } = await start({ metricDelayMs: 60 * MINUTE_MS });
    await runAt('06:30');
    await runAt('06:29');
    world.exchange.misbehave('html');
    world.clock.set(Date.parse('2026-11-22T06:44:00Z'));
    await failure();
    expect(told()).toEqual([]);
  });

  test('and its end is not, where no check is answered, though one was by another function', async () => {
    const { world, failure, told } = await start();
    const seed = (metric: string, minutes: number, value: number): void => {
      const at = world.clock.now() - minutes * MINUTE_MS;
      world.cloud.metrics.seed(NAMESPACE, metric, 'main', { at, value });
    };
    seed('NotifiedBlind', 20, 1);
    seed('BankruptcyLoan', 5, 0);
    world.exchange.misbehave('html');
    await failure();
    expect(told()).toEqual([]);
  });

  test('by the next run where SNS did not take it', async () => {
    const { world, failure, told, log } = await start({ accounts: twoAccounts() });
    world.exchange.misbehave('html');
    world.cloud.misbehave('Publish', 'access-denied');
    expect((await failure()).message).toContain('SNS did not take the notice blind.detected');
    const failed = log.flatMap(({ message }) => String(message['failed']));
    expect(failed.join().match(/NoticeRefusedError/g)).toHaveLength(1);
    expect(log.at(-1)?.message).toMatchObject({ notice: null, accounts: ['main', 'other'] });
    expect(world.published('NotifiedBlind')).toEqual([]);
    world.cloud.behave();
    await failure();
    expect(told()).toEqual(['blind.detected main,other']);
  });
});

describe('one notice names every account', () => {
  test('of an outage, and one says that they can be checked again', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `account-${index}`);
    const accounts = Object.fromEntries(names.map((name) => [name, newAccountKey()]));
    const { world, run, failure, told } = await start({ accounts });
    const before = world.cloud.calls.length;
    world.exchange.misbehave('html');
    await failure();
    expect(told()).toEqual([`blind.detected ${names.join()}`]);
    // What was told, and when each was last answered.
    expect(callsSince(world, before, 'GetMetricData')).toBe(2);
    const [message] = world.notices;
    expect(message?.subject).toBe('account-0 and 49 more cannot be checked (debt unknown)');
    expect(message?.attributes['account']).toEqual({
      DataType: 'String.Array',
      StringValue: JSON.stringify(names),
    });
    world.exchange.behave();
    await run();
    expect(told()[1]).toBe(`blind.cleared ${names.join()}`);
  });

  test('as new, where it is new of one of them', async () => {
    const { world, failure, told } = await start({ accounts: twoAccounts() });
    const at = world.clock.now() - 60 * MINUTE_MS;
    world.cloud.metrics.seed(NAMESPACE, 'NotifiedBlind', 'main', { at, value: 1 });
    world.exchange.misbehave('html');
    await failure();
    expect(told()).toEqual(['blind.detected main,other']);
  });

  test('that is due, and an account that can be checked is told of beside', async () => {
    const { world, failure, told } = await start({ accounts: twoAccounts() });
    world.exchange.misbehave('html', { apiKey: world.account('main').key.secret.apiKey });
    world.owe('5', 'other');
    await failure();
    expect(told().toSorted()).toEqual(['blind.detected main', 'debt.detected 5']);
  });
});

describe('what was told is read', () => {
  test('once in 15 minutes where nothing was told and nothing is wrong', async () => {
    const { world, run } = await start();
    const calls: number[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      const before = world.cloud.calls.length;
      await run();
      calls.push(callsSince(world, before, 'GetMetricData'));
      world.clock.set(world.clock.now() + MINUTE_MS);
    }
    const reads = calls.flatMap((count, minute) => (count > 0 ? [minute] : []));
    expect(reads).toEqual([0, 15, 30, 45]);
    expect(
      world.cloud.calls.filter(({ operation }) => operation === 'GetSecretValue'),
    ).toHaveLength(4);
    expect(world.cloud.calls.filter(({ operation }) => operation === 'PutMetricData')).toHaveLength(
      60,
    );
    expect(world.cloud.calls).toHaveLength(60 + 4 + 4);
  });

  test('anew where something is wrong: a debt that another function told is not told again', async () => {
    const { world, runAt, told } = await start();
    await runAt('06:30');
    const at = Date.parse('2026-11-22T06:34:00Z');
    world.clock.set(at);
    world.cloud.metrics.seed(NAMESPACE, 'NotifiedLoan', 'main', { at, value: 5 });
    world.owe('5');
    await runAt('06:35');
    expect(told()).toEqual([]);
  });

  test('anew once it told something: a debt that is repaid within 15 minutes is told as repaid', async () => {
    const { world, runAt, told } = await start();
    await runAt('06:30');
    world.owe('5');
    await runAt('06:35');
    world.owe('0');
    await runAt('06:40');
    expect(told()).toEqual(['debt.detected 5', 'debt.cleared 0']);
  });

  test('by every run while a debt stands', async () => {
    const { world, runAt } = await start();
    world.owe('5');
    await runAt('06:30');
    const before = world.cloud.calls.length;
    await runAt('06:31');
    await runAt('06:32');
    // The hours, and the minutes of the newest.
    expect(callsSince(world, before, 'GetMetricData')).toBe(4);
  });
});
