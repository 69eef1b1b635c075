import { EXCHANGE_FAULTS } from '../../local/exchange/faults';
import type { ExchangeFault } from '../../local/exchange/faults';
import { PM_LOAN_PATH, TIME_PATH } from '../../local/exchange/endpoints';
import { REDIRECT_PATH } from '../../local/exchange/host-faults';
import type { World } from '../../local/world';
import { reasons, start } from '../monitored';

/** What each fault means to the monitor, and how often it asks for the loan because of it. */
const MEANING = {
  'unknown-error': ['BinanceUnavailableError', 4],
  unavailable: ['BinanceUnavailableError', 4],
  'internal-error': ['BinanceUnavailableError', 4],
  'bad-gateway': ['BinanceUnavailableError', 4],
  'busy-1001': ['BinanceUnavailableError', 4],
  'busy-1004': ['BinanceUnavailableError', 4],
  'busy-1006': ['BinanceUnavailableError', 4],
  'busy-1007': ['BinanceUnavailableError', 4],
  'busy-1008': ['BinanceUnavailableError', 4],
  'busy-3000': ['BinanceUnavailableError', 4],
  'busy-3044': ['BinanceUnavailableError', 4],
  'busy-21003': ['BinanceUnavailableError', 4],
  hang: ['BinanceUnavailableError', 1],
  trickle: ['BinanceUnavailableError', 1],
  slow: ['BinanceUnavailableError', 1],
  reset: ['BinanceUnavailableError', 4],
  'cut-off': ['BinanceUnavailableError', 4],
  huge: ['BinanceUnavailableError', 4],
  clock: ['ClockError', 2],
  'clock-ahead': ['ClockError', 2],
  signature: ['KeyRefusedError', 1],
  'key-refused-1002': ['KeyRefusedError', 1],
  'key-refused-1099': ['KeyRefusedError', 1],
  'key-refused-2008': ['KeyRefusedError', 1],
  'key-refused-2014': ['KeyRefusedError', 1],
  'key-refused-2015': ['KeyRefusedError', 1],
  'not-portfolio-margin-21001': ['AccountKindError', 1],
  'not-portfolio-margin-3999': ['AccountKindError', 1],
  'not-portfolio-margin-9000': ['AccountKindError', 1],
  'not-portfolio-margin-3003': ['AccountKindError', 1],
  'in-process-21006': ['LoanInProcessError', 1],
  'in-process-21007': ['LoanInProcessError', 1],
  'gone-21015': ['OutdatedVersionError', 1],
  'gone-1016': ['OutdatedVersionError', 1],
  'bad-request-1102': ['RequestRefusedError', 1],
  'bad-request-1131': ['RequestRefusedError', 1],
  'account-rate-limit': ['AccountRateLimitError', 2],
  'account-rate-limit-long': ['AccountRateLimitError', 1],
  firewall: ['FirewallError', 1],
  'rate-limit': ['RateLimitError', 2],
  'rate-limit-long': ['RateLimitError', 1],
  ban: ['BanError', 1],
  location: ['LocationError', 1],
  redirect: ['UnexpectedAnswerError', 1],
  html: ['UnexpectedAnswerError', 1],
  empty: ['UnexpectedAnswerError', 1],
  malformed: ['UnexpectedAnswerError', 1],
  'no-amount': ['UnexpectedAnswerError', 1],
  'no-asset': ['UnexpectedAnswerError', 1],
  'amount-null': ['UnexpectedAnswerError', 1],
  'amount-true': ['UnexpectedAnswerError', 1],
  'amount-object': ['UnexpectedAnswerError', 1],
  'amount-array': ['UnexpectedAnswerError', 1],
  'amount-negative': ['UnexpectedAnswerError', 1],
  'amount-exponent': ['UnexpectedAnswerError', 1],
  'amount-nan': ['UnexpectedAnswerError', 1],
  'amount-empty': ['UnexpectedAnswerError', 1],
  'amount-space': ['UnexpectedAnswerError', 1],
  'amount-comma': ['UnexpectedAnswerError', 1],
} as const satisfies Record<ExchangeFault, readonly [string, number]>;

const FAULTS = Object.entries(MEANING) as [keyof typeof MEANING, readonly [string, number]][];

function loansAsked({ exchange }: World): number {
  return exchange.requests.filter(({ path }) => path === PM_LOAN_PATH).length;
}

test('every fault of the exchange has its meaning here', () => {
  expect(Object.keys(MEANING).sort()).toEqual(Object.keys(EXCHANGE_FAULTS).sort());
});

