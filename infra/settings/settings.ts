import type { z } from 'zod';
import { isSetting } from './context';
import type { Context } from './context';
import { MINUTE, spell, ZONE_LETTERS } from './types';
import { SECRET_ARN, settingsSchema } from './schema';

export const MAX_ACCOUNTS = 150;
/** CloudFormation's limit for a stack. */
const MAX_RESOURCES = 500;
/** All but alarms of accounts and subscriptions, with every option on and as many accounts. */
const OTHER_RESOURCES = 46;

type Parsed = z.infer<typeof settingsSchema>;

export interface AccountSettings {
  readonly name: string;
  /** Name or ARN. */
  readonly secretId: string;
  /** The key that encrypts the secret, if it is not the key of Secrets Manager. */
  readonly kmsKeyArn: string | undefined;
}

/** By Slack's own IDs. */
export interface SlackChannel {
  readonly workspaceId: string;
  readonly channelId: string;
}

/** What the number of resources hangs on, beside the accounts. */
type SizeSettings = Pick<Parsed, 'marginWarning' | 'emails'>;

/** Read into others, or completed. */
type Derived = 'accounts' | 'blindAfter' | 'slackWorkspaceId' | 'slackChannelId' | 'zone';

/** The settings, checked and complete. Durations are in seconds. */
export interface Settings extends Omit<Parsed, Derived> {
  readonly accounts: readonly AccountSettings[];
  readonly blindAfter: number;
  readonly slack: SlackChannel | undefined;
  /** The availability zone of the fixed address. */
  readonly zone: string;
}

/** A setting is wrong. The message names it and the rule that it breaks. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(setting: string, rule: string) {
    super(`The setting ${setting} ${rule}.`);
  }
}

/**
 * Reads the settings from the context of the app, which has CDK's own keys too.
 * @throws {SettingsError} naming the setting
 */
export function readSettings(context: Context): Settings {
  if (context['accounts'] === undefined) {
    throw new SettingsError('accounts', 'is missing: run npm run init, which asks for it');
  }
  const ours = Object.entries(context).filter(([key]) => isSetting(key));
  const { error, data } = settingsSchema.safeParse(Object.fromEntries(ours));
  if (error !== undefined) throw firstOf(error);
  const { slackWorkspaceId, slackChannelId, ...others } = data;
  const { interval, blindAfter = Math.max(3 * interval, 5 * MINUTE) } = others;
  if (blindAfter < interval + 2 * MINUTE) {
    const least = spell(interval + 2 * MINUTE);
    throw new SettingsError(
      'blindAfter',
      `must be at least ${least}, which is two minutes more than the interval`,
    );
  }
  checkAccounts(data);
  checkRegion(data);
  const accounts = data.accounts.map(({ name, secret, kmsKeyArn }) => ({
    name,
    secretId: secret ?? `${data.secretPrefix}/${name}`,
    kmsKeyArn,
  }));
  const slack = readSlack(slackWorkspaceId, slackChannelId);
  return { ...others, accounts, blindAfter, slack, zone: data.zone ?? `${data.region}a` };
}

function checkAccounts({ accounts, region, ...others }: Parsed): void {
  const names = accounts.map(({ name }) => name);
  if (names.length === 0) throw new SettingsError('accounts', 'must name at least one account');
  checkCount(names.length, others);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new SettingsError('accounts', `must not name ${twice} twice`);
  for (const [index, { secret = '' }] of accounts.entries()) {
    if (SECRET_ARN.test(secret) && secret.split(':')[3] !== region) {
      throw new SettingsError(`accounts[${index}].secret`, `must be in the region ${region}`);
    }
  }
}

function checkCount(count: number, { marginWarning, emails }: SizeSettings): void {
  const alarms = marginWarning === undefined ? 2 : 3;
  const room = MAX_RESOURCES - OTHER_RESOURCES - emails.length;
  const most = Math.max(0, Math.min(MAX_ACCOUNTS, Math.floor(room / alarms)));
  if (count <= most) return;
  const why = `a CloudFormation stack has at most ${MAX_RESOURCES} resources, of which each account takes ${alarms} for its alarms and each of the emails one`;
  throw new SettingsError(
    'accounts',
    `must name at most ${most} accounts, since ${why}; deploy the others as a second stack with another stackName`,
  );
}

function readSlack(workspaceId?: string, channelId?: string): SlackChannel | undefined {
  if (workspaceId !== undefined && channelId !== undefined) return { workspaceId, channelId };
  if (workspaceId === undefined && channelId === undefined) return undefined;
  const setting = workspaceId === undefined ? 'slackChannelId' : 'slackWorkspaceId';
  const other = workspaceId === undefined ? 'slackWorkspaceId' : 'slackChannelId';
  throw new SettingsError(setting, `can only be set together with ${other}`);
}

function checkRegion({ region, allowUsRegion, fixedEgress, zone, ...topic }: Parsed): void {
  const { topicArn, topicKeyArn } = topic;
  if (region.startsWith('us-') && !allowUsRegion) {
    throw new SettingsError(
      'region',
      'must not be in the US, where Binance refuses requests (451); -c allowUsRegion=true overrides this',
    );
  }
  if (topicArn !== undefined && topicArn.split(':')[3] !== region) {
    throw new SettingsError('topicArn', `must be in the region ${region}`);
  }
  if (topicKeyArn !== undefined && topicArn === undefined) {
    throw new SettingsError('topicKeyArn', 'can only be set together with topicArn');
  }
  const zones = ZONE_LETTERS.map((letter) => `${region}${letter}`);
  if (zone !== undefined && !(fixedEgress && zones.includes(zone))) {
    const named = `${zones[0] ?? ''} to ${zones.at(-1) ?? ''}`;
    throw new SettingsError(
      'zone',
      `must be one of ${named}, and can only be set together with fixedEgress`,
    );
  }
}

function firstOf({ issues }: z.ZodError): SettingsError {
  const [issue] = issues;
  if (issue?.code === 'unrecognized_keys') {
    const at = issue.path.length === 0 ? '' : `${spellPath(issue.path)}.`;
    return new SettingsError(
      `${at}${issue.keys[0] ?? ''}`,
      'is unknown; infra/README.md has all settings',
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
