import { MetricUnreadableError } from '../../lambda/errors';
import { MINUTE_MS } from '../local/world';
import { start, reasons, twoAccounts } from './monitored';

describe('the notices', () => {
  test.each([
    ['an amount of 0', 'amount'],
    ['-21004', 'code'],
    ['-21004 as "error code"', 'error code'],
  ] as const)(
    'new debt, change, reminder, repayment told by %s, silence between',
    async (_, how) => {
      const { world, runAt, debts, log } = await start({ debtFree: how });
      const asset = (owed: string): string | null =>
        owed === '0' && how !== 'amount' ? null : 'USDT';
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
      expect(debts().map(({ previousAmount }) => previousAmount)).toEqual([
        ...['0', '579.45', '579.45', '600', '600'],
      ]);
      expect(debts().map(({ asset: named }) => named)).toEqual([
        ...['USDT', 'USDT', 'USDT', 'USDT', asset('0')],
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

  describe('where what was told cannot be read', () => {
    test('a debt is told, of unknown history, and the check fails besides', async () => {
      const { world, failure, documents, run } = await start();
      world.owe('579.45');
      await run();
      world.cloud.metrics.force('PartialData');
      expect(reasons(await failure())).toEqual([expect.any(MetricUnreadableError)]);
      expect(documents().at(-1)).toMatchObject({ event: 'debt.detected', previousAmount: null });
      expect(world.published('BankruptcyLoan')).toEqual([579.45, 579.45]);
    });

    test('no debt is told as nothing, and the check fails all the same', async () => {
      const { world, failure, told } = await start();
      world.cloud.metrics.force('Forbidden');
      expect(reasons(await failure())).toEqual([expect.any(MetricUnreadableError)]);
      expect(told()).toEqual([]);
      expect(world.published('BankruptcyLoan')).toEqual([0]);
    });
  });

  test('what was told is read page by page', async () => {
    const { world, runAt, cool, told } = await start({ accounts: twoAccounts() });
    world.cloud.metrics.pageSize = 1;
    for (const owed of ['1', '2', '3']) {
      world.owe(owed);
      await runAt(`06:0${owed}`);
    }
    cool();
    await runAt('06:15');
    expect(told()).toEqual(['debt.detected 1', 'debt.changed 2', 'debt.changed 3']);
  });

  test('links stand in the notice where they are set', async () => {
    const [runbookUrl, dashboardUrl] = ['https://wiki.example/loan', 'https://d.example/'];
    const environment = { RUNBOOK_URL: runbookUrl, DASHBOARD_URL: dashboardUrl };
    const { world, run, documents } = await start({ environment });
    world.owe('1');
    await run();
    expect(documents()).toMatchObject([{ runbookUrl, dashboardUrl }]);
    expect(world.notices[0]?.texts.email).toContain(runbookUrl);
  });
});