function withoutBackoff(): void {
  beforeEach(() => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
}

describe.each(FAULTS)('while the exchange answers with %s', (fault, [errorClass, asked]) => {
  withoutBackoff();

  test(`the check fails as ${errorClass}, and neither metric nor notice is invented`, async () => {
    const { world, failure } = await start();
    world.owe('579.45');
    world.exchange.misbehave(fault);
    const error = await failure(world.event(), fault.endsWith('rate-limit') ? 3_600 : 2_000);
    expect(reasons(error).map((reason) => (reason as Error).name)).toEqual([errorClass]);
    expect(world.published('BankruptcyLoan')).toEqual([]);
    expect(world.notices).toEqual([]);
    expect(loansAsked(world)).toBe(asked);
  });

  test('the debt is told with the next answer', async () => {
    const { world, failure, runAt, told } = await start();
    world.owe('579.45');
    world.exchange.misbehave(fault);
    await failure(world.event(), 900);
    world.exchange.behave();
    await runAt('06:35');
    expect(world.published('BankruptcyLoan')).toEqual([579.45]);
    expect(told()).toEqual(['debt.detected 579.45']);
  });
});

describe.each(FAULTS.filter(([, [, asked]]) => asked > 1))(
  'once the exchange answers with %s and then is well',
  (fault) => {
    withoutBackoff();

    test('asking again finds the debt in the same run', async () => {
      const { world, run } = await start();
      world.owe('579.45');
      world.exchange.misbehave(fault, { times: 1 });
      expect((await run()).accounts).toMatchObject([{ amount: '579.45' }]);
      expect(loansAsked(world)).toBe(2);
    });
  },
);

test('the digits of a JSON number are kept, beyond what a double holds', async () => {
  const { world, run } = await start();
  world.owe('12345678901234567.89');
  world.exchange.giveAmountsAsNumbers();
  expect((await run()).accounts).toMatchObject([{ amount: '12345678901234567.89' }]);
});

test('every further try has a new timestamp and signature', async () => {
  const { world, run } = await start();
  world.exchange.misbehave('reset', { times: 2 });
  await run();
  const queries = world.exchange.requests.map(({ query }) => query);
  expect(queries).toHaveLength(3);
  expect(new Set(queries).size).toBe(3);
});

test.each([
  ['until the next would not fit into the time left', 0.999, 2],
  ['and four tries are enough', 0.001, 4],
])('each wait for a further try is twice as long, %s', async (_, random, asked) => {
  jest.spyOn(Math, 'random').mockReturnValue(random);
  const { world, failure } = await start();
  world.exchange.misbehave('unavailable');
  await failure(world.event(), 2_000);
  jest.restoreAllMocks();
  expect(loansAsked(world)).toBe(asked);
});

test('a redirect is not followed', async () => {
  const { world, failure } = await start();
  world.exchange.misbehave('redirect');
  await failure();
  expect(world.exchange.requests.map(({ path }) => path)).not.toContain(REDIRECT_PATH);
});

test('recvWindow goes into the query as it is set', async () => {
  const { world, run } = await start({ environment: { RECV_WINDOW_MS: '6000.346' } });
  await run();
  expect(world.exchange.requests[0]?.query).toMatch(
    /^recvWindow=6000.346&timestamp=\d+&signature=/,
  );
});

describe('the clock', () => {
  test("is set right by Binance's own, once a check", async () => {
    const { world, run } = await start({ exchangeAheadMs: 30_000 });
    world.owe('1');
    expect((await run()).accounts).toMatchObject([{ amount: '1' }]);
    expect(world.exchange.requests.map(({ path }) => path)).toEqual([
      PM_LOAN_PATH,
      TIME_PATH,
      PM_LOAN_PATH,
    ]);
  });

  test('is read once, and the loan asked for once more, where that does not help', async () => {
    const { world, failure } = await start();
    world.exchange.misbehave('clock');
    expect((await failure()).message).toContain('RECV_WINDOW_MS');
    expect(world.exchange.requests.map(({ path }) => path)).toEqual([
      PM_LOAN_PATH,
      TIME_PATH,
      PM_LOAN_PATH,
    ]);
  });

  test('is read again after a passing fault', async () => {
    const { world, run } = await start({ exchangeAheadMs: -30_000 });
    world.exchange.misbehave('unavailable', { times: 1, path: TIME_PATH });
    await run();
    expect(world.published('BankruptcyLoan')).toEqual([0]);
  });
});
