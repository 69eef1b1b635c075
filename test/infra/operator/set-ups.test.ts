import { judge } from '../../../infra/operator/checks/registry';
import { start } from '../../lambda/monitored';
import { BROKEN_SET_UPS, subscribe } from '../../local/set-ups';
import type { BrokenSetUp } from '../../local/set-ups';
import { OUTSIDE, wrong } from './judged';

/** What the doctor says of a set-up that the function looked at. */
async function examine({ options, spoil }: Partial<(typeof BROKEN_SET_UPS)[BrokenSetUp]> = {}) {
  const { world, diagnose } = await start(options);
  subscribe(world);
  spoil?.(world);
  return { world, findings: judge(await diagnose({}, 10_000), OUTSIDE) };
}

test('of a healthy set-up, each check says that it is ok', async () => {
  const { findings } = await examine();
  expect(
    findings.map(({ check, account, status, detail }) => [
      `${account ?? ''} ${check} ${status}`.trim(),
      detail.replace(/\d+ ms/g, 'N ms').replace(/ahead of|behind/, 'beside'),
    ]),
  ).toEqual([
    ['function ok', 'It answers.'],
    ['address ok', 'Binance answers from where the function runs.'],
    ['clock ok', "The function's clock is N ms beside Binance's (to N ms)."],
    ['main secret ok', 'The secret pm-loan-monitor/main holds an Ed25519 key.'],
    ['main key ok', 'Binance knows the key, and it may read.'],
    ['main rights ok', 'Nothing but reading is enabled.'],
    ['main ipList ok', 'The key is bound to a list of addresses.'],
    ['main accountType ok', 'It is a Portfolio Margin Pro account (PM_1).'],
    ['main loan ok', 'It owes nothing (0 USDT).'],
    ['main health ok', 'It is in no danger of a liquidation (NORMAL, uniMMR 5167.92171923).'],
    ['main weight ok', 'Used in this minute: 500 of 180,000 (account), 1 of 12,000 (address).'],
    ['main answered ok', 'A check of it was last answered at 2026-11-22 06:25 UTC, 5 min ago.'],
    ['cloudwatch ok', 'What subscribers were last told can be read from PmLoanMonitor/Local.'],
    ['topic ok', 'SNS answers for the topic PmLoanMonitor.'],
    ['topicPolicy ok', "The topic's policy lets CloudWatch's alarms publish."],
    ['subscribers ok', 'Confirmed: email o***@example.com, sqs risk.'],
    ['filters ok', 'All notices, all alarms: email o***@example.com, sqs risk.'],
    ['heartbeat ok', 'A heartbeat is set.'],
    ['margin ok', expect.stringMatching(/^No margin warning is set: nobody is told that /)],
  ]);
});

