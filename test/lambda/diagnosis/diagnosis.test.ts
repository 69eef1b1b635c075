import { inspect } from 'node:util';
import { judgeFilters } from '../../../infra/operator/filters';
import type { Diagnosis, Finding } from '../../../lambda/contract';
import { ACCOUNT_PATH, RESTRICTIONS_PATH } from '../../local/exchange/endpoints';
import type { ExchangeFault } from '../../local/exchange/faults';
import { KEY_KINDS, newAccountKey } from '../../local/exchange/keys';
import { BROKEN_SET_UPS, subscribe } from '../../local/set-ups';
import type { BrokenSetUp } from '../../local/set-ups';
import { NAMESPACE, STACK } from '../../local/world';
import type { World } from '../../local/world';
import { start, twoAccounts } from '../monitored';

/** The set-up of everyone who did what the README says. */
async function startSetUp(options: Parameters<typeof start>[0] = {}) {
  const monitored = await start(options);
  subscribe(monitored.world);
  return monitored;
}

/** A diagnosis as the doctor shows it: with what it judges itself. */
function reportOf({ findings, subscriptions, ...diagnosis }: Diagnosis, { accounts }: World) {
  const names = accounts.map(({ name }) => name);
  const judged = judgeFilters(subscriptions, names, STACK);
  return { ...diagnosis, subscriptions, findings: [...findings, ...judged] };
}

/** Those that are not ok, in short, and whether each has a fix. */
function wrong({ findings }: Diagnosis): string[] {
  for (const { status, fix = '' } of findings) {
    if (status !== 'ok') expect(fix).toMatch(/^[A-Z].{10,}[^ ]$/);
  }
  return findings
    .filter(({ status }) => status !== 'ok')
    .map(({ check, status }) => `${check}: ${status}`);
}

function finding({ findings }: Diagnosis, check: Finding['check']): Finding {
  const [found, ...others] = findings.filter((each) => each.check === check);
  if (found === undefined || others.length > 0) throw new Error(`not exactly one on ${check}`);
  return found;
}

describe('a healthy set-up', () => {
  test('is reported on, each thing by a finding that is ok', async () => {
    const { world, diagnose } = await startSetUp();
    const diagnosis = reportOf(await diagnose(), world);
    expect(diagnosis.schema).toBe('pm-loan-monitor/diagnosis@1');
    expect(
      diagnosis.findings.map(({ check, account, status, detail }) => [
        `${account ?? ''} ${check} ${status}`.trim(),
        detail.replace(/\d+ ms/g, 'N ms').replace(/ahead of|behind/, 'beside'),
      ]),
    ).toEqual([
      ['address ok', 'Binance answers from where the function runs.'],
      ['clock ok', "The function's clock is N ms beside Binance's (to N ms)."],
      ['main secret ok', 'The secret pm-loan-monitor/main holds an Ed25519 key.'],
      ['main key ok', 'Binance knows the key, and it may read.'],
      ['main rights ok', 'Nothing but reading is enabled.'],
      ['main ipList ok', 'The key is bound to a list of addresses.'],
      ['main accountType ok', 'It is a Portfolio Margin Pro account (PM_1).'],
      ['main loan ok', 'It owes nothing (0 BUSD).'],
      ['main weight ok', 'Used in this minute: 500 of 180000 (account), 1 of 12000 (address).'],
      ['cloudwatch ok', `What subscribers were last told can be read from ${NAMESPACE}.`],
      ['topic ok', 'SNS answers for the topic PmLoanMonitor.'],
      ['alarms ok', "The topic's policy lets CloudWatch's alarms publish."],
      ['subscribers ok', 'Confirmed: email o***@example.com, sqs risk.'],
      ['filters ok', 'All notices, all alarms: email o***@example.com, sqs risk.'],
    ]);
  });

  test.each(['code', 'error code'] as const)(
    'is ok where Binance says by %s that no loan is outstanding',
    async (debtFree) => {
      const { diagnose } = await startSetUp({ debtFree });
      const diagnosis = await diagnose();
      expect(wrong(diagnosis)).toEqual([]);
      expect(finding(diagnosis, 'loan').detail).toBe(
        'It owes nothing (Binance: no outstanding loan).',
      );
    },
  );

  test.each(Object.entries(KEY_KINDS))('with a key of the kind %s is ok', async (_, key) => {
    const { diagnose } = await startSetUp({ accounts: { main: key } });
    expect(wrong(await diagnose())).toEqual([]);
  });
});

