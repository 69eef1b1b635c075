import {
  BASE_URL_RULE,
  DEFAULTS,
  ENVIRONMENT,
  HEARTBEAT_RULE,
  isMarginWarning,
  isRecvWindow,
  isSecureUrl,
  MARGIN_WARNING_RULE,
  MAX_BLIND_AFTER,
  MAX_REMIND_EVERY,
  MIN_BLIND_AFTER,
  originOf,
  RECV_WINDOW_RULE,
} from './contract';
import { EnvironmentError } from './errors';

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;
const TOPIC_RULE = 'must be the ARN of a standard SNS topic';
const NAMESPACE = /^(?!AWS\/|:)[A-Za-z0-9.\-_/#:]{1,255}$/;
const NAMESPACE_RULE =
  'must be a CloudWatch namespace outside AWS/: up to 255 letters, digits and ".-_/#:"';
const LINK_RULE = 'must be an http or https address';

/** The settings of the function, checked and complete. */
export interface FunctionSettings {
  readonly topicArn: string;
  readonly namespace: string;
  /** Seconds. */
  readonly remindEvery: number;
  /** Seconds. */
  readonly blindAfter: number;
  /** A uniMMR, at or below which an account is in danger. Undefined: accounts' margin is not asked. */
  readonly marginWarning: string | undefined;
  /** Whoever knows it can ask for it: it must not be shown. */
  readonly heartbeatUrl: string | undefined;
  /** Origins, without a slash at the end; at least one. */
  readonly baseUrls: readonly string[];
  /** Milliseconds, as it goes into the query; Binance's own default where absent. */
  readonly recvWindow: string | undefined;
  readonly runbookUrl: string | undefined;
  readonly dashboardUrl: string | undefined;
}

/**
 * Reads the function's environment; an empty variable counts as absent.
 * @throws {EnvironmentError} naming the variable that is wrong
 */
export function parseEnvironment(environment: Readonly<NodeJS.ProcessEnv>): FunctionSettings {
  const read = <T>(
    setting: keyof typeof ENVIRONMENT,
    rule: string,
    parse: (text: string) => T | undefined,
  ): T | undefined => {
    const text = environment[ENVIRONMENT[setting]]?.trim() ?? '';
    const value = text === '' ? undefined : parse(text);
    if (text !== '' && value === undefined) throw new EnvironmentError(ENVIRONMENT[setting], rule);
    return value;
  };
  const topicArn = read(
    'topicArn',
    TOPIC_RULE,
    satisfying((text) => TOPIC_ARN.test(text)),
  );
  if (topicArn === undefined) throw new EnvironmentError(ENVIRONMENT.topicArn, TOPIC_RULE);
  return {
    topicArn,
    namespace:
      read(
        'namespace',
        NAMESPACE_RULE,
        satisfying((text) => NAMESPACE.test(text)),
      ) ?? DEFAULTS.namespace,
    remindEvery: read('remindEvery', ...seconds(0, MAX_REMIND_EVERY)) ?? DEFAULTS.remindEvery,
    blindAfter:
      read('blindAfter', ...seconds(MIN_BLIND_AFTER, MAX_BLIND_AFTER)) ?? DEFAULTS.blindAfter,
    marginWarning: read('marginWarning', MARGIN_WARNING_RULE, satisfying(isMarginWarning)),
    heartbeatUrl: read('heartbeatUrl', HEARTBEAT_RULE, satisfying(isSecureUrl)),
    baseUrls: read('baseUrls', BASE_URL_RULE, origins) ?? [DEFAULTS.baseUrl],
    recvWindow: read('recvWindow', RECV_WINDOW_RULE, satisfying(isRecvWindow)),
    runbookUrl: read('runbookUrl', LINK_RULE, satisfying(isLink)),
    dashboardUrl: read('dashboardUrl', LINK_RULE, satisfying(isLink)),
  };
}

function satisfying(isValid: (text: string) => boolean): (text: string) => string | undefined {
  return (text) => (isValid(text) ? text : undefined);
}

function seconds(least: number, most: number) {
  const parse = (text: string): number | undefined => {
    const isInRange = Number(text) >= least && Number(text) <= most;
    return /^\d{1,6}$/.test(text) && isInRange ? Number(text) : undefined;
  };
  return [`must be a whole number of seconds from ${least} to ${most}`, parse] as const;
}

function origins(text: string): string[] | undefined {
  const read = text.split(',').map(originOf);
  return read.every((each) => each !== undefined) ? read : undefined;
}

function isLink(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text) && URL.canParse(text);
}
