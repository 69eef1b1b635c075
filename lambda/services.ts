import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SNSClient } from '@aws-sdk/client-sns';
import { createClients } from './aws/clients';
import { rehearse } from './aws/rehearsal';
import { Secrets } from './aws/secrets';
import { Binance } from './binance/client';
import { parseEnvironment } from './environment';
import type { FunctionSettings } from './environment';
import { limiter } from './limit';
import type { Limiter } from './limit';
import { Memory } from './memory';

/**
 * How many requests for loans are under way at once, and beside them how many that ask how accounts
 * stand. More gain nothing: by the time so many are sent, the first are answered. Both together stay
 * below the 256 idle connections to a host that Node keeps (`maxFreeSockets` of its agents).
 */
const ASKED_AT_ONCE = 100;

/** What every run uses, kept while the function is warm. */
export interface Services {
  readonly settings: FunctionSettings;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly cloudWatch: CloudWatchClient;
  readonly sns: () => SNSClient;
  readonly secrets: Secrets;
  readonly binance: Binance;
  /** Bounds how many requests to Binance are under way. */
  readonly limit: Limiter;
  /** Likewise, of those that ask how accounts stand: a loan never waits for their places. */
  readonly healthLimit: Limiter;
  readonly memory: Memory;
}

/** With which monitor it is, in words. */
export type NamedServices = Services & { readonly monitor: string };

/** @throws {EnvironmentError} */
export function createServices(environment: NodeJS.ProcessEnv, now: () => number): Services {
  const settings = parseEnvironment(environment);
  const clients = createClients(environment);
  const { cloudWatch, secretsManager, sns } = clients;
  void rehearse(clients);
  return {
    settings,
    now,
    cloudWatch,
    sns,
    secrets: new Secrets(secretsManager, now),
    binance: new Binance(settings, now),
    limit: limiter(ASKED_AT_ONCE),
    healthLimit: limiter(ASKED_AT_ONCE),
    memory: new Memory(),
  };
}