/** What each broken set-up is told by: every finding that is not ok, and words of the first. */
const TOLD: Readonly<Record<BrokenSetUp, { wrong: string[]; detail: RegExp; fix: RegExp }>> = {
  'secret-missing': {
    wrong: ['secret: error', 'loan: error'],
    detail: /pm-loan-monitor\/main cannot be read \(ResourceNotFoundException/,
    fix: /exists in this region/,
  },
  'secret-denied': {
    wrong: ['secret: error', 'loan: error'],
    detail: /AccessDeniedException/,
    fix: /that the role may read it, its KMS key included/,
  },
  'secret-malformed': {
    wrong: ['secret: error', 'loan: error'],
    detail: /no usable field privateKey \(missing or empty\)/,
    fix: /Store it again: {"apiKey", "apiSecret"}/,
  },
  'key-hmac': { wrong: [], detail: /HMAC/, fix: /Ed25519/ },
  'key-deleted': {
    wrong: ['key: error', 'loan: error'],
    detail: /-2008/,
    fix: /store a key that exists/,
  },
  'key-refused': {
    wrong: ['key: error', 'loan: error'],
    detail: /-2015/,
    fix: /key exists, that its IP list holds the function's address, and that Enable Reading/,
  },
  'key-misshapen': {
    wrong: ['key: error', 'loan: error'],
    detail: /-2014/,
    fix: /apiKey is stored wrongly: store a key that exists/,
  },
  'key-of-another': {
    wrong: ['key: error', 'loan: error'],
    detail: /-1022/,
    fix: /store both halves of one key/,
  },
  'key-without-reading': {
    wrong: ['key: error', 'loan: error'],
    detail: /may not read/,
    fix: /Turn on Enable Reading/,
  },
  'key-with-withdrawals': {
    wrong: ['rights: warning'],
    detail: /more than read: withdrawals, futures\./,
    fix: /take all from it but Enable Reading/,
  },
  'key-with-trading': {
    wrong: ['rights: warning'],
    detail: /more than read: spot and margin trading\./,
    fix: /take all from it but Enable Reading/,
  },
  'key-without-ip-list': {
    wrong: ['ipList: warning'],
    detail: /from any address/,
    fix: /restrict it to the function's address/,
  },
  'not-portfolio-margin': {
    wrong: ['loan: error'],
    detail: /not a Portfolio Margin Pro account .*-21001/,
    fix: /a key made after the account joined/,
  },
  'account-pm2': {
    wrong: ['accountType: warning'],
    detail: /a Portfolio Margin account \(PM_2\): nobody knows what Binance answers of its loan/,
    fix: /Compare with binance\.com/,
  },
  'account-pm3': {
    wrong: ['accountType: warning'],
    detail: /a Portfolio Margin Pro SPAN account \(PM_3\): nobody knows/,
    fix: /Compare with binance\.com/,
  },
  'account-type-unknown': {
    wrong: ['accountType: warning'],
    detail: /cannot be understood: it is not a JSON object/,
    fix: /BINANCE_BASE_URL/,
  },
  'account-limited': {
    wrong: ['loan: error', 'weight: warning'],
    detail: /fewer requests for this account \(HTTP 429/,
    fix: /what else asks for it/,
  },
  debt: {
    wrong: ['loan: warning'],
    detail: /owes a bankruptcy loan of 579\.45 BUSD/,
    fix: /Repay it/,
  },
  'weight-used': {
    wrong: ['weight: warning'],
    detail: /150500 of 180000/,
    fix: /what else asks for the same account/,
  },
  location: {
    wrong: ['address: error', 'loan: error'],
    detail: /does not serve the function's location \(HTTP 451/,
    fix: /another AWS region/,
  },
  firewall: {
    wrong: ['address: error', 'loan: error'],
    detail: /firewall blocks the function's address \(HTTP 403/,
    fix: /fixed egress/,
  },
  ban: {
    wrong: ['address: error', 'loan: error'],
    detail: /banned the function's address until 2026-11-22T06:3\d:/,
    fix: /fixed egress/,
  },
  'rate-limit': {
    wrong: ['address: error', 'loan: error'],
    detail: /fewer requests \(HTTP 429.*Not before 2026-11-22T06:3\d:/,
    fix: /what else asks/,
  },
  unreachable: {
    wrong: ['address: error', 'loan: error'],
    detail: /could not be asked: .*(ECONNRESET|hang up)/,
    fix: /the network of the function/,
  },
  'clock-behind': {
    wrong: ['clock: warning'],
    detail: /clock is \d{4} ms behind Binance's/,
    fix: /AWS Support/,
  },
  'clock-ahead': {
    wrong: ['clock: error'],
    detail: /clock is \d{4} ms ahead of Binance's.*refuses/,
    fix: /AWS Support/,
  },
  'cloudwatch-denied': {
    wrong: ['cloudwatch: error'],
    detail: /could not be read \(AccessDenied/,
    fix: /cloudwatch:GetMetricData/,
  },
  'topic-missing': {
    wrong: ['topic: error'],
    detail: /Topic does not exist/,
    fix: /topicArn set to a topic that exists/,
  },
  'topic-denied': {
    wrong: ['topic: error'],
    detail: /not authorized to perform: SNS:GetTopicAttributes/,
    fix: /sns:GetTopicAttributes and sns:ListSubscriptionsByTopic/,
  },
  'subscribers-denied': {
    wrong: ['subscribers: error'],
    detail: /not authorized to perform: SNS:ListSubscriptionsByTopic/,
    fix: /sns:ListSubscriptionsByTopic/,
  },
  'alarms-denied': {
    wrong: ['alarms: error'],
    detail: /does not let CloudWatch publish/,
    fix: /Allow cloudwatch\.amazonaws\.com the action sns:Publish/,
  },
  'alarms-encrypted': {
    wrong: ['alarms: error'],
    detail: /encrypted with SNS's own key/,
    fix: /a key of your own/,
  },
  'nobody-subscribed': {
    wrong: ['subscribers: error'],
    detail: /Nobody is subscribed/,
    fix: /aws sns subscribe --topic-arn arn:aws:sns:us-east-1:123456789012:PmLoanMonitor /,
  },
  'filter-lets-nothing': {
    wrong: ['filters: warning'],
    detail:
      /lets nothing through.*No notices, no alarms: https events\.pagerduty\.com\/\*\*\* \({"event":\[{"exists":false}\]}\)\./,
    fix: /--subscription-arn arn:aws:sns:us-east-1:123456789012:PmLoanMonitor:[0-9a-f-]{36} --attribute-name FilterPolicy --attribute-value '{}'$/,
  },
  'filters-without-debts': {
    wrong: ['filters: error'],
    detail:
      /^No subscription lets a new debt of main through: .* No notices, all alarms: https events\./,
    fix: /aws sns subscribe --topic-arn arn:aws:sns:us-east-1:123456789012:PmLoanMonitor /,
  },
  'filters-denied': {
    wrong: ['filters: warning'],
    detail: /new debt of main through could not be judged.*not authorized to perform: SNS:GetSub/,
    fix: /sns:GetSubscriptionAttributes/,
  },
  'nobody-confirmed': {
    wrong: ['subscribers: error'],
    detail: /Nobody has confirmed: email o\*\*\*@example\.com, email r\*\*\*@example\.com\./,
    fix: /Click the link in the mail from AWS/,
  },
  'one-pending': {
    wrong: ['subscribers: warning'],
    detail: /Confirmed: email o\*\*\*@.*, sqs risk\. Not confirmed: email r\*\*\*@example\.com\./,
    fix: /Click the link in the mail from AWS/,
  },
};

describe('a broken set-up', () => {
  test.each(Object.entries(TOLD))('is told with its fix: %s', async (name, told) => {
    const { options, spoil } = BROKEN_SET_UPS[name as BrokenSetUp];
    const { world, diagnose } = await startSetUp(options);
    spoil?.(world);
    const diagnosis = reportOf(await diagnose(10_000), world);
    expect(wrong(diagnosis)).toEqual(told.wrong);
    const [first] = diagnosis.findings.filter(({ fix }) => fix !== undefined);
    expect(first?.detail).toMatch(told.detail);
    expect(first?.fix).toMatch(told.fix);
    expect(world.cloud.calls.map(({ operation }) => operation)).not.toContain('PutMetricData');
    expect(world.notices).toEqual([]);
  });

  test('says of each account by itself what is wrong with it', async () => {
    const { world, diagnose } = await startSetUp({ accounts: twoAccounts() });
    world.cloud.secrets.remove('pm-loan-monitor/other');
    const { findings } = await diagnose();
    const told = findings.filter(({ account }) => account !== undefined);
    expect(told.map(({ account, check, status }) => `${account ?? ''} ${check} ${status}`)).toEqual(
      [
        'main secret ok',
        'main key ok',
        'main rights ok',
        'main ipList ok',
        'main accountType ok',
        'main loan ok',
        'main weight ok',
        'other secret error',
        'other loan error',
      ],
    );
  });

  test('of an address that Binance refuses under /sapi alone is told as that, once', async () => {
    const { world, diagnose } = await startSetUp({ accounts: twoAccounts() });
    world.exchange.misbehave('firewall', { path: RESTRICTIONS_PATH });
    const diagnosis = await diagnose();
    expect(finding(diagnosis, 'address')).toMatchObject({ status: 'error' });
    expect(diagnosis.findings.some(({ check }) => check === 'key')).toBe(false);
  });

  test('in which Binance does not say what the key may do is warned of where it tells the loan', async () => {
    const { world, diagnose } = await startSetUp();
    world.exchange.misbehave('key-refused-2015', { path: RESTRICTIONS_PATH });
    const diagnosis = await diagnose();
    expect(wrong(diagnosis)).toEqual(['key: warning']);
    expect(finding(diagnosis, 'loan').status).toBe('ok');
  });

  test.each([
    ...['html', 'empty', 'malformed', 'amount-null', 'key-refused-2015', 'unavailable'],
    ...['not-portfolio-margin-21001', 'account-rate-limit-long', 'firewall', 'ban', 'hang'],
  ] as ExchangeFault[])(
    'in which the type of the account alone is not told (%s) is warned of',
    async (fault) => {
      const { world, diagnose } = await startSetUp();
      world.exchange.misbehave(fault, { path: ACCOUNT_PATH });
      const diagnosis = await diagnose(1_500);
      expect(wrong(diagnosis)).toEqual(['accountType: warning']);
      expect(finding(diagnosis, 'loan').status).toBe('ok');
    },
  );

  test('in which the type is of a name not known here is warned of, by that name', async () => {
    const { registration, secret } = newAccountKey();
    const accountType = 'PM_9' as 'PM_1';
    const main = { registration: { ...registration, accountType }, secret };
    const { diagnose } = await startSetUp({ accounts: { main } });
    const diagnosis = await diagnose();
    expect(wrong(diagnosis)).toEqual(['accountType: warning']);
    expect(finding(diagnosis, 'accountType').detail).toMatch(/^It is an account of the type PM_9:/);
  });

  test('in which the loan is refused says all the same of which type the account is', async () => {
    const { world, diagnose } = await startSetUp();
    world.exchange.misbehave('not-portfolio-margin-21001');
    const diagnosis = await diagnose();
    expect(wrong(diagnosis)).toEqual(['loan: error']);
    expect(finding(diagnosis, 'accountType').status).toBe('ok');
  });

  test.each(['html', 'empty', 'malformed', 'amount-null'] as const)(
    'in which Binance says nothing understandable of the key (%s) is warned of',
    async (fault) => {
      const { world, diagnose } = await startSetUp();
      world.exchange.misbehave(fault, { path: RESTRICTIONS_PATH });
      const diagnosis = await diagnose();
      expect(finding(diagnosis, 'key')).toMatchObject({
        status: 'warning',
        detail: expect.stringContaining('cannot be understood') as string,
      });
    },
  );
});

describe('a diagnosis', () => {
  test('reads the secret anew, whatever is in memory', async () => {
    const { world, run, diagnose } = await startSetUp();
    await run();
    world.cloud.secrets.remove('pm-loan-monitor/main');
    expect(finding(await diagnose(), 'secret').status).toBe('error');
  });

  test('asks nobody before a ban is over, and says until when it lasts', async () => {
    const { world, failure, diagnose } = await startSetUp();
    world.exchange.misbehave('ban', { times: 1 });
    await failure();
    const asked = world.exchange.requests.length;
    expect(finding(await diagnose(), 'address').detail).toContain('until 2026-11-22T06:3');
    expect(world.exchange.requests).toHaveLength(asked);
  });

  test('ends in time, with what it has, where Binance and SNS hang', async () => {
    const { world, diagnose } = await startSetUp();
    world.exchange.misbehave('hang');
    world.cloud.misbehave('ListSubscriptionsByTopic', 'hang');
    expect(wrong(await diagnose(1_500))).toEqual([
      'address: error',
      'loan: error',
      'subscribers: error',
    ]);
  });

  test('lists subscribers from every page, and names ten at most', async () => {
    const { world, diagnose } = await startSetUp();
    world.cloud.topics.pageSize = 5;
    for (let index = 0; index < 20; index += 1) {
      world.cloud.topics.subscribe(world.topicArn, { protocol: 'sms', endpoint: '+15550100' });
    }
    const { detail } = finding(await diagnose(), 'subscribers');
    expect(detail).toMatch(
      /^Confirmed: email o\*\*\*@example\.com, sqs risk, sms \*\*\*00, .*, 12 more\.$/,
    );
  });

  test('ends though the list of subscribers does not', async () => {
    const { world, diagnose } = await startSetUp();
    world.cloud.topics.pageSize = 0;
    const { detail } = finding(await diagnose(10_000), 'subscribers');
    expect(detail).toMatch(/the list of subscriptions has more than 50 pages/);
  });

  test('is logged in one line', async () => {
    const { world, diagnose, log } = await startSetUp();
    world.cloud.topics.unsubscribeAll(world.topicArn);
    await diagnose();
    expect(log).toEqual([{ level: 'info', message: { diagnosis: { errors: 1, warnings: 0 } } }]);
  });

  test('leaves the next check as it was', async () => {
    const { world, run, diagnose, told } = await startSetUp();
    world.owe('579.45');
    await diagnose();
    expect(world.published('BankruptcyLoan')).toEqual([]);
    expect((await run()).accounts).toMatchObject([{ notice: 'debt.detected' }]);
    await diagnose();
    expect(told()).toEqual(['debt.detected 579.45']);
    expect(world.published('NotifiedLoan')).toEqual([579.45]);
  });

  test('holds no key, no signature and no address of a person', async () => {
    const said: unknown[] = [];
    const key = newAccountKey();
    const { world, diagnose, log } = await startSetUp({ accounts: { main: key } });
    const https = 'https://events.pagerduty.com/integration/s3cr3t/enqueue';
    world.cloud.topics.subscribe(world.topicArn, { protocol: 'https', endpoint: https });
    for (const fault of ['reset', 'signature', 'redirect', undefined] as const) {
      world.exchange.behave();
      if (fault !== undefined) world.exchange.misbehave(fault, { path: RESTRICTIONS_PATH });
      said.push(await diagnose());
    }
    const everything = inspect([said, log], { depth: null, maxStringLength: null });
    expect(everything).toContain('https events.pagerduty.com/***');
    for (const secret of [key.secret.apiKey, 's3cr3t', 'ops@example.com']) {
      expect(everything).not.toContain(secret);
    }
    for (const { query } of world.exchange.requests) {
      const signature = query.split('signature=')[1];
      if (signature !== undefined) expect(everything).not.toContain(signature);
    }
  });
});
