import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { ACCEPTED, each, verdict } from './backend';
import type { Backend, Case } from './backend';

const get = ({ clients }: Backend, SecretId: string | undefined) =>
  clients.secrets.send(new GetSecretValueCommand({ SecretId }));
const batch = ({ clients }: Backend, SecretIdList: string[] | undefined) =>
  clients.secrets.send(new BatchGetSecretValueCommand({ SecretIdList }));
const create = ({ clients }: Backend, Name: string) =>
  clients.secrets.send(new CreateSecretCommand({ Name, SecretString: 'created' }));
const put = ({ clients }: Backend, SecretId: string) =>
  clients.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'put' }));
const batched = (backend: Backend, list: string[] | undefined) => verdict(batch(backend, list));
const ids = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);

const NOT_FOUND = {
  name: 'ResourceNotFoundException',
  message: "Secrets Manager can't find the specified secret.",
  status: 400,
};
const INVALID = { name: 'ValidationException', status: 400 };
const INVALID_LIST = { name: 'InvalidParameterException', status: 400 };

export const secretsManagerCases: readonly Case[] = [
  {
    name: 'GetSecretValue answers by name, complete ARN and partial ARN',
    run: async (backend) => {
      const arn = await backend.putSecret('monitor/main', '{"apiKey":"k"}');
      const answers = ['monitor/main', arn, arn.slice(0, -7)].map((id) => get(backend, id));
      return (await Promise.all(answers)).map(({ ARN, ...rest }) => ({
        ...rest,
        same: ARN === arn,
      }));
    },
    aws: Array.from({ length: 3 }, () => ({
      same: true,
      Name: 'monitor/main',
      VersionId: expect.stringMatching(/^[\w-]{32,64}$/) as string,
      SecretString: '{"apiKey":"k"}',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: expect.any(Date) as Date,
    })),
  },
  {
    name: 'GetSecretValue answers a new value under the same ARN, as another version',
    run: async (backend) => {
      await backend.putSecret('rotated', 'old');
      const before = await get(backend, 'rotated');
      await backend.putSecret('rotated', 'new');
      const { ARN, VersionId, SecretString } = await get(backend, 'rotated');
      return [SecretString, ARN === before.ARN, VersionId === before.VersionId];
    },
    aws: ['new', true, false],
  },
  {
    name: 'GetSecretValue answers a binary secret as bytes, without a string',
    run: async (backend) => {
      await backend.putSecret('binary', Uint8Array.of(0, 255));
      const { SecretBinary = [], SecretString = 'none' } = await get(backend, 'binary');
      return { bytes: [...SecretBinary], string: SecretString };
    },
    aws: { bytes: [0, 255], string: 'none' },
  },
  ...each(
    'GetSecretValue does not find',
    ['never', '$x', '$-XXXXXX'],
    async (backend, id) => {
      const arn = await backend.putSecret('main', 's');
      return verdict(
        get(backend, id.replace('$-XXXXXX', arn.slice(0, -6) + 'XXXXXX').replace('$', arn)),
      );
    },
    NOT_FOUND,
  ),
  {
    name: 'GetSecretValue does not find a secret that was deleted',
    run: async (backend) => {
      await backend.putSecret('gone', 's');
      await backend.deleteSecret('gone', 'at once');
      return verdict(get(backend, 'gone'));
    },
    aws: NOT_FOUND,
  },
  {
    name: 'GetSecretValue does not resolve a partial ARN that ends like a complete one',
    run: async (backend) => {
      const arn = await backend.putSecret('sub-second', 's');
      return [await verdict(get(backend, arn)), await verdict(get(backend, arn.slice(0, -7)))];
    },
    aws: [ACCEPTED, NOT_FOUND],
  },
  {
    name: 'GetSecretValue refuses a secret that is marked for deletion',
    run: async (backend) => {
      await backend.putSecret('leaving', 's');
      await backend.deleteSecret('leaving', 'with a recovery window');
      return verdict(get(backend, 'leaving'));
    },
    aws: {
      name: 'InvalidRequestException',
      message: "You can't perform this operation on the secret because it was marked for deletion.",
      status: 400,
    },
  },
  ...each(
    'GetSecretValue refuses the id',
    ['', 'a'.repeat(2049), 'with space', 'ünïcode'],
    (backend, id) => verdict(get(backend, id)),
    INVALID,
  ),
  ...each(
    'GetSecretValue requires an id in place of',
    [undefined],
    (b, id) => verdict(get(b, id)),
    INVALID,
  ),
  {
    name: 'BatchGetSecretValue answers the good ones, and each bad one with its reason',
    run: async (backend) => {
      for (const name of ['one', 'two', 'leaving']) await backend.putSecret(name, `${name}!`);
      await backend.deleteSecret('leaving', 'with a recovery window');
      const asked = ['one', 'absent', 'two', 'leaving'];
      const { SecretValues = [], Errors = [] } = await batch(backend, asked);
      // In the order asked for: AWS promises none.
      return asked.map((id) => ({
        ...SecretValues.find(({ Name }) => Name === id),
        ...Errors.find(({ SecretId }) => SecretId === id),
      }));
    },
    aws: [
      {
        SecretString: 'one!',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: expect.any(Date) as Date,
      },
      { ErrorCode: NOT_FOUND.name, Message: NOT_FOUND.message },
      { SecretString: 'two!' },
      { ErrorCode: 'InvalidRequestException' },
    ],
  },
  ...each('BatchGetSecretValue accepts', [ids(1), ids(20)], batched, ACCEPTED),
  ...each('BatchGetSecretValue refuses', [ids(0), ids(21)], batched, INVALID),
  ...each('BatchGetSecretValue requires ids in place of', [undefined], batched, INVALID_LIST),
  {
    name: 'CreateSecret creates a secret once, and PutSecretValue gives it a new version',
    run: async (backend) => {
      const { ARN } = await create(backend, 'monitor/new');
      const again = await verdict(create(backend, 'monitor/new'));
      const changed = await put(backend, 'monitor/new');
      const { SecretString, VersionId } = await get(backend, 'monitor/new');
      return [again, changed.ARN === ARN, SecretString, VersionId === changed.VersionId];
    },
    aws: [{ name: 'ResourceExistsException', status: 400 }, true, 'put', true],
  },
  {
    name: 'PutSecretValue does not create a secret',
    run: (backend) => verdict(put(backend, 'monitor/never')),
    aws: NOT_FOUND,
  },
  {
    name: 'CreateSecret and PutSecretValue refuse a secret that is marked for deletion',
    run: async (backend) => {
      await backend.putSecret('leaving', 's');
      await backend.deleteSecret('leaving', 'with a recovery window');
      return [await verdict(create(backend, 'leaving')), await verdict(put(backend, 'leaving'))];
    },
    aws: [
      {
        name: 'InvalidRequestException',
        message:
          "You can't create this secret because a secret with this name is already scheduled for deletion.",
        status: 400,
      },
      { name: 'InvalidRequestException', status: 400 },
    ],
  },
  ...each('BatchGetSecretValue refuses, as a duplicate,', [['one', 'one']], batched, INVALID_LIST),
];
