import { CfnOutput, Stack, Tags, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { DEFAULTS } from '../lambda/contract';
import { Alarms } from './alarms/alarms';
import { MonitorFunction, eventPolicyFor } from './function';
import { MonitorDashboard } from './dashboard';
import { FixedEgress, OwnNetwork } from './network';
import { MonitorMetrics } from './metrics';
import { Schedules } from './schedules';
import { Slack } from './slack';
import type { Settings } from './settings/settings';
import { NoticeTopic } from './topic';

const BINANCE_HOST = /(^|\.)binance\.com$/;

/** The monitor: schedules, function, topic, alarms and dashboard. */
export class MonitorStack extends Stack {
  constructor(scope: Construct, settings: Settings) {
    const { stackName, region, terminationProtection, fixedEgress, zone } = settings;
    super(scope, stackName, {
      stackName,
      description: 'Notifies when a Binance Portfolio Margin Pro account owes a bankruptcy loan',
      env: { region },
      terminationProtection,
      // A template has at most 1 MB, which as many accounts with long names would exceed by spaces.
      suppressTemplateIndentation: true,
    });
    // CloudFormation does not support tags of dashboards in every region yet.
    const excludeResourceTypes = ['AWS::CloudWatch::Dashboard'];
    Tags.of(this).add('application', 'pm-loan-monitor', { excludeResourceTypes });
    this.#warnOfHosts(settings);
    const key = settings.customerKey ? this.#key() : undefined;
    const egress = fixedEgress ? new FixedEgress(this, 'Egress', zone) : undefined;
    const network =
      egress ?? (settings.network && new OwnNetwork(this, 'Network', settings.network));
    const notices = new NoticeTopic(this, 'Notices', { ...settings, key });
    const metrics = new MonitorMetrics(`${DEFAULTS.namespace}/${stackName}`);
    // The names of a dashboard and of a chat are unique in an AWS account, across its regions.
    const name = `${stackName}-${region}`;
    const { slack: channel } = settings;
    if (channel) new Slack(this, 'Slack', { channel, name, topic: notices.topic });
    const dashboardUrl = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
    const eventPolicy = eventPolicyFor(settings.interval);
    const shared = { settings, metrics, notices, key, eventPolicy, dashboardUrl, network };
    const monitor = new MonitorFunction(this, 'Checker', shared);
    const { group } = new Schedules(this, 'Schedules', { ...shared, function: monitor.function });
    const { all: alarms } = new Alarms(this, 'Alarms', {
      ...shared,
      monitor,
      scheduleGroup: group,
    });
    new MonitorDashboard(this, 'Dashboard', { ...shared, dashboardName: name, monitor, alarms });

    this.#output('TopicArn', notices.topic.topicArn, 'The topic to subscribe to');
    this.#output('DashboardUrl', dashboardUrl, 'Alarms, amounts, runs, and why checks failed');
    this.#output('FunctionName', monitor.function.functionName, 'The function that checks');
    // Without quotes and dashes that one of bash, PowerShell and npm would take away.
    const checkNow = `npx tsx infra/operator/main.ts check --stack ${stackName} --region ${region}`;
    this.#output('CheckNow', checkNow, 'Runs a check by hand, in a clone of the repository');
    if (egress) this.#output('EgressIp', egress.ip, 'For the IP lists of the API keys');
  }

  /** One key for topic, queue and log. Whatever else uses it gets its permission elsewhere. */
  #key(): Key {
    const key = new Key(this, 'Key', {
      description: `Encrypts the topic, the queue and the log of ${this.stackName}`,
      enableKeyRotation: true,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LogsOfThisRegion',
        principals: [new ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${this.partition}:logs:${this.region}:${this.account}:log-group:*`,
          },
        },
      }),
    );
    return key;
  }

  /** Every host gets the API keys, and could answer that nothing is owed. */
  #warnOfHosts({ baseUrls }: Settings): void {
    for (const { hostname, protocol } of baseUrls.map((each) => new URL(each))) {
      // Plain http is accepted for loopback only, which is used by tests.
      if (BINANCE_HOST.test(hostname) || protocol === 'http:') continue;
      Validations.of(this).addWarning(
        `ForeignHost-${hostname}`,
        `The setting baseUrls names ${hostname}, which is not a domain of Binance's: this host gets the API keys, and its answers are believed.`,
      );
    }
  }

  #output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
