import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';
import { ACCOUNT_NAME, DEFAULTS, MAX_REMIND_EVERY_SECONDS } from '../lambda/contract';
import { BASE_URL_RULE, isRecvWindow, originOf, RECV_WINDOW_RULE } from '../lambda/environment';
import {
  arnOf,
  DAY,
  duration,
  HOUR,
  list,
  MINUTE,
  spell,
  toggle,
  wholeNumber,
} from './setting-types';

/** CloudFormation takes 500 resources a stack; an account has two alarms. */
const MAX_ACCOUNTS = 150;
/** So that the secrets of twenty accounts fit into one policy. */
const MAX_SECRET_LENGTH = 150;
const SECRET_NAME = /^[A-Za-z0-9/_+=.@-]+$/;
const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/;
const RETENTIONS = Object.values(RetentionDays).filter(Number.isInteger);

const account = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value;
    const [name, ...secret] = value.split('=');
    return secret.length === 0 ? { name } : { name, secret: secret.join('=') };
  },
  z.strictObject({
    name: z.string().regex(ACCOUNT_NAME, 'must be 1 to 64 letters, digits, ".", "_" or "-"'),
    secret: z
      .string()
      .max(MAX_SECRET_LENGTH, `must have at most ${MAX_SECRET_LENGTH} characters`)
      .refine((id) => SECRET_NAME.test(id) || SECRET_ARN.test(id), "must be a secret's name or ARN")
      .optional(),
    kmsKeyArn: arnOf('kms').optional(),
  }),
);

/** What can be set, in `cdk.json` or with `-c`. Durations are in seconds. */
const schema = z.strictObject({
  accounts: list(account),
  secretPrefix: z
    .string()
    .regex(SECRET_NAME, "must begin a secret's name")
    .default('pm-loan-monitor'),
  stackName: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'must be a letter and up to 63 letters, digits, "-"')
    .default('PmLoanMonitor'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as ap-northeast-1')
    .default('ap-northeast-1'),
  allowUsRegion: toggle().default(false),
  interval: duration(MINUTE, 12 * HOUR).default(5 * MINUTE),
  remindEvery: duration(0, MAX_REMIND_EVERY_SECONDS).default(DEFAULTS.remindEverySeconds),
  blindAfter: duration(5 * MINUTE, 7 * DAY).optional(),
  debtThreshold: z.coerce.number('must be a number').min(0, 'must not be negative').default(0),
  emails: list(
    z.email({ pattern: z.regexes.html5Email, error: 'must be an e-mail address' }),
  ).default([]),
  topicArn: arnOf('sns')
    .refine(
      (arn) => !arn.endsWith('.fifo'),
      'must be a standard topic: alarms cannot use a FIFO one',
    )
    .optional(),
  topicKeyArn: arnOf('kms').optional(),
  alarmActionArns: list(arnOf('[a-z0-9-]+')).default([]),
  alarmActions: toggle().default(true),
  fixedEgress: toggle().default(false),
  zone: z.string().optional(),
  customerKey: toggle().default(false),
  memory: wholeNumber(128, 10_240).default(256),
  logRetentionDays: z
    .preprocess(Number, z.enum(RetentionDays, `must be one of ${RETENTIONS.join(', ')}`))
    .default(RetentionDays.THREE_MONTHS),
  baseUrls: list(z.string().refine((each) => originOf(each) !== undefined, BASE_URL_RULE)).default([
    DEFAULTS.baseUrl,
  ]),
  recvWindow: z.coerce.string().refine(isRecvWindow, RECV_WINDOW_RULE).optional(),
  runbookUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  terminationProtection: toggle().default(false),
});

type Parsed = z.infer<typeof schema>;

export interface Account {
  readonly name: string;
  /** Name or ARN. */
  readonly secretId: string;
  /** Of the customer key that the secret is encrypted with, if it is. */
  readonly kmsKeyArn: string | undefined;
}

/** The settings, checked and complete. Durations are in seconds. */
export interface Settings extends Omit<Parsed, 'accounts' | 'blindAfter' | 'zone'> {
  readonly accounts: readonly Account[];
  readonly blindAfter: number;
  /** The availability zone of the fixed address. */
  readonly zone: string;
}

/** A setting is wrong; the message is for the one who set it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(setting: string, rule: string) {
    super(`The setting ${setting} ${rule}.`);
  }
}

/**
 * Reads the settings out of the app's context, in which CDK's own keys stand beside ours.
 * @throws {SettingsError} naming the setting
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  const ours = Object.entries(context).filter(([key]) => /^[a-zA-Z]+$/.test(key));
  const { error, data } = schema.safeParse(Object.fromEntries(ours));
  if (error !== undefined) throw firstOf(error);
  const { interval, blindAfter = Math.max(3 * interval, 5 * MINUTE) } = data;
  if (blindAfter < interval + 2 * MINUTE) {
    const least = spell(interval + 2 * MINUTE);
    throw new SettingsError(
      'blindAfter',
      `must be at least ${least}, two minutes over the interval`,
    );
  }
  checkAccounts(data);
  checkRegion(data);
  const accounts = data.accounts.map(({ name, secret, kmsKeyArn }) => ({
    name,
    secretId: secret ?? `${data.secretPrefix}/${name}`,
    kmsKeyArn,
  }));
  return { ...data, accounts, blindAfter, zone: data.zone ?? `${data.region}a` };
}

function checkAccounts({ accounts, region }: Parsed): void {
  const names = accounts.map(({ name }) => name);
  if (names.length === 0) throw new SettingsError('accounts', 'must name at least one account');
  if (names.length > MAX_ACCOUNTS) {
    throw new SettingsError(
      'accounts',
      `must name at most ${MAX_ACCOUNTS} accounts, since CloudFormation takes 500 resources a stack: deploy a second stack for the others, under another stackName`,
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new SettingsError('accounts', `must not name ${twice} twice`);
  for (const [index, { secret = '' }] of accounts.entries()) {
    if (SECRET_ARN.test(secret) && secret.split(':')[3] !== region) {
      throw new SettingsError(`accounts[${index}].secret`, `must be in the region ${region}`);
    }
  }
}

function checkRegion({ region, allowUsRegion, fixedEgress, zone, topicArn }: Parsed): void {
  if (region.startsWith('us-') && !allowUsRegion) {
    throw new SettingsError(
      'region',
      'must not be in the US, where Binance answers 451; -c allowUsRegion=true overrides this',
    );
  }
  if (topicArn !== undefined && topicArn.split(':')[3] !== region) {
    throw new SettingsError('topicArn', `must be in the region ${region}`);
  }
  if (zone !== undefined && !(fixedEgress && zone.startsWith(region))) {
    throw new SettingsError('zone', `must be a zone of ${region}, and goes with fixedEgress`);
  }
}

function firstOf({ issues }: z.ZodError): SettingsError {
  const [issue] = issues;
  if (issue?.code === 'unrecognized_keys') {
    const at = issue.path.length === 0 ? '' : `${spellPath(issue.path)}.`;
    return new SettingsError(
      `${at}${issue.keys[0] ?? ''}`,
      'is unknown; see "Settings" in the README',
    );
  }
  return new SettingsError(spellPath(issue?.path ?? []), issue?.message ?? 'is wrong');
}

/** `accounts[1].name` */
function spellPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
