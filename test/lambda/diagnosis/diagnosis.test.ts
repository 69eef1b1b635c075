import { inspect } from 'node:util';
import type { AccountFacts, Facts } from '../../../lambda/diagnosis/facts';
import { handler } from '../../../lambda/handler';
import { ACCOUNT_PATH, RESTRICTIONS_PATH } from '../../local/exchange/endpoints';
import type { ExchangeFault } from '../../local/exchange/faults';
import { KEY_KINDS, newAccountKey } from '../../local/exchange/keys';
import { subscribe } from '../../local/set-ups';
import { NAMESPACE } from '../../local/world';
import { start, twoAccounts } from '../monitored';

/** A set-up as the README describes it, and the facts that a diagnosis finds. */
async function startSetUp(options: Parameters<typeof start>[0] = {}) {
  const monitored = await start(options);
  subscribe(monitored.world);
  const facts = async (remainingMs?: number): Promise<Facts> => {
    const diagnosis = await monitored.diagnose({}, remainingMs);
    if (diagnosis.error !== undefined) throw new Error(diagnosis.error.message);
    return diagnosis;
  };
  const account = async (remainingMs?: number): Promise<Partial<AccountFacts>> =>
    (await facts(remainingMs)).accounts[0] ?? {};
  return { monitored, world: monitored.world, facts, account };
}

const answered = (answer: unknown) => ({ durationMs: expect.any(Number) as number, answer });

test('a healthy set-up: everything is answered', async () => {
  const { world, facts } = await startSetUp();
  expect(await facts()).toEqual({
    schema: 'pm-loan-monitor/diagnosis@2',
    at: expect.stringMatching(/^2026-11-22T06:30:\d\d\.\d{3}Z$/) as string,
    codeSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    topicArn: world.topicArn,
    namespace: NAMESPACE,
    blindAfter: 900,
    recvWindow: undefined,
    marginWarning: undefined,
    heartbeat: { isSet: true },
    clock: answered({
      offset: expect.any(Number) as number,
      uncertainty: expect.any(Number) as number,
    }),
    accounts: [
      {
        name: 'main',
        secretId: 'pm-loan-monitor/main',
        secret: answered({ kind: 'Ed25519' }),
        key: answered({
          enabled: ['enableReading', 'enableFixReadOnly'],
          ipRestrict: true,
          usedWeight: '1',
        }),
        loan: answered({ asset: 'USDT', amount: '0', observedAt: expect.any(Number) as number }),
        health: answered({
          status: 'NORMAL',
          uniMmr: '5167.92171923',
          equity: '122607.35137903',
          maintenanceMargin: '23.72469206',
          accountType: 'PM_1',
          observedAt: expect.any(Number) as number,
        }),
        usedWeight: '500',
        lastAnswered: answered('2026-11-22T06:25:00.000Z'),
      },
    ],
    told: answered(0),
    topic: answered({
      policy: expect.stringContaining('"SNS:Publish"') as string,
      kmsMasterKeyId: undefined,
      confirmed: 2,
    }),
    subscribers: answered({
      confirmed: [
        ['email', 'o***@example.com'],
        ['sqs', 'risk'],
      ].map(([protocol, endpoint]) => ({
        protocol,
        endpoint,
        arn: expect.stringContaining(`${world.topicArn}:`) as string,
        filter: null,
      })),
      pending: [],
    }),
  });
});

test.each(Object.entries(KEY_KINDS))('the kind of a key is told: %s', async (kind, key) => {
  const { account } = await startSetUp({ accounts: { main: key } });
  expect(kind).toMatch((await account()).secret?.answer?.kind.toLowerCase() ?? 'none');
});

test.each(['code', 'error code'] as const)('no outstanding loan, by %s', async (debtFree) => {
  const { account } = await startSetUp({ debtFree });
  expect((await account()).loan?.answer).toMatchObject({ asset: null, amount: '0' });
});

