import type { z } from 'zod';
import { isSetting } from './context';
import type { Context } from './context';
import { firstOf, SettingsError } from './errors';
import { SECRET_ARN, settingsSchema } from './schema';
import { MINUTE, spell, ZONE_LETTERS } from './types';

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

/** A network that exists already, by EC2's IDs. */
export interface NetworkSettings {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** What the number of resources hangs on, beside the accounts. */
type SizeSettings = Pick<Parsed, 'marginWarning' | 'emails'>;

/** Completed here. */
type Derived = 'accounts' | 'blindAfter' | 'zone';

/** The settings, checked and complete. Durations are in seconds. */
export interface Settings extends Omit<Parsed, Derived> {
  readonly accounts: readonly AccountSettings[];
  readonly blindAfter: number;
  readonly slack: SlackChannel | undefined;
  readonly network: NetworkSettings | undefined;
  /** The availability zone of the fixed address. */
  readonly zone: string;
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
  const { interval, blindAfter = Math.max(3 * interval, 5 * MINUTE) } = data;
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
  const slack = readSlack(data);
  const network = readNetwork(data);
  return { ...data, accounts, blindAfter, slack, network, zone: data.zone ?? `${data.region}a` };
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

/** For settings that only make sense together: all of them may be set, or none. */
function checkTogether(settings: Parsed, names: readonly (keyof Parsed)[]): void {
  const missing = names.filter((name) => settings[name] === undefined);
  const [set] = names.filter((name) => !missing.includes(name));
  if (set === undefined || missing.length === 0) return;
  throw new SettingsError(set, `can only be set together with ${missing.join(' and ')}`);
}

function readSlack(settings: Parsed): SlackChannel | undefined {
  checkTogether(settings, ['slackWorkspaceId', 'slackChannelId']);
  const { slackWorkspaceId: workspaceId, slackChannelId: channelId } = settings;
  return workspaceId && channelId ? { workspaceId, channelId } : undefined;
}

function readNetwork(settings: Parsed): NetworkSettings | undefined {
  checkTogether(settings, ['vpcId', 'subnetIds', 'securityGroupIds']);
  const { vpcId, subnetIds, securityGroupIds, fixedEgress } = settings;
  if (!vpcId || !subnetIds || !securityGroupIds) return undefined;
  if (!fixedEgress) return { vpcId, subnetIds, securityGroupIds };
  throw new SettingsError('vpcId', 'can only be set without fixedEgress, which makes a VPC');
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
