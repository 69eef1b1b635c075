import { BinanceError } from '../binance/errors';
import type { ObservedLoan } from '../binance/endpoints';
import type { Finding } from '../contract';
import type { Secret } from '../aws/secrets';
import { judgeAccountType } from './account-type';
import { broken, failed, ok, warning } from './findings';
import type { Restrictions } from './restrictions';

/** A minute, by Binance's documentation. */
const ACCOUNT_WEIGHT = 180_000;
const ADDRESS_WEIGHT = 12_000;

/** What was answered for one account; absent where it was not asked. */
export interface Answers {
  readonly account: string;
  readonly secretId: string;
  readonly secret: Secret | Error;
  readonly restrictions?: Restrictions | Error;
  readonly loan?: ObservedLoan | Error;
  readonly accountType?: string | Error;
  /** What the account has used of its weight in this minute. */
  readonly usedWeight?: string | undefined;
}

/** The findings on one account, among which there is always one on its loan. */
export function judgeAccount(answers: Answers): Finding[] {
  const { account, accountType, loan } = answers;
  return [
    judgeSecret(answers),
    ...judgeKey(answers),
    ...judgeAccountType(account, accountType, loan),
    judgeLoan(answers),
    ...judgeWeight(answers),
  ];
}

function judgeSecret({ account, secretId, secret }: Answers): Finding {
  const about = { check: 'secret', account } as const;
  if (secret instanceof Error) return failed(about, secret);
  const { kind } = secret.credentials;
  const finding = ok(about, `The secret ${secretId} holds an ${kind} key.`);
  return kind === 'HMAC'
    ? { ...finding, fix: 'Make it Ed25519 when it is next rotated: Binance calls HMAC deprecated.' }
    : finding;
}

function judgeKey({ account, restrictions, loan }: Answers): Finding[] {
  if (restrictions === undefined || isOfAddress(restrictions)) return [];
  const about = { check: 'key', account } as const;
  if (restrictions instanceof Error) {
    const finding = { ...failed(about, restrictions), ...keyFix(restrictions) };
    // A key that the loan was told to is good enough for the monitor.
    return [
      loan === undefined || loan instanceof Error ? finding : { ...finding, status: 'warning' },
    ];
  }
  return [
    restrictions.reading
      ? ok(about, 'Binance knows the key, and it may read.')
      : broken(about, 'The key may not read.', 'Turn on Enable Reading for it on binance.com.'),
    judgeRights(account, restrictions),
    judgeIpList(account, restrictions),
  ];
}

const UNKNOWN_KEY =
  'The key was deleted, or its apiKey is stored wrongly: store a key that exists.';

/** What the code of Binance's refusal says, where it says more than that the key is refused. */
const KEY_FIXES: Readonly<Record<number, string>> = {
  [-1022]:
    'What is stored beside apiKey belongs to another key: store both halves of one key again.',
  [-2008]: UNKNOWN_KEY,
  [-2014]: UNKNOWN_KEY,
  [-2015]:
    "Check on binance.com that the key exists, that its IP list holds the function's address, and that Enable Reading is on. A valid key is refused so too during a temporary ban.",
};

function keyFix(error: Error): { fix?: string } {
  const fix = isKeyRefusal(error) ? KEY_FIXES[error.code ?? 0] : undefined;
  return fix === undefined ? {} : { fix };
}

function judgeRights(account: string, { beyondReading }: Restrictions): Finding {
  const about = { check: 'rights', account } as const;
  return beyondReading.length === 0
    ? ok(about, 'Nothing but reading is enabled.')
    : warning(
        about,
        `The key can do more than read: ${beyondReading.join(', ')}.`,
        'On binance.com, take all from it but Enable Reading.',
      );
}

function judgeIpList(account: string, { ipList }: Restrictions): Finding {
  const about = { check: 'ipList', account } as const;
  return ipList
    ? ok(about, 'The key is bound to a list of addresses.')
    : warning(
        about,
        'The key works from any address.',
        "On binance.com, restrict it to the function's address.",
      );
}

function judgeLoan({ account, secret, restrictions, loan }: Answers): Finding {
  const about = { check: 'loan', account } as const;
  const unknown = (why: string, first: string): Finding =>
    broken(about, `What it owes is unknown, as ${why}.`, `Mend the ${first} first.`);
  if (secret instanceof Error) return unknown('its key cannot be read', 'secret');
  if (loan === undefined || isOfAddress(loan)) {
    return unknown('Binance does not answer from here', 'address');
  }
  if (isKeyRefusal(loan) && restrictions instanceof Error) {
    return unknown('Binance refuses its key', 'key');
  }
  if (loan instanceof Error) return failed(about, loan);
  const { amount, asset } = loan;
  const said = asset === null ? 'Binance: no outstanding loan' : `${amount} ${asset}`;
  return Number(amount) === 0
    ? ok(about, `It owes nothing (${said}).`)
    : warning(
        about,
        `It owes a bankruptcy loan of ${said}.`,
        'Repay it, in the Portfolio Margin Pro account on binance.com. The set-up is not at fault.',
      );
}

function judgeWeight({ account, usedWeight, restrictions }: Answers): Finding[] {
  if (usedWeight === undefined) return [];
  const about = { check: 'weight', account } as const;
  const addressWeight =
    (restrictions instanceof Error ? undefined : restrictions?.addressWeight) ?? '0';
  const detail = `Used in this minute: ${usedWeight} of ${ACCOUNT_WEIGHT} (account), ${addressWeight} of ${ADDRESS_WEIGHT} (address).`;
  const most = Math.max(
    Number(usedWeight) / ACCOUNT_WEIGHT,
    Number(addressWeight) / ADDRESS_WEIGHT,
  );
  return [
    most <= 0.5
      ? ok(about, detail)
      : warning(
          about,
          detail,
          'Find what else asks for the same account or from the same address.',
        ),
  ];
}

function isOfAddress(answer: unknown): answer is BinanceError {
  return answer instanceof BinanceError && answer.stops === 'address';
}

function isKeyRefusal(answer: unknown): answer is BinanceError {
  return answer instanceof BinanceError && answer.name === 'KeyRefusedError';
}