describe('an error', () => {
  test("of Binance's is told by name, message, fix and code", async () => {
    const { world, account } = await startSetUp();
    world.exchange.misbehave('key-refused-2015');
    const { key, loan } = await account();
    expect(key?.error).toEqual({
      name: 'KeyRefusedError',
      message: expect.stringMatching(/^Binance refuses the key \(HTTP 401, -2015.*\)\.$/) as string,
      fix: expect.stringMatching(/^Check that the key exists/) as string,
      code: -2015,
      askAgainAt: undefined,
    });
    expect(loan?.error).toEqual(key?.error);
  });

  test('after which Binance must wait says until when', async () => {
    const { world, facts } = await startSetUp();
    world.exchange.misbehave('rate-limit-long');
    expect((await facts()).clock.error).toMatchObject({
      name: 'RateLimitError',
      askAgainAt: expect.stringMatching(/^2026-11-22T06:3\d:\d\d\.\d{3}Z$/) as string,
    });
  });

  test('of AWS is told by its own name and message', async () => {
    const { world, facts } = await startSetUp();
    world.cloud.misbehave('GetTopicAttributes', 'access-denied');
    const { error } = (await facts()).topic;
    expect(error?.name).toBe('AuthorizationErrorException');
    expect(error?.message).toMatch(/^Authorization.*: .* not authorized .*GetTopicAttributes.*\.$/);
    expect(error?.fix).toBeUndefined();
  });

  test('of one account leaves the others as they are', async () => {
    const { world, facts } = await startSetUp({ accounts: twoAccounts() });
    world.cloud.secrets.remove('pm-loan-monitor/other');
    const [main, other] = (await facts()).accounts;
    expect(main?.loan?.answer).toBeDefined();
    expect(Object.keys(other ?? {})).toEqual(['name', 'secretId', 'secret', 'lastAnswered']);
    expect(other?.secret.error?.name).toBe('SecretError');
  });

  test.each([
    ...['html', 'empty', 'malformed', 'amount-null', 'key-refused-2015', 'unavailable'],
    ...['not-portfolio-margin-21001', 'account-rate-limit-long', 'firewall', 'ban', 'hang'],
  ] as ExchangeFault[])('on how the account stands alone leaves its loan: %s', async (fault) => {
    const { world, account } = await startSetUp();
    world.exchange.misbehave(fault, { path: ACCOUNT_PATH });
    const { key, loan, health } = await account(1_500);
    expect([key?.error, loan?.error]).toEqual([undefined, undefined]);
    expect(health?.error).toBeDefined();
  });

  test.each(['html', 'empty', 'malformed', 'amount-null'] as const)(
    'is whatever says nothing understandable of the key: %s',
    async (fault) => {
      const { world, account } = await startSetUp();
      world.exchange.misbehave(fault, { path: RESTRICTIONS_PATH });
      const { key, loan } = await account();
      expect(key?.error?.name).toBe('UnexpectedAnswerError');
      expect(loan?.answer).toBeDefined();
    },
  );
});

test('where the environment is malformed, that is all there is to tell', async () => {
  const event = { diagnose: true, accounts: [{ name: 'main', secretId: 'main' }] };
  const left = { getRemainingTimeInMillis: () => 3_000, invokedFunctionArn: '' };
  expect(await handler(event, left)).toEqual({
    schema: 'pm-loan-monitor/diagnosis@2',
    error: {
      name: 'EnvironmentError',
      message: 'The environment variable TOPIC_ARN must be the ARN of a standard SNS topic.',
      fix: "Correct the function's environment.",
    },
  });
  await expect(handler({ drill: true }, left)).rejects.toThrow('TOPIC_ARN');
});

