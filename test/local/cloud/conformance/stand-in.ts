import { clientsOf, destroy } from '../clients';
import { Cloud } from '../cloud';
import type { Delivery } from '../sns';
import type { Backend, Received } from './backend';

const NOW = Date.parse('2026-11-22T06:30:00Z');

/** Our stand-in, by the means that the other tests have of making things in it. */
export async function standIn(): Promise<Backend> {
  const cloud = await Cloud.start({ clock: () => NOW, signingClock: Date.now });
  const { secrets, topics } = cloud;
  const clients = clientsOf(cloud);
  return {
    clients,
    now: NOW,
    putSecret: secrets.put.bind(secrets),
    deleteSecret: (name, how) => {
      if (how === 'at once') secrets.remove(name);
      else secrets.markForDeletion(name);
    },
    createTopic: topics.create.bind(topics),
    setTopic: (topicArn, attribute, value) => {
      topics.set(topicArn, { [attribute]: value });
    },
    deleteTopic: topics.remove.bind(topics),
    subscribeEmail: (topicArn, endpoint) => {
      topics.subscribe(topicArn, { protocol: 'email', endpoint, pending: true });
    },
    subscribeQueue: (topicArn, filterPolicy = {}) => {
      const { inbox } = topics.subscribe(topicArn, { protocol: 'sqs', filterPolicy });
      return () => inbox.map(received);
    },
    stop: () => {
      destroy(clients);
      return cloud.close();
    },
  };
}

function received({ text, subject, attributes }: Delivery): Received {
  const entries = Object.entries(attributes).map(
    ([name, { DataType = '', StringValue = '' }]) =>
      [name, { Type: DataType, Value: StringValue }] as const,
  );
  return { text, subject, attributes: Object.fromEntries(entries) };
}
