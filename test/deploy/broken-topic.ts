import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { Break } from './broken-stack';
import type { Moto } from './moto';

/** The topic, its key, and who is subscribed to it. */
export class Topic {
  readonly #client;
  readonly #kms;

  constructor(
    { clientOptions }: Moto,
    private readonly TopicArn: string,
  ) {
    this.#client = new SNSClient(clientOptions);
    this.#kms = new KMSClient(clientOptions);
  }

  set(AttributeName: string, value: string): Break {
    return async () => {
      const { TopicArn } = this;
      const read = new GetTopicAttributesCommand({ TopicArn });
      const { Attributes = {} } = await this.#client.send(read);
      const put = (AttributeValue: string) =>
        this.#client.send(
          new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }),
        );
      await put(value);
      return () => put(Attributes[AttributeName] ?? '');
    };
  }

  /** @param policy Of the key; by default it lets everyone in. */
  encrypt({ disabled = false, policy = '' }): Break {
    return async () => {
      const Policy = policy === '' ? {} : { Policy: policy };
      const { KeyMetadata } = await this.#kms.send(new CreateKeyCommand(Policy));
      const { KeyId = '', Arn = '' } = KeyMetadata ?? {};
      if (disabled) await this.#kms.send(new DisableKeyCommand({ KeyId }));
      return this.set('KmsMasterKeyId', Arn)();
    };
  }

  filter(FilterPolicy: object): Break {
    return async () => {
      const arns = (await this.#subscriptions()).map(({ SubscriptionArn }) => SubscriptionArn);
      const put = (AttributeValue: string) =>
        Promise.all(
          arns.map((SubscriptionArn) =>
            this.#client.send(
              new SetSubscriptionAttributesCommand({
                ...{ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue },
              }),
            ),
          ),
        );
      await put(JSON.stringify(FilterPolicy));
      return () => put('{}');
    };
  }

  unsubscribe(): Break {
    return async () => {
      const all = await this.#subscriptions();
      for (const { SubscriptionArn } of all) {
        await this.#client.send(new UnsubscribeCommand({ SubscriptionArn }));
      }
      const { TopicArn } = this;
      return async () => {
        for (const { Protocol, Endpoint } of all) {
          await this.#client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
        }
      };
    };
  }

  async #subscriptions() {
    const { TopicArn } = this;
    const list = new ListSubscriptionsByTopicCommand({ TopicArn });
    return (await this.#client.send(list)).Subscriptions ?? [];
  }
}

/** The secret of an account. */
export class Secret {
  readonly #client;

  constructor(
    { clientOptions }: Moto,
    private readonly SecretId: string,
  ) {
    this.#client = new SecretsManagerClient(clientOptions);
  }

  scheduleDeletion(): Break {
    const { SecretId } = this;
    return async () => {
      await this.#client.send(new DeleteSecretCommand({ SecretId }));
      return () => this.#client.send(new RestoreSecretCommand({ SecretId }));
    };
  }

  store(SecretString: string): Break {
    const { SecretId } = this;
    return async () => {
      const before = await this.#client.send(new GetSecretValueCommand({ SecretId }));
      const put = (text = '') =>
        this.#client.send(new PutSecretValueCommand({ SecretId, SecretString: text }));
      await put(SecretString);
      return () => put(before.SecretString);
    };
  }

  /** @param moto The region that it goes to. */
  move({ clientOptions }: Pick<Moto, 'clientOptions'>, region: string): Break {
    const { SecretId } = this;
    const elsewhere = new SecretsManagerClient({ ...clientOptions, region });
    return async () => {
      const { SecretString } = await this.#client.send(new GetSecretValueCommand({ SecretId }));
      const secret = { Name: SecretId, SecretString };
      await elsewhere.send(new CreateSecretCommand(secret));
      const forever = { SecretId, ForceDeleteWithoutRecovery: true };
      await this.#client.send(new DeleteSecretCommand(forever));
      return async () => {
        await elsewhere.send(new DeleteSecretCommand(forever));
        await this.#client.send(new CreateSecretCommand(secret));
      };
    };
  }
}