describe('a diagnosis', () => {
  test('reads the secret anew, whatever is in memory', async () => {
    const { monitored, world, account } = await startSetUp();
    await monitored.run();
    world.cloud.secrets.remove('pm-loan-monitor/main');
    expect((await account()).secret?.error?.name).toBe('SecretError');
  });

  test('asks nobody before a ban is over', async () => {
    const { monitored, world, facts } = await startSetUp();
    world.exchange.misbehave('ban', { times: 1 });
    await monitored.failure();
    const asked = world.exchange.requests.length;
    expect((await facts()).clock.error?.name).toBe('BanError');
    expect(world.exchange.requests).toHaveLength(asked);
  });

  test('ends in time, with what it has, where Binance and SNS hang', async () => {
    const { world, facts } = await startSetUp();
    world.exchange.misbehave('hang');
    world.cloud.misbehave('ListSubscriptionsByTopic', 'hang');
    const { accounts, clock, told, topic, subscribers } = await facts(1_500);
    expect([clock, subscribers].filter(({ error }) => error === undefined)).toEqual([]);
    expect([told, topic].filter(({ error }) => error !== undefined)).toEqual([]);
    expect(Object.keys(accounts[0] ?? {})).toEqual(['name', 'secretId', 'secret', 'lastAnswered']);
  });

  test('reads subscribers from every page, and fifty filters at most', async () => {
    const { world, facts } = await startSetUp();
    world.cloud.topics.pageSize = 5;
    for (let index = 0; index < 49; index += 1) {
      world.cloud.topics.subscribe(world.topicArn, { protocol: 'sms', endpoint: '+15550100' });
    }
    const pending = { protocol: 'email', endpoint: 'risk@example.com', pending: true } as const;
    world.cloud.topics.subscribe(world.topicArn, pending);
    const { answer } = (await facts()).subscribers;
    expect(answer?.confirmed.map(({ filter }) => filter)).toEqual([
      ...Array<null>(50).fill(null),
      { unreadable: 'only the first 50 filters are read' },
    ]);
    expect(answer?.pending).toEqual([{ protocol: 'email', endpoint: 'r***@example.com' }]);
    const reads = world.cloud.calls.map(({ operation }) => operation);
    expect(reads.filter((each) => each === 'GetSubscriptionAttributes')).toHaveLength(50);
  });

  test('ends though the list of subscribers does not', async () => {
    const { world, facts } = await startSetUp();
    world.cloud.topics.pageSize = 0;
    const { error } = (await facts(10_000)).subscribers;
    expect(error?.message).toBe('the list of subscriptions has more than 50 pages.');
  });

  test('is logged in one line', async () => {
    const { monitored, facts } = await startSetUp();
    await facts();
    expect(monitored.log).toEqual([{ level: 'info', message: { diagnosis: { accounts: 1 } } }]);
  });

  test('leaves the next check as it was', async () => {
    const { monitored, world, facts } = await startSetUp();
    world.owe('579.45');
    await facts();
    // Of the check that was answered before.
    expect(world.published('BankruptcyLoan')).toEqual([0]);
    expect((await monitored.run()).accounts).toMatchObject([{ notice: 'debt.detected' }]);
    expect((await facts()).told.answer).toBeGreaterThan(0);
    expect(monitored.told()).toEqual(['debt.detected 579.45']);
    expect(world.published('NotifiedLoan')).toEqual([579.45]);
  });

  test('holds no key, no signature and no address of a person', async () => {
    const said: unknown[] = [];
    const key = newAccountKey();
    const { monitored, world, facts } = await startSetUp({ accounts: { main: key } });
    const https = 'https://events.pagerduty.com/integration/s3cr3t/enqueue';
    world.cloud.topics.subscribe(world.topicArn, { protocol: 'https', endpoint: https });
    for (const fault of ['reset', 'signature', 'redirect', undefined] as const) {
      world.exchange.behave();
      if (fault !== undefined) world.exchange.misbehave(fault, { path: RESTRICTIONS_PATH });
      said.push(await facts());
    }
    const everything = inspect([said, monitored.log], { depth: null, maxStringLength: null });
    expect(everything).toContain('events.pagerduty.com/***');
    for (const secret of [...Object.values(key.secret), 's3cr3t', 'ops@example.com']) {
      expect(everything).not.toContain(secret);
    }
    for (const { query } of world.exchange.requests) {
      const signature = query.split('signature=')[1];
      if (signature !== undefined) expect(everything).not.toContain(signature);
    }
  });
});
