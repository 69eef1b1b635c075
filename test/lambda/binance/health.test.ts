import { readHealth } from '../../../lambda/binance/answer';
import type { Answer } from '../../../lambda/http';
import { thrownBy } from '../thrown';

const NOW = Date.parse('2026-11-22T06:30:00Z');

function answer(status: number, body: unknown): Answer {
  return { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

describe('how an account stands is read', () => {
  const BODY = {
    uniMMR: '1.87987800',
    accountEquity: '122607.35137903',
    accountMaintMargin: '23.72469206',
    accountStatus: 'NORMAL',
    accountType: 'PM_1',
  };
  const read = (body: object) => readHealth(answer(200, { ...BODY, ...body }), NOW);

  test('digit for digit', () => {
    expect(read({})).toEqual({
      ...{ status: 'NORMAL', uniMmr: '1.87987800', accountType: 'PM_1' },
      ...{ equity: '122607.35137903', maintenanceMargin: '23.72469206' },
    });
  });

  test.each(['-0.5', '0', '99999999', '1.00000000000000000001'])(
    'with a uniMMR of %s',
    (uniMMR) => {
      expect(read({ uniMMR }).uniMmr).toBe(uniMMR);
      const body = JSON.stringify(BODY).replace('"1.87987800"', uniMMR);
      expect(readHealth(answer(200, body), NOW).uniMmr).toBe(uniMMR);
    },
  );

  test('with a status that is new, in one line that holds no key', () => {
    expect(read({ accountStatus: 'FROZEN' }).status).toBe('FROZEN');
    expect(read({ accountStatus: `A\n${'b'.repeat(64)}` }).status).toBe('A');
    expect(read({ accountStatus: 'b'.repeat(64) }).status).toBe('[...]');
  });

  test.each([
    ['accountEquity', '1,234', 'equity'],
    ['accountMaintMargin', null, 'maintenanceMargin'],
    ['accountType', {}, 'accountType'],
  ])('without %s where that is %j', (field, value, name) => {
    expect(read({ [field]: value })).toHaveProperty(name, undefined);
  });

  test.each([
    ...[{ uniMMR: undefined }, { uniMMR: '' }, { uniMMR: 'NaN' }, { uniMMR: '1e3' }],
    ...[{ uniMMR: null }, { uniMMR: '--1' }, { accountStatus: '' }, { accountStatus: null }],
    ...[{ accountStatus: undefined }, { accountStatus: ['NORMAL'] }],
  ])('and not believed where it is %j', (body) => {
    expect(thrownBy(() => read(body)).name).toBe('UnexpectedAnswerError');
  });

  test('an error is what it is for a loan', () => {
    const refused = answer(401, { code: -2015, msg: 'Invalid API-key' });
    expect(thrownBy(() => readHealth(refused, NOW)).name).toBe('KeyRefusedError');
  });
});
