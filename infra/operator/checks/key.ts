import type { AccountFacts } from '../../../lambda/diagnosis/facts';
import type { Outside } from '../monitor';
import { isAddressRefused } from './address';
import { broken, failed, ok, warning } from './finding';
import type { Outcome } from './finding';

/** All that a monitor needs; the second is reading over FIX. */
const READING = ['enableReading', 'enableFixReadOnly'];

/** "Invalid API-key, IP, or permissions for action" (Binance, error codes). */
const IP_OR_RIGHTS = -2015;

const UNKNOWN_KEY =
  'The key was deleted, or its apiKey is stored wrongly: store a key that exists.';

/** What the code of Binance's refusal says, where it says more than that the key is refused. */
const REFUSED_KEY_FIXES: Readonly<Record<number, string>> = {
  [-1022]:
    'What is stored beside apiKey belongs to another key: store both halves of one key again.',
  [-2008]: UNKNOWN_KEY,
  [-2014]: UNKNOWN_KEY,
  [IP_OR_RIGHTS]:
    "Check on binance.com that the key exists, that its IP list holds the function's address, and that Enable Reading is on. A valid key is also refused during a temporary ban.",
};

export function secret(
  { secretId, secret: { answer, error } }: AccountFacts,
  { secretsElsewhere }: Outside,
): Outcome {
  if (error !== undefined) {
    const { detail, fix } = failed(error);
    const regions = secretsElsewhere.get(secretId);
    return regions === undefined
      ? broken(detail, fix)
      : broken(
          `${detail} There is one of this name in ${regions.join(', ')}.`,
          "Store it in the function's region too: npm run store-key. Or deploy the stack to that region.",
        );
  }
  const outcome = ok(`The secret ${secretId} holds an ${answer.kind} key.`);
  return answer.kind === 'HMAC'
    ? { ...outcome, fix: 'Use an Ed25519 key at the next rotation: Binance calls HMAC deprecated.' }
    : outcome;
}

/** Whether Binance takes the key; not said where Binance refuses the address. */
export function key({ key, loan }: AccountFacts, outside: Outside): Outcome | undefined {
  if (key === undefined || isAddressRefused(key)) return undefined;
  const { answer, error } = key;
  if (error !== undefined) {
    const { detail, fix } = failed(error);
    // A key that the loan was told to is good enough for the monitor.
    const judged = loan?.answer === undefined ? broken : warning;
    const { [error.code ?? 0]: refused = fix } = REFUSED_KEY_FIXES;
    // Only then may the address be the reason.
    return judged(detail, error.code === IP_OR_RIGHTS ? withAddress(refused, outside) : refused);
  }
  return answer.enabled.includes('enableReading')
    ? ok('Binance knows the key, and it may read.')
    : broken(
        'The key may not read.',
        withAddress('Turn on Enable Reading for it on binance.com.', outside),
      );
}

/** Whether the key may do more than a monitor needs, withdrawals first. */
export function rights({ key }: AccountFacts): Outcome | undefined {
  if (key?.answer === undefined) return undefined;
  const words = key.answer.enabled.filter((flag) => !READING.includes(flag)).map(inWords);
  const withdrawals = words.filter((each) => each.includes('withdraw'));
  const named = [...new Set([...withdrawals, ...words])].join(', ');
  return named === ''
    ? ok('Nothing but reading is enabled.')
    : warning(
        `The key can do more than read: ${named}.`,
        'On binance.com, turn off everything for it but Enable Reading.',
      );
}

export function ipList({ key }: AccountFacts, outside: Outside): Outcome | undefined {
  if (key?.answer === undefined) return undefined;
  return key.answer.ipRestrict
    ? ok('The key is bound to a list of addresses.')
    : warning(
        'The key works from any address.',
        withAddress("On binance.com, restrict it to the function's address.", outside),
      );
}

/** `permitsUniversalTransfer`: universal transfer */
function inWords(flag: string): string {
  const right = flag.replace(/^(enable|permits)/, '');
  return right.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

/** Only the stack knows the function's address. */
function withAddress(fix: string, outside: Outside): string {
  return `${fix} ${addressOf(outside)}`;
}

function addressOf({ egressIp, deployed }: Outside): string {
  if (egressIp !== undefined) return `The function's address is ${egressIp}.`;
  return deployed?.function.deployed['VpcConfig'] === undefined
    ? 'The function has no address of its own: the setting fixedEgress gives it one.'
    : "The function's address is that of the NAT gateway of your network.";
}
