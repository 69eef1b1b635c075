import { EXCHANGE_FAULTS } from '../../local/exchange/faults';
import type { ExchangeFault } from '../../local/exchange/faults';
import { PM_LOAN_PATH, TIME_PATH } from '../../local/exchange/endpoints';
import type { World } from '../../local/world';
import { reasons, start } from '../monitored';

/** What each kind of fault means to the monitor, and how often it asks for the loan because of it. */
const MEANINGS: [errorClass: string, asked: number, kinds: string][] = [
  ['BinanceUnavailableError', 4, 'unknown-error unavailable internal-error bad-gateway busy'],
  ['BinanceUnavailableError', 4, 'reset cut-off huge'],
  ['BinanceUnavailableError', 1, 'hang trickle slow'],
  ['ClockError', 2, 'clock clock-ahead'],
  ['KeyRefusedError', 1, 'signature key-refused'],
  ['AccountKindError', 1, 'not-portfolio-margin'],
  ['LoanInProcessError', 1, 'in-process'],
  ['OutdatedVersionError', 1, 'gone'],
  ['RequestRefusedError', 1, 'bad-request'],
  ['AccountRateLimitError', 2, 'account-rate-limit'],
  ['AccountRateLimitError', 1, 'account-rate-limit-long'],
  ['FirewallError', 1, 'firewall'],
  ['RateLimitError', 2, 'rate-limit'],
  ['RateLimitError', 1, 'rate-limit-long'],
  ['BanError', 1, 'ban'],
  ['LocationError', 1, 'location'],
  ['UnexpectedAnswerError', 1, 'redirect html empty malformed no-amount no-asset amount'],
];

const FAULTS = (Object.keys(EXCHANGE_FAULTS) as ExchangeFault[]).map((fault) => {
  // Several codes may mean the same, and so do all odd amounts.
  const kind = fault.replace(/-\d+$/, '').replace(/^amount-.*/, 'amount');
  const meaning = MEANINGS.find(([, , kinds]) => kinds.split(' ').includes(kind));
  if (meaning === undefined) throw new Error(`${fault} has no meaning here.`);
  return [fault, meaning[0], meaning[1]] as const;
});

function loansAsked({ exchange }: World): number {
  return exchange.requests.filter(({ path }) => path === PM_LOAN_PATH).length;
}

describe('without a wait before further tries', () => {
  beforeEach(() => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test.each(FAULTS)(
    '%s fails the check as %s, invents nothing, and the next run tells the debt',
    async (fault, errorClass, asked) => {
      const { world, failure, runAt, told } = await start();
      world.owe('579.45');
      world.exchange.misbehave(fault);
      // Time for four tries, but where only the deadline ends them.
      const remainingMs = fault.endsWith('rate-limit') ? 3_600 : asked === 4 ? 10_000 : 2_000;
      const error = await failure(world.event(), remainingMs);
      expect(reasons(error).map((reason) => (reason as Error).name)).toEqual([errorClass]);
      expect(world.published('BankruptcyLoan')).toEqual([]);
      // No earlier answer is known.
      expect(told()).toEqual(['blind.detected main']);
      expect(loansAsked(world)).toBe(asked);
      world.exchange.behave();
      await runAt('06:35');
      expect(world.published('BankruptcyLoan')).toEqual([579.45]);
      expect(told('debt')).toEqual(['debt.detected 579.45']);
      expect(told('blind').at(-1)).toBe('blind.cleared main');
    },
  );

  test.each(FAULTS.filter(([, , asked]) => asked > 1))(
    'asking again after %s finds the debt in the same run',
    async (fault) => {
      const { world, run } = await start();
      world.owe('579.45');
      world.exchange.misbehave(fault, { times: 1 });
      expect((await run()).accounts).toMatchObject([{ amount: '579.45' }]);
      expect(loansAsked(world)).toBe(2);
    },
  );
});

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

test('recvWindow goes into the query as it is set', async () => {
  const { world, run } = await start({ environment: { RECV_WINDOW_MS: '6000.346' } });
  await run();
  expect(world.exchange.requests[0]?.query).toMatch(
    /^recvWindow=6000.346&timestamp=\d+&signature=/,
  );
});

describe('the clock', () => {
  const paths = ({ exchange }: World): string[] => exchange.requests.map(({ path }) => path);
  const ASKED_ONCE = [PM_LOAN_PATH, TIME_PATH, PM_LOAN_PATH];

  test("is set right by Binance's own, once a check", async () => {
    const { world, run } = await start({ exchangeAheadMs: 30_000 });
    world.owe('1');
    expect((await run()).accounts).toMatchObject([{ amount: '1' }]);
    expect(paths(world)).toEqual(ASKED_ONCE);
  });

  test('is read once, and the loan asked for once more, where that does not help', async () => {
    const { world, failure } = await start();
    world.exchange.misbehave('clock');
    expect((await failure()).message).toContain('RECV_WINDOW_MS');
    expect(paths(world)).toEqual(ASKED_ONCE);
  });

  test('is read again after a passing fault', async () => {
    const { world, run } = await start({ exchangeAheadMs: -30_000 });
    world.exchange.misbehave('unavailable', { times: 1, path: TIME_PATH });
    await run();
    expect(world.published('BankruptcyLoan')).toEqual([0]);
  });
});
