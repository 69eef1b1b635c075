import type { RequestStats } from './binance/client';
import type { ObservedHealth, ObservedLoan } from './binance/endpoints';
import { BinanceError } from './binance/errors';
import type { Credentials } from './binance/key';
import type { Secret } from './aws/secrets';
import type { Account } from './contract';
import { settled } from './settled';

/** What Binance is asked of an account. */
export type Question<T> = (credentials: Credentials, stats: RequestStats) => Promise<T>;

/** What asking takes; each function ends before the run's deadline. */
export interface Asking {
  readonly readSecret: (secretId: string) => Promise<Secret>;
  /** Reads it anew, whatever is in memory. */
  readonly rereadSecret: (secretId: string) => Promise<Secret>;
  readonly askLoan: Question<ObservedLoan>;
  readonly askHealth: Question<ObservedHealth>;
}

/** What asking brought. */
export interface Asked<T> {
  /** Undefined where it is unknown. */
  readonly answer?: T;
  readonly stats: RequestStats;
  readonly failures: readonly Error[];
}

/**
 * Asks Binance about an account. Where Binance refuses the key, its secret may have been rotated.
 * Never rejects.
 */
export async function ask<T>(
  { secretId }: Account,
  { readSecret, rereadSecret }: Pick<Asking, 'readSecret' | 'rereadSecret'>,
  question: Question<T>,
): Promise<Asked<T>> {
  const stats: RequestStats = { attempts: 0 };
  const secret = await settled(readSecret(secretId));
  if (secret instanceof Error) return { stats, failures: [secret] };
  const answer = await settled(question(secret.credentials, stats));
  if (!(answer instanceof Error)) return { stats, answer, failures: [] };
  if (!(answer instanceof BinanceError && answer.name === 'KeyRefusedError')) {
    return { stats, failures: [answer] };
  }
  const current = await settled(rereadSecret(secretId));
  if (current instanceof Error) return { stats, failures: [answer, current] };
  if (current.text === secret.text) return { stats, failures: [answer] };
  const second = await settled(question(current.credentials, stats));
  return second instanceof Error
    ? { stats, failures: [answer, second] }
    : { stats, answer: second, failures: [] };
}
