import { devNull } from 'node:os';
import { serve } from '../loopback';
import type { Loopback } from '../loopback';
import type { CloudFault } from './cloud-faults';
import { CloudWatch } from './cloud-watch';
import { CREDENTIALS, REGION } from './credentials';
import { CALLER } from './errors';
import { Gateway } from './gateway';
import { SecretsManager } from './secrets-manager';
import { Sns } from './sns';
import type { Call, Operation } from './wire';

export interface CloudOptions {
  /** The cloud's time, in milliseconds since 1970. */
  readonly clock: () => number;
  /** How long a metric's point stays invisible after it was put, in milliseconds; 0 by default. */
  readonly metricDelayMs?: number;
  /**
   * The time that signatures are held against, and that answers are dated by; the cloud's by
   * default. The SDK signs by the machine's clock: where the cloud's stands elsewhere, the first
   * request of a client is refused, then sent again by the right time, as at AWS. Date.now spares
   * that.
   */
  readonly signingClock?: () => number;
  /** Whether it is called by TLS. */
  readonly secure?: boolean;
}

/**
 * Secrets Manager, CloudWatch, SNS and STS on loopback, as the AWS SDK for JavaScript speaks with
 * them: the operations that the monitor and its operator call, refused where AWS refuses them. Whoever starts it closes it.
 */
export class Cloud {
  static async start(options: CloudOptions): Promise<Cloud> {
    const { clock, metricDelayMs = 0, signingClock = clock, secure } = options;
    const secrets = new SecretsManager(clock);
    const metrics = new CloudWatch(clock, metricDelayMs);
    const topics = new Sns();
    const handlers = {
      GetSecretValue: secrets.getSecretValue.bind(secrets),
      BatchGetSecretValue: secrets.batchGetSecretValue.bind(secrets),
      CreateSecret: secrets.createSecret.bind(secrets),
      PutSecretValue: secrets.putSecretValue.bind(secrets),
      PutMetricData: metrics.putMetricData.bind(metrics),
      GetMetricData: metrics.getMetricData.bind(metrics),
      Publish: topics.publish.bind(topics),
      GetTopicAttributes: topics.getTopicAttributes.bind(topics),
      ListSubscriptionsByTopic: topics.listSubscriptionsByTopic.bind(topics),
      GetSubscriptionAttributes: topics.getSubscriptionAttributes.bind(topics),
      GetCallerIdentity: () => CALLER,
    };
    const gateway = new Gateway(handlers, signingClock);
    return new Cloud(await serve(gateway, secure), gateway, secrets, metrics, topics);
  }

  private constructor(
    private readonly loopback: Loopback,
    private readonly gateway: Gateway,
    readonly secrets: SecretsManager,
    readonly metrics: CloudWatch,
    readonly topics: Sns,
  ) {}

  get url(): string {
    return this.loopback.url;
  }

  /** Every call of a recognised client, in the order they came; `outcome` says what became of it. */
  get calls(): readonly Call[] {
    return this.gateway.calls;
  }

  /** What an SDK client must find in its environment to speak with this cloud and no other. */
  environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.url,
      // A service's own endpoint would win over the common one.
      AWS_ENDPOINT_URL_SECRETS_MANAGER: '',
      AWS_ENDPOINT_URL_CLOUDWATCH: '',
      AWS_ENDPOINT_URL_SNS: '',
      AWS_ENDPOINT_URL_STS: '',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
      AWS_USE_FIPS_ENDPOINT: 'false',
      AWS_USE_DUALSTACK_ENDPOINT: 'false',
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_SESSION_TOKEN: '',
      // Neither this machine's profiles nor its instance may add anything.
      AWS_PROFILE: '',
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /**
   * Lets something go wrong with an operation, every time or the next `times` that `when` holds.
   * Of several that fit, the one set first comes first.
   */
  misbehave(
    operation: Operation,
    fault: CloudFault,
    {
      times = Infinity,
      when = () => true,
    }: { times?: number; when?: (call: Call) => boolean } = {},
  ): void {
    const meets = (call: Call): boolean => call.operation === operation && when(call);
    this.gateway.faults.plan(fault, meets, times);
  }

  behave(): void {
    this.gateway.faults.clear();
  }

  close(): Promise<void> {
    return this.loopback.close();
  }
}

export { CLOUD_FAULTS } from './cloud-faults';
export type { CloudFault } from './cloud-faults';
export type { Call, Operation } from './wire';
