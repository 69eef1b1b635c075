import type { Cloud, CloudFault } from '../local/cloud/cloud';
import { AMOUNT_FAULTS } from '../local/exchange/account-faults';
import type { ExchangeFault } from '../local/exchange/faults';
import type { LocalAccount, World } from '../local/world';

/** How many of all accounts each family of faults meets. */
const SHARE = 0.05;

type Faults = readonly [ExchangeFault, ...ExchangeFault[]];

/**
 * Faults of the same consequence; each family meets its share, its members in turn. Bans and other
 * answers to the address are left out: they end the asking for all, by contract.
 */
const LASTING: readonly Faults[] = [
  ['reset', 'hang', 'cut-off', 'trickle', 'huge'],
  ['unavailable', 'internal-error', 'bad-gateway', 'unknown-error'],
  ['busy-1008', 'busy-21003', 'busy-1001', 'busy-1004', 'busy-1006', 'busy-1007', 'busy-3000'],
  ['html', 'empty', 'malformed', 'redirect'],
  ['clock', 'clock-ahead'],
  ['key-refused-2015', 'signature', 'key-refused-1002', 'key-refused-1099', 'key-refused-2008'],
  ['not-portfolio-margin-21001', 'not-portfolio-margin-3999', 'not-portfolio-margin-9000'],
  ['bad-request-1102', 'bad-request-1131', 'in-process-21006', 'gone-21015'],
  Object.keys(AMOUNT_FAULTS) as (keyof typeof AMOUNT_FAULTS)[] as unknown as Faults,
];
/** Met once: the next try gets an answer. */
const PASSING: readonly Faults[] = [
  ['reset', 'cut-off', 'huge'],
  ['unavailable', 'internal-error', 'bad-gateway', 'unknown-error', 'account-rate-limit'],
  ['busy-1008', 'busy-1001', 'busy-1004', 'busy-3000', 'busy-3044'],
  ['clock', 'clock-ahead'],
];
const PASSING_OF_SNS: readonly CloudFault[] = ['throttled', 'internal', 'unavailable', 'reset'];
/** Cost seconds each, as nothing but a timeout ends them. */
const SLOW: Faults = ['hang', 'trickle'];

/** Who meets what. Everyone not named here meets nothing. */
export interface Plan {
  /** Whom Binance, or the want of a secret, leaves without an answer. */
  readonly unanswered: ReadonlySet<string>;
  /** Whose notice SNS refuses, whatever is tried. */
  readonly refused: ReadonlySet<string>;
}

export interface Disturbance {
  /** Whether some of the faults are ended by nothing but a timeout, though they pass. */
  readonly slowly: boolean;
  /** Those of whom there is something to tell. */
  readonly debtors: ReadonlySet<string>;
}

/** Lets everything go wrong at once, for its share of the accounts. */
export function disturb(world: World, { slowly, debtors }: Disturbance): Plan {
  const share = Math.max(1, Math.floor(world.accounts.length * SHARE));
  const untouched = [...world.accounts];
  const take = (): LocalAccount[] => untouched.splice(0, share);
  const meet = (faults: Faults, times?: number): LocalAccount[] =>
    take().map((account, index) => {
      const fault = faults[index % faults.length] ?? faults[0];
      const { apiKey } = account.key.secret;
      world.exchange.misbehave(fault, times === undefined ? { apiKey } : { apiKey, times });
      return account;
    });
  const unanswered = [...LASTING.flatMap((faults) => meet(faults)), ...spoilSecrets(world, take)];
  const healed = [...PASSING, ...(slowly ? [SLOW] : [])].flatMap((faults) => meet(faults, 1));
  const toTell = [...untouched, ...healed].filter(({ name }) => debtors.has(name));
  const refused = disturbCloud(world.cloud, toTell, share);
  return { unanswered: namesOf(unanswered), refused: namesOf(refused) };
}

/** One share has none, another one that was cut short. */
function spoilSecrets({ cloud }: World, take: () => LocalAccount[]): LocalAccount[] {
  const [missing, short] = [take(), take()];
  for (const { secretId } of missing) cloud.secrets.remove(secretId);
  for (const { secretId, key } of short) {
    cloud.secrets.put(secretId, JSON.stringify(key.secret).slice(0, -9));
  }
  return [...missing, ...short];
}

/** Each service of AWS stumbles; those whose notice is refused for good are returned. */
function disturbCloud(
  cloud: Cloud,
  accounts: readonly LocalAccount[],
  share: number,
): readonly LocalAccount[] {
  cloud.misbehave('BatchGetSecretValue', 'throttled', { times: 1 });
  cloud.misbehave('GetMetricData', 'internal', { times: 1 });
  cloud.misbehave('PutMetricData', 'reset', { times: 1 });
  const left = [...accounts];
  const meet = (fault: CloudFault, times: number): LocalAccount[] => {
    const met = left.splice(0, share);
    for (const { name } of met) {
      cloud.misbehave('Publish', fault, {
        times,
        when: ({ input }) => String(input['Subject']).startsWith(`${name} `),
      });
    }
    return met;
  };
  for (const fault of PASSING_OF_SNS) meet(fault, 1);
  return meet('access-denied', Infinity);
}

function namesOf(accounts: readonly LocalAccount[]): ReadonlySet<string> {
  return new Set(accounts.map(({ name }) => name));
}
