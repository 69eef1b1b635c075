import { ToldUnreadableError } from '../../lambda/errors';
import { MINUTE_MS, NAMESPACE } from '../local/world';
import { start, reasons, twoAccounts } from './monitored';

describe('the notices', () => {
  test.each([
    ['an amount of 0', 'amount'],
    ['-21004', 'code'],
    ['-21004 as "error code"', 'error code'],
  ] as const)(
    'new debt, change, reminder, repayment told by %s, silence between',
    async (_, how) => {
      const { world, runAt, documents, log } = await start({ debtFree: how });
      const asset = (owed: string): string | null =>
        owed === '0' && how !== 'amount' ? null : 'BUSD';
      const story: [time: string, owed: string, notice: string | null][] = [
        ['06:00', '0', null],
        ['06:05', '579.45', 'debt.detected'],
        ['06:10', '579.45', null],
        ['07:00', '579.45', null],
        ['07:05', '579.45', 'debt.reminder'],
        ['07:10', '600', 'debt.changed'],
        ['08:05', '600', null],
        ['08:10', '600', 'debt.reminder'],
        ['08:15', '0', 'debt.cleared'],
        ['08:20', '0', null],
      ];
      for (const [time, owed, notice] of story) {
        world.owe(owed);
        expect([time, (await runAt(time)).accounts]).toEqual([
          time,
          [{ name: 'main', asset: asset(owed), amount: owed, notice }],
        ]);
        expect(log.at(-1)).toMatchObject({
          level: 'info',
          message: { asset: asset(owed), amount: owed, usedWeight: expect.any(String) as string },
        });
      }
      expect(world.published('BankruptcyLoan')).toEqual(story.map(([, owed]) => Number(owed)));
      expect(world.published('NotifiedLoan')).toEqual([579.45, 579.45, 600, 600, 0]);
      expect(documents().map(({ previousAmount }) => previousAmount)).toEqual([
        ...['0', '579.45', '579.45', '600', '600'],
      ]);
      expect(documents().map((document) => document.asset)).toEqual([
        ...['BUSD', 'BUSD', 'BUSD', 'BUSD', asset('0')],
      ]);
      expect('asset' in (world.notices.at(-1)?.attributes ?? {})).toBe(how === 'amount');
    },
  );

  test('a cold function knows from CloudWatch what was told', async () => {
    const { world, runAt, cool, told } = await start();
    world.owe('579.45');
    await runAt('06:00');
    cool();
    await runAt('06:05');
    cool();
    await runAt('07:00');
    expect(told()).toEqual(['debt.detected 579.45', 'debt.reminder 579.45']);
  });

  test('a warm function knows what it told before CloudWatch shows it, a cold one tells again', async () => {
    const { world, runAt, cool, told } = await start({ metricDelayMs: 10 * MINUTE_MS });
    world.owe('579.45');
    await runAt('06:00');
    await runAt('06:05');
    expect(told()).toEqual(['debt.detected 579.45']);
    cool();
    await runAt('06:09');
    expect(told()).toEqual(['debt.detected 579.45', 'debt.detected 579.45']);
  });

  test('the newer of memory and CloudWatch wins', async () => {
    const { world, runAt, told } = await start();
    world.owe('579.45');
    await runAt('06:00');
    const at = Date.parse('2026-11-22T06:05:00Z');
    world.cloud.metrics.seed(NAMESPACE, 'NotifiedLoan', 'main', { at, value: 0 });
    await runAt('06:10');
    expect(told()).toEqual(['debt.detected 579.45', 'debt.detected 579.45']);
  });

  test('what was told longer than 24 hours ago is forgotten', async () => {
    const { world, runAt, told } = await start();
    const seed = (at: string): void => {
      const point = { at: Date.parse(at), value: 5 };
      world.cloud.metrics.seed(NAMESPACE, 'NotifiedLoan', 'main', point);
    };
    seed('2026-11-21T05:59:00Z');
    await runAt('06:00');
    expect(told()).toEqual([]);
    seed('2026-11-21T06:00:00Z');
    await runAt('06:00');
    expect(told()).toEqual(['debt.cleared 0']);
  });

  test('a doubled event repeats no notice, even where every run reminds', async () => {
    const { world, run, runAt, cool, told } = await start({
      environment: { REMIND_EVERY_SECONDS: '0' },
    });
    world.owe('579.45');
    await run();
    cool();
    await run();
    expect(told()).toEqual(['debt.detected 579.45']);
    await runAt('06:31');
    expect(told()).toEqual(['debt.detected 579.45', 'debt.reminder 579.45']);
  });

  test('an event that comes late repeats no notice of a later one', async () => {
    const { world, run, cool, told } = await start();
    world.owe('579.45');
    await run();
    cool();
    await run({ ...world.event(), scheduledTime: '2026-11-22T06:20:00Z' });
    expect(told()).toEqual(['debt.detected 579.45']);
  });

  test('two amounts told in one minute are a doubt, and end in a notice', async () => {
    const { world, runAt, told } = await start();
    const at = Date.parse('2026-11-22T06:30:00Z');
    for (const value of [579.45, 0]) {
      world.cloud.metrics.seed(NAMESPACE, 'NotifiedLoan', 'main', { at, value });
    }
    world.owe('579.45');
    await runAt('06:35');
    expect(told()).toEqual(['debt.detected 579.45']);
  });

  describe.each(['PartialData', 'InternalError', 'Forbidden'] as const)(
    'what was told reads as %s',
    (status) => {
      test('a debt is told, of unknown history, and the check fails besides', async () => {
        const { world, failure, documents, run } = await start();
        world.owe('579.45');
        await run();
        world.cloud.metrics.force(status, { messages: [{ Code: 'X', Value: 'try later' }] });
        const error = await failure();
        expect(reasons(error)).toEqual([expect.any(ToldUnreadableError)]);
        expect(documents().at(-1)).toMatchObject({
          event: 'debt.detected',
          previousAmount: null,
        });
        expect(world.published('BankruptcyLoan')).toEqual([579.45, 579.45]);
      });

      test('no debt is told as nothing, and the check fails all the same', async () => {
        const { world, failure, told } = await start();
        world.cloud.metrics.force(status);
        expect(reasons(await failure())).toEqual([expect.any(ToldUnreadableError)]);
        expect(told()).toEqual([]);
        expect(world.published('BankruptcyLoan')).toEqual([0]);
      });
    },
  );

  test('what was told is read page by page', async () => {
    const { world, runAt, cool, told } = await start({ accounts: twoAccounts() });
    world.cloud.metrics.pageSize = 1;
    for (const [time, owed] of [
      ['06:00', '1'],
      ['06:05', '2'],
      ['06:10', '3'],
    ] as const) {
      world.owe(owed);
      await runAt(time);
    }
    cool();
    await runAt('06:15');
    expect(told()).toEqual(['debt.detected 1', 'debt.changed 2', 'debt.changed 3']);
  });

  test('subscribers can filter on the attributes', async () => {
    const { world, run } = await start();
    const all = world.cloud.topics.subscribe(world.topicArn, { protocol: 'email' });
    const large = world.cloud.topics.subscribe(world.topicArn, {
      protocol: 'sqs',
      filterPolicy: { event: [{ exists: true }], amount: [{ numeric: ['>', 1000] }] },
    });
    world.owe('579.45');
    await run();
    expect([all.inbox.length, large.inbox.length]).toEqual([1, 0]);
    world.owe('1000.01');
    await run();
    expect([all.inbox.length, large.inbox.length]).toEqual([2, 1]);
  });

  test('links stand in the notice where they are set', async () => {
    const { world, run, documents } = await start({
      environment: {
        RUNBOOK_URL: 'https://wiki.example/loan',
        DASHBOARD_URL: 'https://d.example/',
      },
    });
    world.owe('1');
    await run();
    expect(documents()).toMatchObject([
      { runbookUrl: 'https://wiki.example/loan', dashboardUrl: 'https://d.example/' },
    ]);
    expect(world.notices[0]?.texts.email).toContain('https://wiki.example/loan');
  });

  test('the last word within a minute counts, though CloudWatch does not show it yet', async () => {
    const { world, run, told } = await start({ metricDelayMs: 20_000 });
    for (const [time, owed] of [
      ['06:30:00', '10'],
      ['06:30:30', '0'],
      ['06:30:45', '10'],
    ] as const) {
      world.clock.set(Date.parse(`2026-11-22T${time}Z`));
      world.owe(owed);
      await run({ accounts: world.event().accounts });
    }
    expect(told()).toEqual(['debt.detected 10', 'debt.cleared 0', 'debt.detected 10']);
  });

  test.each(['warm', 'cold'])(
    'what a late run told counts as the last word for a %s function',
    async (state) => {
      const { world, run, runAt, told, cool } = await start();
      world.owe('10');
      await runAt('06:32');
      world.clock.set(Date.parse('2026-11-22T06:33:00Z'));
      world.owe('0');
      await run({ ...world.event(), scheduledTime: '2026-11-22T06:30:00Z' });
      if (state === 'cold') cool();
      world.owe('10');
      await runAt('06:35');
      expect(told()).toEqual(['debt.detected 10', 'debt.cleared 0', 'debt.detected 10']);
    },
  );
});
