import { DEFAULTS, ENVIRONMENT, MAX_RECV_WINDOW_MS, MAX_REMIND_EVERY_SECONDS } from './contract';
import { EnvironmentError } from './errors';

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;
const NAMESPACE = /^(?!AWS\/|:)[A-Za-z0-9.\-_/#:]{1,255}$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** Binance reads up to three decimals: microseconds. */
const MILLISECONDS = /^\d{1,5}(\.\d{1,3})?$/;

export const RECV_WINDOW_RULE = `must be above 0 and up to ${MAX_RECV_WINDOW_MS} milliseconds, with at most three decimals`;
export const BASE_URL_RULE =
  'must be one or more origins such as https://api.binance.com, separated by commas; plain http is for loopback alone';

export interface Settings {
  readonly topicArn: string;
  readonly namespace: string;
  readonly remindEveryMs: number;
  /** Origins, without a slash at the end; at least one. */
  readonly baseUrls: readonly string[];
  /** As it goes into the query; Binance's own default where absent. */
  readonly recvWindow: string | undefined;
  readonly runbookUrl: string | undefined;
  readonly dashboardUrl: string | undefined;
}

/**
 * Reads the function's environment; an empty variable counts as absent.
 * @throws {EnvironmentError} naming the variable that is wrong
 */
export function parseEnvironment(environment: Readonly<NodeJS.ProcessEnv>): Settings {
  const read = (variable: string): string | undefined => {
    const value = environment[variable]?.trim();
    return value === '' ? undefined : value;
  };
  const matching = (variable: string, pattern: RegExp, value: string, rule: string): string => {
    if (!pattern.test(value)) throw new EnvironmentError(variable, rule);
    return value;
  };
  const namespace = read(ENVIRONMENT.namespace) ?? DEFAULTS.namespace;
  return {
    topicArn: matching(
      ENVIRONMENT.topicArn,
      TOPIC_ARN,
      read(ENVIRONMENT.topicArn) ?? '',
      'must be the ARN of a standard SNS topic',
    ),
    namespace: matching(
      ENVIRONMENT.namespace,
      NAMESPACE,
      namespace,
      'must be a CloudWatch namespace outside AWS/: up to 255 letters, digits and ".-_/#:"',
    ),
    remindEveryMs: 1000 * remindEvery(read(ENVIRONMENT.remindEverySeconds)),
    baseUrls: (read(ENVIRONMENT.baseUrls) ?? DEFAULTS.baseUrl).split(',').map(baseUrl),
    recvWindow: recvWindow(read(ENVIRONMENT.recvWindowMs)),
    runbookUrl: link(ENVIRONMENT.runbookUrl, read(ENVIRONMENT.runbookUrl)),
    dashboardUrl: link(ENVIRONMENT.dashboardUrl, read(ENVIRONMENT.dashboardUrl)),
  };
}

function remindEvery(value: string | undefined): number {
  if (value === undefined) return DEFAULTS.remindEverySeconds;
  if (!/^\d{1,5}$/.test(value) || Number(value) > MAX_REMIND_EVERY_SECONDS) {
    throw new EnvironmentError(
      ENVIRONMENT.remindEverySeconds,
      `must be a whole number of seconds from 0 to ${MAX_REMIND_EVERY_SECONDS}`,
    );
  }
  return Number(value);
}

function recvWindow(value: string | undefined): string | undefined {
  if (value === undefined || isRecvWindow(value)) return value;
  throw new EnvironmentError(ENVIRONMENT.recvWindowMs, RECV_WINDOW_RULE);
}

function baseUrl(value: string): string {
  const origin = originOf(value);
  if (origin === undefined) throw new EnvironmentError(ENVIRONMENT.baseUrls, BASE_URL_RULE);
  return origin;
}

/** Whether Binance would take it: milliseconds above 0 and up to 60000, three decimals at most. */
export function isRecvWindow(value: string): boolean {
  return MILLISECONDS.test(value) && Number(value) > 0 && Number(value) <= MAX_RECV_WINDOW_MS;
}

/** The origin that Binance may be asked at; undefined for anything but https, loopback aside. */
export function originOf(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined;
  const { protocol, hostname, origin, href } = new URL(value);
  const secure = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  return secure && href === `${origin}/` ? origin : undefined;
}

function link(variable: string, value: string | undefined): string | undefined {
  if (value !== undefined && !(/^https?:\/\/\S+$/.test(value) && URL.canParse(value))) {
    throw new EnvironmentError(variable, 'must be an http or https address');
  }
  return value;
}
