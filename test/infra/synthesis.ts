import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readSettings } from '../../infra/settings/settings';
import { MonitorStack } from '../../infra/stack';

const { context } = JSON.parse(readFileSync(join(__dirname, '../../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

export type Properties = Readonly<Record<string, unknown>>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** A part of the dashboard; each kind has one of the optional properties. */
interface Widget {
  readonly properties: {
    readonly alarms?: readonly unknown[];
    readonly metrics?: readonly unknown[];
    readonly title?: string;
    readonly annotations?: { readonly horizontal: readonly Properties[] };
    readonly yAxis?: { readonly left: Properties };
    /** Of CloudWatch Logs Insights. */
    readonly query?: string;
  };
}

/** The names of so many accounts. */
export function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `account-${index + 1}`);
}

/** So many addresses. */
export function addresses(count: number): string[] {
  return names(count).map((name) => `${name}@example.com`);
}

/** Whatever adds resources to a stack, but for accounts and addresses. */
export const EVERY_OPTION: Properties = {
  ...{ fixedEgress: 'true', customerKey: 'true', marginWarning: '1.5' },
  ...{ slackWorkspaceId: 'T07EA123LEP', slackChannelId: 'C07EZ1ABC23' },
  heartbeatUrl: 'https://hc-ping.com/capability',
  runbookUrl: 'https://wiki.example.com/pm-loan',
};

/** A VPC that exists already. */
export const OWN_NETWORK: Properties = {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  subnetIds: 'subnet-0a1b2c3d,subnet-0a1b2c3e',
  securityGroupIds: 'sg-0a1b2c3d',
};

/** Settings at the corners of what is accepted; the invariants hold for each. */
export const VARIANTS: Readonly<Record<string, Properties>> = {
  'one account': {},
  'a margin warning': { accounts: 'main,hedge', marginWarning: '1.5' },
  'every option, as many accounts as a stack can have, and addresses to its last resource': {
    ...EVERY_OPTION,
    accounts: names(150),
    emails: addresses(4),
  },
  'fixed egress': { fixedEgress: 'true' },
  'a network of its own': OWN_NETWORK,
  'a customer key': { customerKey: 'true' },
  'a Slack channel': {
    slackWorkspaceId: 'T07EA123LEP',
    slackChannelId: 'C07EZ1ABC23',
    customerKey: 'true',
  },
  'an interval of a minute': { interval: '1 minute' },
  'an interval of 7 minutes': { interval: '7 minutes' },
  'an interval of 12 hours': { interval: '12 hours', remindEvery: '12 hours' },
  'e-mail, runbook, heartbeat and a threshold': {
    emails: 'ops@example.com,risk@example.com',
    runbookUrl: 'https://wiki.example.com/pm-loan',
    debtThreshold: '100',
    heartbeatUrl: 'https://hc-ping.com/capability',
    recvWindow: '10000',
    baseUrls: 'https://api.binance.com,https://api-gcp.binance.com',
  },
  'secrets and keys of their own': {
    accounts: [
      {
        name: 'main',
        secret: 'arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:x-AbCdEf',
      },
      { name: 'hedge', kmsKeyArn: 'arn:aws:kms:ap-northeast-1:123456789012:key/1234' },
      {
        name: 'elsewhere',
        secret: 'arn:aws:secretsmanager:ap-northeast-1:210987654321:secret:y-AbCdEf',
        kmsKeyArn: 'arn:aws:kms:ap-northeast-1:210987654321:key/5678',
      },
    ],
  },
  'an existing topic': {
    topicArn: 'arn:aws:sns:ap-northeast-1:123456789012:incidents',
    topicKeyArn: 'arn:aws:kms:ap-northeast-1:123456789012:key/1234',
    alarmActionArns: 'arn:aws:sns:ap-northeast-1:123456789012:pager',
  },
};

/** What `cdk synth` makes of the settings. */
export class Synthesis {
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;

  /**
   * @param settings as with `-c`, over one account named main
   * @param validated Throws if the template breaks CDK's own rules or those of cdk-nag's
   *   AwsSolutions. That takes seconds, so one test file does it for all variants.
   */
  constructor(settings: Properties = {}, { validated = false } = {}) {
    const app = new App({
      context: { ...context, accounts: 'main', ...settings },
      builtinCloudFormationValidation: validated,
    });
    const stack = new MonitorStack(app, readSettings(app.node.getAllContext() as Properties));
    if (validated) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    this.template = Template.fromStack(stack);
    this.resources = (this.template.toJSON() as { Resources: Record<string, Resource> }).Resources;
  }

  of(type: string): [logicalId: string, properties: Properties][] {
    return Object.entries(this.resources)
      .filter(([, { Type }]) => Type === type)
      .map(([logicalId, { Properties }]) => [logicalId, Properties]);
  }

  /** The only resource of its type. */
  one(type: string): Properties {
    const [first, ...others] = this.of(type);
    if (first === undefined || others.length > 0) throw new Error(`not exactly one ${type}`);
    return first[1];
  }

  get widgets(): Widget[] {
    const { DashboardBody } = this.one('AWS::CloudWatch::Dashboard');
    return (JSON.parse(resolved(DashboardBody)) as { widgets: Widget[] }).widgets;
  }

  get alarms(): Properties[] {
    return this.of('AWS::CloudWatch::Alarm').map(([, properties]) => properties);
  }

  alarm(name: string): Properties {
    const found = this.alarms.find(({ AlarmName }) => AlarmName === `PmLoanMonitor-${name}`);
    if (found === undefined) throw new Error(`no alarm ${name}`);
    return found;
  }
}

/** Text with CloudFormation's functions in it, as it could read once they are resolved. */
export function resolved(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = []] = Object.entries(value as object) as [string, unknown][];
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(resolved).join('');
  return (name === 'Ref' ? REFERENCES[argument as string] : undefined) ?? 'known-when-deployed';
}

const REFERENCES: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': '123456789012',
};
