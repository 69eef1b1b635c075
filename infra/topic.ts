import { Aws } from 'aws-cdk-lib';
import { Grant, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Settings } from './settings/settings';

const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');

export interface NoticeTopicProps extends Pick<Settings, 'topicArn' | 'topicKeyArn' | 'emails'> {
  /** Encrypts the topic, if the stack creates it. */
  readonly key: IKey | undefined;
}

/**
 * The topic to which notices and alarms are published. One that exists already keeps its own
 * policy, which has to let CloudWatch publish.
 */
export class NoticeTopic extends Construct {
  readonly topic: ITopic;
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, props: NoticeTopicProps) {
    super(scope, id);
    if (props.topicArn === undefined) {
      this.#key = props.key;
      this.topic = this.#create(props.key);
    } else {
      const { topicArn, topicKeyArn } = props;
      this.#key =
        topicKeyArn === undefined ? undefined : Key.fromKeyArn(this, 'TopicKey', topicKeyArn);
      this.topic = Topic.fromTopicArn(this, 'Topic', topicArn);
    }
    for (const email of props.emails) this.topic.addSubscription(new EmailSubscription(email));
  }

  /**
   * Lets the function publish, which takes two actions on the topic's key, and read the
   * subscriptions and their filters.
   */
  grantPublish(grantee: IGrantable): void {
    const resourceArns = [this.topic.topicArn];
    // The resource of GetSubscriptionAttributes is the topic (Service Authorization Reference).
    const actions = [
      'sns:Publish',
      'sns:GetTopicAttributes',
      'sns:ListSubscriptionsByTopic',
      'sns:GetSubscriptionAttributes',
    ];
    Grant.addToPrincipal({ grantee, actions, resourceArns });
    this.#key?.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey');
  }

  #create(key: IKey | undefined): Topic {
    const topic = new Topic(this, 'Topic', {
      enforceSSL: true,
      ...(key === undefined ? {} : { masterKey: key }),
    });
    // enforceSSL adds a policy, which replaces SNS's default one and with it this permission.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsMayPublish',
        principals: [CLOUDWATCH],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    key?.grant(CLOUDWATCH, 'kms:Decrypt', 'kms:GenerateDataKey*');
    return topic;
  }
}
