import { Validations } from 'aws-cdk-lib';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { SlackChannel } from './settings/settings';

const READING = ['cloudwatch:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*'];

export interface SlackProps {
  readonly channel: SlackChannel;
  /** Unique in an AWS account, across its regions. */
  readonly name: string;
  readonly topic: ITopic;
}

/**
 * A Slack channel that gets what the topic gets. Taken to need nothing of the topic's key, since
 * SNS delivers to it as to a web hook: not verified, see test/README.md.
 */
export class Slack extends Construct {
  constructor(scope: Construct, id: string, { channel, name, topic }: SlackProps) {
    super(scope, id);
    // The default guardrail is AdministratorAccess: all that the role may do, a channel could do.
    const policy = new ManagedPolicy(this, 'Reading', {
      description: 'Lets a Slack channel see metrics and alarms',
      statements: [
        new PolicyStatement({
          sid: 'SeeMetricsAndAlarms',
          actions: READING,
          resources: ['*'],
        }),
      ],
    });
    for (const wildcard of ['Resource::*', ...READING.map((action) => `Action::${action}`)]) {
      Validations.of(policy).acknowledge({
        id: `AwsSolutions-IAM5[${wildcard}]`,
        reason:
          'Amazon Q Developer draws the graph of an alarm. Metrics have no resource-level permissions (Service Authorization Reference), and nothing here changes anything.',
      });
    }
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
      managedPolicies: [policy],
    });
    new SlackChannelConfiguration(this, 'Channel', {
      slackChannelConfigurationName: name,
      slackWorkspaceId: channel.workspaceId,
      slackChannelId: channel.channelId,
      notificationTopics: [topic],
      role,
      guardrailPolicies: [policy],
    });
  }
}
