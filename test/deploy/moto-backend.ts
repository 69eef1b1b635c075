import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  ResourceExistsException,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientsOf, destroy } from '../local/cloud/clients';
import type { Backend, Received } from '../local/cloud/conformance/backend';
import { CREDENTIALS, REGION } from '../local/cloud/credentials';
import { ACCOUNT } from './moto';
import type { Moto } from './moto';

/** A notification as SNS puts it into a queue. */
interface Notification {
  readonly Message: string;
  readonly Subject?: string;
  readonly MessageAttributes?: Received['attributes'];
}

/** moto with nothing in it, used by AWS's own calls. */
export async function emptied({ url }: Moto): Promise<Backend> {
  await fetch(`${url}/moto-api/reset`, { method: 'POST' });
  const clients = clientsOf({ url });
  const queues = new SQSClient({ endpoint: url, region: REGION, credentials: CREDENTIALS });
  return {
    clients,
    now: Math.floor(Date.now() / 60_000) * 60_000,
    ...secretsIn(clients.secrets),
    ...topicsIn(clients.topics, queues),
    stop: () => {
      destroy(clients);
      queues.destroy();
    },
  };
}

function secretsIn(secrets: SecretsManagerClient): Pick<Backend, 'putSecret' | 'deleteSecret'> {
  return {
    putSecret: async (Name, value) => {
      const secret = typeof value === 'string' ? { SecretString: value } : { SecretBinary: value };
      try {
        const { ARN = '' } = await secrets.send(new CreateSecretCommand({ Name, ...secret }));
        return ARN;
      } catch (error) {
        if (!(error instanceof ResourceExistsException)) throw error;
        const put = new PutSecretValueCommand({ SecretId: Name, ...secret });
        return (await secrets.send(put)).ARN ?? '';
      }
    },
    deleteSecret: async (SecretId, how) => {
      const ForceDeleteWithoutRecovery = how === 'at once';
      await secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery }));
    },
  };
}

type Topics = Pick<
  Backend,
  'createTopic' | 'setTopic' | 'deleteTopic' | 'subscribeEmail' | 'subscribeQueue'
>;

function topicsIn(topics: Backend['clients']['topics'], queues: SQSClient): Topics {
  return {
    createTopic: async (Name) =>
      (await topics.send(new CreateTopicCommand({ Name }))).TopicArn ?? '',
    setTopic: async (TopicArn, AttributeName, AttributeValue) => {
      const input = { TopicArn, AttributeName, AttributeValue };
      await topics.send(new SetTopicAttributesCommand(input));
    },
    deleteTopic: async (TopicArn) => {
      await topics.send(new DeleteTopicCommand({ TopicArn }));
    },
    subscribeEmail: async (TopicArn, Endpoint) => {
      await topics.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint }));
    },
    subscribeQueue: async (TopicArn, filter) => {
      const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: 'queue' }));
      const Endpoint = `arn:aws:sqs:${REGION}:${ACCOUNT}:queue`;
      const Attributes = filter && { FilterPolicy: JSON.stringify(filter) };
      await topics.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
      return async () => {
        const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
        return ((await queues.send(receive)).Messages ?? []).map(({ Body = '' }) => read(Body));
      };
    },
  };
}

function read(body: string): Received {
  const { Message, Subject, MessageAttributes = {} } = JSON.parse(body) as Notification;
  return { text: Message, subject: Subject, attributes: MessageAttributes };
}
