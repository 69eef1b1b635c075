import { ENVIRONMENT } from '../../lambda/contract';
import type { CheckEvent } from '../../lambda/contract';
import type { Call } from '../local/cloud/cloud';
import type { Message } from '../local/cloud/sns';
import { ACCOUNT_PATH, PM_LOAN_PATH, TIME_PATH } from '../local/exchange/endpoints';
import { MINUTE_MS, NAMESPACE } from '../local/world';
import type { World } from '../local/world';
import { OPERATIONS } from './cells';
import type { Cell, Hop, Plan } from './cells';

/** The account that the fault is aimed at, and the one beside it. */
export const ACCOUNTS = ['main', 'other'] as const;
export type AccountName = (typeof ACCOUNTS)[number];
export const AIMED_AT = 'main' satisfies AccountName;

const TOLD_BEFORE_MS = 60 * MINUTE_MS;
/** How long before the first run everyone was last answered. */
export const ANSWERED_BEFORE_MS = 5 * MINUTE_MS;

interface Loan {
  readonly owed: string;
  /** What subscribers were told an hour ago; "0" if they never were told anything. */
  readonly told: string;
}

/** The account that met no fault never owed anything where the other repaid. */
const REPAID = { main: { owed: '0', told: '579.45' }, other: { owed: '0', told: '0' } };

/** What is owed in a cell. */
export const LOANS: Readonly<Record<Cell['state'], Readonly<Record<AccountName, Loan>>>> = {
  debt: { main: { owed: '579.45', told: '0' }, other: { owed: '12.5', told: '0' } },
  'no debt': REPAID,
  'no debt (-21004)': REPAID,
};

/** The service's own endpoint, which wins over the common one. */
const ENDPOINTS: Readonly<Record<Hop, string>> = {
  secrets: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  secret: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  'server time': ENVIRONMENT.baseUrls,
  loan: ENVIRONMENT.baseUrls,
  standing: ENVIRONMENT.baseUrls,
  'metric out': 'AWS_ENDPOINT_URL_CLOUDWATCH',
  'metric in': 'AWS_ENDPOINT_URL_CLOUDWATCH',
  notice: 'AWS_ENDPOINT_URL_SNS',
};

/** Lets everyone owe, and have been told, what the cell says; and have been answered just before. */
export function setTheScene(world: World, { hop, state }: Cell): void {
  if (hop === 'standing') {
    world.marginWarning = '1.5';
    world.stand('1.18', 'REDUCE_ONLY', AIMED_AT);
  }
  world.exchange.answerDebtFree(state === 'no debt (-21004)' ? 'error code' : 'amount');
  const at = Math.floor((world.clock.now() - TOLD_BEFORE_MS) / MINUTE_MS) * MINUTE_MS;
  for (const name of ACCOUNTS) {
    const { owed, told } = LOANS[state][name];
    world.owe(owed, name);
    const answered = { at: world.clock.now() - ANSWERED_BEFORE_MS, value: Number(owed) };
    world.cloud.metrics.seed(NAMESPACE, 'BankruptcyLoan', name, answered);
    if (told === '0') continue;
    world.cloud.metrics.seed(NAMESPACE, 'NotifiedLoan', name, { at, value: Number(told) });
  }
}

/** Plans the fault; returns what it changes in the function's environment. */
export function misbehave(world: World, { hop }: Cell, plan: Plan): Record<string, string> {
  const { exchange, cloud } = world;
  const { apiKey } = world.account(AIMED_AT).key.secret;
  // After this refusal, and no other time, Binance is asked for its clock.
  if (hop === 'server time') exchange.misbehave('clock', { apiKey, times: 1 });
  switch (plan.at) {
    case 'endpoint':
      if (hop !== 'server time') return { [ENDPOINTS[hop]]: plan.url };
      // A single dead host would refuse the loan before; here the time's retries go to dead ones.
      exchange.misbehave('unavailable', { path: TIME_PATH, times: 1 });
      return { [ENDPOINTS[hop]]: [exchange.url, plan.url, plan.url, plan.url].join(',') };
    case 'Binance': {
      const whose = hop === 'server time' ? {} : { apiKey };
      exchange.misbehave(plan.fault, { path: pathOf(hop), ...whose, times: plan.times });
      return {};
    }
    case 'AWS': {
      const when = hop === 'notice' ? { when: isNoticeOf(AIMED_AT) } : {};
      for (const operation of OPERATIONS[hop]) {
        cloud.misbehave(operation, plan.fault, { times: plan.times, ...when });
      }
      return {};
    }
  }
}

/** What Binance is asked at this hop. */
export function pathOf(hop: Hop): string {
  if (hop === 'standing') return ACCOUNT_PATH;
  return hop === 'loan' ? PM_LOAN_PATH : TIME_PATH;
}

function isNoticeOf(account: AccountName): (call: Call) => boolean {
  return ({ input }) => {
    const attributes = input['MessageAttributes'] as Message['attributes'] | undefined;
    return attributes?.['account']?.StringValue === account;
  };
}

/** What the schedule sends; where a secret is to be read by itself, it is named so. */
export function eventOf(world: World, { hop }: Cell): CheckEvent {
  const event = world.event();
  if (hop !== 'secret') return event;
  // What is named by a partial ARN is not recognised in the answer to a batch.
  const { secretId, key } = world.account(AIMED_AT);
  const arn = world.cloud.secrets.put(secretId, JSON.stringify(key.secret));
  const partial = arn.slice(0, arn.lastIndexOf('-'));
  return {
    ...event,
    accounts: event.accounts.map((account) =>
      account.name === AIMED_AT ? { ...account, secretId: partial } : account,
    ),
  };
}