/** By all findings that are not ok: what the first one says, or tells to do, and its fix. */
const FOUND: Readonly<Record<string, Partial<Record<BrokenSetUp, RegExp>>>> = {
  '': { 'key-hmac': /HMAC.* → Use an Ed25519 key/ },
  'secret: error, loan: error': {
    'secret-missing': /\/main cannot be read \(ResourceNotFoundException.* → .*in this region/,
    'secret-denied': /AccessDeniedException.* → .*the role may read it, its KMS key included/,
    'secret-deleted':
      /\/main cannot be read \(InvalidRequestException.* → Restore it .* aws secretsmanager restore-secret --secret-id pm-loan-monitor\/main$/,
    'secret-other-fields':
      /no usable field apiKey \(.*; other fields: API_KEY, SECRET_KEY\)\. → Store it again: {"api/,
    'secret-public-key': /privateKey \(a public key, where the private .* → Store it again: {"api/,
    'secret-malformed': /no usable field privateKey \(missing or empty\)\. → Store it again: {"api/,
  },
  'key: error, loan: error': {
    'key-deleted': /-2008.* → .*store a key that exists/,
    'key-refused': /-2015.* → .*its IP list holds the function's address, and that Enable Reading/,
    'key-misshapen': /-2014.* → .*stored wrongly: store a key that exists/,
    'key-of-another': /-1022.* → .*store both halves of one key/,
    'key-without-reading': /may not read.* → Turn on Enable Reading/,
  },
  'rights: warning': {
    'key-with-withdrawals': /more than read: withdrawals, futures\. → .*turn off everything for it/,
    'key-with-trading': /more than read: spot and margin trading\. → .*turn off everything for it/,
  },
  'ipList: warning': { 'key-without-ip-list': /from any address.* → .*restrict it.*fixedEgress/ },
  'loan: error': {
    'not-portfolio-margin': /not a Portfolio Margin Pro account .*-21001.* → Use a key made after/,
  },
  'loan: warning': { debt: /owes a bankruptcy loan of 579\.45 USDT\. → Repay it/ },
  'loan: error, weight: warning': {
    'account-limited': /fewer requests for this account \(HTTP 429.* → Find what else asks for it/,
  },
  'weight: warning': { 'weight-used': /150,500 of 180,000.* → .*else asks for the same account/ },
  'accountType: warning': {
    'account-pm2':
      /a Portfolio Margin account \(PM_2\): nobody knows .* → Compare with binance\.com/,
    'account-pm3': /Portfolio Margin Pro SPAN account \(PM_3\): nobody knows .* → Compare with/,
  },
  'health: warning': {
    'account-type-unknown': /understood: it is not a JSON object\. → .*BINANCE_BASE_URL/,
  },
  'address: error, loan: error': {
    location: /does not serve the function's location \(HTTP 451.* → .*another AWS region/,
    firewall: /firewall blocks the function's address \(HTTP 403.* → .*fixed egress/,
    ban: /banned the function's address until 2026-11-22T06:3[^ ]*Z \([^)]*\)\. → .*fixed egress/,
    'rate-limit': /fewer requests \(HTTP 429.*Not before 2026-11-22T06:3.* → .*what else asks/,
    unreachable: /could not be asked: .*(ECONNRESET|hang up).* → .*the network of the function/,
  },
  'clock: warning': { 'clock-behind': /clock is \d{4} ms behind Binance's.* → .*AWS Support/ },
  'clock: error': { 'clock-ahead': /is \d{4} ms ahead of Binance's.*refuses.* → .*AWS Support/ },
  'cloudwatch: error': {
    'cloudwatch-denied': /could not be read \(AccessDenied.* → .*cloudwatch:GetMetricData/,
  },
  'topic: error': {
    'topic-missing': /Topic does not exist.* → .*topicArn set to a topic that exists/,
    'topic-denied': /not authorized .*: SNS:GetTopicA.* → .*sns:GetTopicAttributes and sns:ListSub/,
  },
  'topicPolicy: error': {
    'alarms-denied':
      /does not let CloudWatch publish.* → Allow cloudwatch\.amazonaws\.com .*sns:Pub/,
    'alarms-encrypted': /encrypted with SNS's own key.* → .*a key of your own/,
  },
  'subscribers: error': {
    'subscribers-denied': /not authorized .*: SNS:ListSubscri.* → .*sns:ListSubscriptionsByTopic/,
    'nobody-subscribed': /Nobody is subscribed.* → .*aws sns subscribe --topic-arn arn:aws:sns:us-/,
    'nobody-confirmed':
      /Nobody has confirmed: email o\*\*\*@example\.com, email r.* → Click the li/,
  },
  'subscribers: warning': {
    'one-pending':
      /Confirmed: email o.*, sqs risk\. Not confirmed: email r\*\*\*@.* → Click the link/,
  },
  'heartbeat: warning': { 'no-heartbeat': /No heartbeat is set: .* → Set heartbeatUrl, as infra/ },
  'filters: error': {
    'filters-without-debts':
      /^No subscription lets a new debt of main through: .* No notices, all alarms: https events\..* → .*aws sns subscribe --topic-arn arn:aws:sns:us-east-1:/,
  },
  'filters: warning': {
    'filter-lets-nothing':
      /lets nothing through.*No notices, no alarms: https events\.pagerduty\.com\/\*\*\* \({"event":\[{"exists":false}\]}\)\. → .*--subscription-arn arn:aws:sns:[\w:-]+ --attribute-name FilterPolicy --attribute-value '{}'$/,
    'filters-denied':
      /new debt of main through could not be judged.*not authorized to perform: SNS:GetSub.* → .*sns:GetSubscriptionAttributes/,
  },
};

const rows = Object.entries(FOUND).flatMap(([found, setUps]) =>
  Object.entries(setUps).map(([name, said]) => [name as BrokenSetUp, found, said] as const),
);

test.each(rows)('a broken set-up is found, with its fix: %s', async (name, found, said) => {
  const { world, findings } = await examine(BROKEN_SET_UPS[name]);
  expect(wrong(findings)).toBe(found);
  const [first] = findings.filter(({ fix }) => fix !== undefined);
  expect(`${first?.detail ?? ''} → ${first?.fix ?? ''}`).toMatch(said);
  for (const { status, fix } of findings) if (status !== 'ok') expect(fix).toMatch(/^[A-Z].+[^ ]$/);
  expect(world.cloud.calls.map(({ operation }) => operation)).not.toContain('PutMetricData');
  expect(world.notices).toEqual([]);
});

test('none of them is left out', () => {
  expect(rows.map(([name]) => name).sort()).toEqual(Object.keys(BROKEN_SET_UPS).sort());
});
