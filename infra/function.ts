import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { chunks } from '../lambda/chunks';
import { CODE_SHA256, ENVIRONMENT } from '../lambda/contract';
import { bundle, BUNDLE_DIRECTORY } from './bundle';
import { grantNetworkInterfaces } from './network';
import type { Network } from './network';
import type { MonitorMetrics } from './metrics';
import { MINUTE } from './settings/types';
import type { AccountSettings, Settings } from './settings/settings';
import type { NoticeTopic } from './topic';

/** Shorter than the shortest interval, and long enough for the retries on Binance and SNS. */
const TIMEOUT = Duration.seconds(50);
/** IAM allows 6,144 characters in a managed policy, and ten managed policies on a role. */
const ACCOUNTS_PER_POLICY = 20;
const FULL_ARN = /^arn:.*-[A-Za-z0-9]{6}$/;

/** How old an event may become before it is dropped, and how often it is retried. */
export interface EventPolicy {
  readonly maxEventAge: Duration;
  readonly retryAttempts: number;
}

export interface MonitorFunctionProps {
  readonly settings: Settings;
  readonly metrics: MonitorMetrics;
  readonly notices: NoticeTopic;
  readonly dashboardUrl: string;
  readonly eventPolicy: EventPolicy;
  readonly key: IKey | undefined;
  readonly network: Network | undefined;
}

/** The function, its log, and a role that allows what the function does and nothing else. */
export class MonitorFunction extends Construct {
  readonly function: Function;
  readonly logGroup: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: MonitorFunctionProps) {
    super(scope, id);
    const { settings, network, key } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key === undefined ? {} : { encryptionKey: key }),
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.#grant(props);
    const { sha256 } = bundle();
    this.function = new Function(this, 'Function', {
      description: 'Asks Binance what the accounts owe, publishes the amounts and sends notices',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(BUNDLE_DIRECTORY),
      role: this.role,
      memorySize: settings.memory,
      timeout: TIMEOUT,
      ...props.eventPolicy,
      loggingFormat: LoggingFormat.JSON,
      logGroup: this.logGroup,
      environment: environmentOf(props),
      ...network?.placement,
    });
    (this.function.node.defaultChild as CfnResource).addMetadata(CODE_SHA256, sha256);
    const { connectivity } = network ?? {};
    if (connectivity) this.function.node.addDependency(connectivity);
  }

  #grant({ settings, notices, metrics, network }: MonitorFunctionProps): void {
    this.logGroup.grantWrite(this.role);
    notices.grantPublish(this.role);
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'PublishInOneNamespace',
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': metrics.namespace } },
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'WithoutResourceLevelPermissions',
        actions: ['cloudwatch:GetMetricData', 'secretsmanager:BatchGetSecretValue'],
        resources: ['*'],
      }),
    );
    if (network) grantNetworkInterfaces(this.role);
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        "A condition limits PutMetricData to the stack's namespace. GetMetricData, BatchGetSecretValue and the actions on network interfaces have no resource-level permissions (Service Authorization Reference). To read a secret, BatchGetSecretValue also needs GetSecretValue on that secret.",
    });
    for (const [index, accounts] of chunks(settings.accounts, ACCOUNTS_PER_POLICY).entries()) {
      this.role.addManagedPolicy(
        new ManagedPolicy(this, `Secrets${index + 1}`, {
          description: 'Lets the monitor read the secrets of its accounts',
          statements: secretStatements(Stack.of(this), accounts),
        }),
      );
    }
  }
}

function environmentOf({ settings, metrics, notices, dashboardUrl }: MonitorFunctionProps) {
  const { remindEvery, blindAfter, marginWarning, baseUrls } = settings;
  const { heartbeatUrl, recvWindow, runbookUrl } = settings;
  return {
    [ENVIRONMENT.topicArn]: notices.topic.topicArn,
    [ENVIRONMENT.namespace]: metrics.namespace,
    [ENVIRONMENT.remindEvery]: String(remindEvery),
    [ENVIRONMENT.blindAfter]: String(blindAfter),
    [ENVIRONMENT.baseUrls]: baseUrls.join(','),
    [ENVIRONMENT.dashboardUrl]: dashboardUrl,
    ...(marginWarning === undefined ? {} : { [ENVIRONMENT.marginWarning]: marginWarning }),
    ...(heartbeatUrl === undefined ? {} : { [ENVIRONMENT.heartbeatUrl]: heartbeatUrl }),
    ...(recvWindow === undefined ? {} : { [ENVIRONMENT.recvWindow]: recvWindow }),
    ...(runbookUrl === undefined ? {} : { [ENVIRONMENT.runbookUrl]: runbookUrl }),
  };
}

function secretStatements(stack: Stack, accounts: readonly AccountSettings[]): PolicyStatement[] {
  const keys = accounts.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []);
  return [
    new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [...new Set(accounts.map(({ secretId }) => secretArn(stack, secretId)))],
    }),
    ...(keys.length === 0
      ? []
      : [
          new PolicyStatement({
            actions: ['kms:Decrypt'],
            resources: [...new Set(keys)],
            conditions: {
              StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.amazonaws.com` },
            },
          }),
        ]),
  ];
}

/** Secrets Manager adds six random characters to the name in the ARN of a secret. */
function secretArn(stack: Stack, secretId: string): string {
  if (FULL_ARN.test(secretId)) return secretId;
  if (secretId.startsWith('arn:')) return `${secretId}-??????`;
  const { partition, region, account } = stack;
  return `arn:${partition}:secretsmanager:${region}:${account}:secret:${secretId}-??????`;
}

/** Retries a failed run only where the next one is more than 15 minutes away. */
export function eventPolicyFor(interval: number): EventPolicy {
  const far = interval > 15 * MINUTE;
  return {
    maxEventAge: Duration.seconds(far ? 15 * MINUTE : interval),
    retryAttempts: far ? 2 : 0,
  };
}
