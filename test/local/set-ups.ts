import { ACCOUNT_SET_UPS } from './account-set-ups';
import type { Subscription } from './cloud/sns';
import type { Rights } from './exchange/accounts';
import type { ExchangeFault } from './exchange/faults';
import { KEY_KINDS, newAccountKey } from './exchange/keys';
import { SECRET_SET_UPS } from './secret-set-ups';
import { TOPIC_SET_UPS } from './topic-set-ups';
import type { SetUp } from './topic-set-ups';
import { METRICS } from '../../lambda/contract';
import { NAMESPACE } from './world';
import type { World } from './world';

/** Nobody listens there: a heartbeat is only sent if that is asked for. */
const HEARTBEAT_URL = 'http://127.0.0.1:9/heartbeat';

/** Lets a queue and a mailbox listen, and a watchdog; with checks that were answered, all is well. */
export function subscribe(world: World): Subscription {
  const { cloud, topicArn } = world;
  const at = Math.floor(world.clock.now() / 60_000) * 60_000 - 5 * 60_000;
  for (const { name } of world.event().accounts) {
    cloud.metrics.seed(NAMESPACE, METRICS.loan, name, { at, value: 0 });
  }
  world.heartbeatUrl = HEARTBEAT_URL;
  const queue = 'arn:aws:sqs:us-east-1:123456789012:risk';
  const mailbox = { protocol: 'email', endpoint: 'ops@example.com' } as const;
  const subscription = cloud.topics.subscribe(topicArn, mailbox);
  cloud.topics.subscribe(topicArn, { protocol: 'sqs', endpoint: queue });
  return subscription;
}

const ROWS = {
  ...SECRET_SET_UPS,
  'key-hmac': {
    what: 'the key is of a kind that Binance calls deprecated',
    options: { accounts: { main: KEY_KINDS.hmac } },
  },
  'key-deleted': {
    what: 'the key exists no more',
    spoil: (world) => {
      world.exchange.unregister(world.account('main').key.secret.apiKey);
    },
  },
  'key-refused': {
    what: 'the key, its IP list or its rights are refused (-2015)',
    spoil: ({ exchange }) => {
      exchange.misbehave('key-refused-2015');
    },
  },
  'key-misshapen': {
    what: 'the stored apiKey has not the form of one (-2014)',
    spoil: ({ exchange }) => {
      exchange.misbehave('key-refused-2014');
    },
  },
  'key-of-another': {
    what: 'the private key belongs to another key (-1022)',
    spoil: (world) => {
      const { apiKey } = world.account('main').key.secret;
      const secret = { ...newAccountKey().secret, apiKey };
      world.cloud.secrets.put('pm-loan-monitor/main', JSON.stringify(secret));
    },
  },
  'key-without-reading': having('Enable Reading is off', { enableReading: false }),
  'key-with-withdrawals': having('the key may withdraw and trade futures', {
    enableFutures: true,
    enableWithdrawals: true,
  }),
  'key-with-trading': having('the key may trade', { enableSpotAndMarginTrading: true }),
  'key-without-ip-list': having('the key works from any address', { ipRestrict: false }),
  'not-portfolio-margin': {
    what: 'the account is no Portfolio Margin Pro account',
    spoil: (world) => {
      const { registration } = world.account('main').key;
      world.exchange.register({ ...registration, portfolioMargin: false });
    },
  },
  ...ACCOUNT_SET_UPS,
  debt: {
    what: 'something is owed',
    spoil: (world) => {
      world.owe('579.45');
    },
  },
  'weight-used': {
    what: 'something else uses up what the account may ask',
    spoil: (world) => {
      world.exchange.use(world.account('main').key.secret.apiKey, 150_000);
    },
  },
  location: host('location', 'Binance serves no one from this region (451)'),
  firewall: host('firewall', "Binance's firewall turns the address away (403)"),
  ban: host('ban', 'the address is banned (418)'),
  'rate-limit': host('rate-limit-long', 'the address asks too often (429)'),
  unreachable: host('reset', 'every connection to Binance is torn down'),
  'clock-behind': { what: 'the clock is 3 s behind', options: { exchangeAheadMs: 3_000 } },
  'clock-ahead': { what: 'the clock is 3 s ahead', options: { exchangeAheadMs: -3_000 } },
  'cloudwatch-denied': {
    what: 'the role may not read metrics',
    spoil: ({ cloud }) => {
      cloud.misbehave('GetMetricData', 'access-denied');
    },
  },
  ...TOPIC_SET_UPS,
} as const satisfies Record<string, SetUp>;

export type BrokenSetUp = keyof typeof ROWS;

/** What most often goes wrong on the way in, each by its name. */
export const BROKEN_SET_UPS: Readonly<Record<BrokenSetUp, SetUp>> = ROWS;

function having(what: string, rights: Partial<Rights>): SetUp {
  const { registration, secret } = newAccountKey();
  return {
    what,
    options: { accounts: { main: { registration: { ...registration, rights }, secret } } },
  };
}

function host(fault: ExchangeFault, what: string): SetUp {
  return {
    what,
    spoil: ({ exchange }) => {
      exchange.misbehave(fault);
    },
  };
}
