/** A resource in the deployed template, and what CloudFormation made of it. */
export interface StackResource {
  readonly type: string;
  /** Its physical ID: what `Ref` gives. */
  readonly id: string;
  /** Without what cannot be known from outside. */
  readonly properties: Properties;
  readonly metadata: Properties;
}

export type Properties = Readonly<Record<string, unknown>>;

export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; Properties?: Properties; Metadata?: Properties }>
  >;
}

interface Known {
  readonly types: ReadonlyMap<string, string>;
  readonly ids: ReadonlyMap<string, string>;
  /** The stack's own ARN in parts. */
  readonly pseudo: Readonly<Record<string, string>>;
}

/**
 * The resources of a template, with CloudFormation's functions resolved as far as the stack's
 * resources need it: Ref, Fn::GetAtt of an ARN or a topic's name, Fn::Join, Fn::Sub.
 * @param stackId The stack's ARN.
 * @param ids Physical IDs by logical IDs.
 */
export function resolveTemplate(
  { Resources }: Template,
  stackId: string,
  ids: ReadonlyMap<string, string>,
): StackResource[] {
  const [, partition = '', , region = '', account = '', stack = ''] = stackId.split(':');
  const pseudo = {
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::StackName': stack.split('/')[1] ?? '',
  };
  const types = new Map(Object.entries(Resources).map(([id, { Type }]) => [id, Type]));
  const known = { types, ids, pseudo };
  return Object.entries(Resources).map(([logicalId, { Type, Properties, Metadata = {} }]) => ({
    type: Type,
    id: ids.get(logicalId) ?? '',
    properties: resolve(Properties ?? {}, known) as Properties,
    metadata: Metadata,
  }));
}

/** Undefined where it cannot be known. */
function resolve(value: unknown, known: Known): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, known));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Properties);
  const [[name, argument] = ['', undefined]] = entries;
  if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
    return FUNCTIONS[name]?.(argument, known);
  }
  return Object.fromEntries(entries.map(([key, each]) => [key, resolve(each, known)]));
}

const FUNCTIONS: Readonly<Record<string, (argument: unknown, known: Known) => unknown>> = {
  Ref: (name, { pseudo, ids }) => pseudo[String(name)] ?? ids.get(String(name)),
  'Fn::GetAtt': (argument, known) => {
    const [logicalId, attribute] = argument as [string, string];
    const id = known.ids.get(logicalId);
    if (id === undefined) return undefined;
    if (attribute === 'TopicName') return id.split(':').at(-1);
    return attribute === 'Arn' ? arnOf(known.types.get(logicalId), id, known) : undefined;
  },
  'Fn::Join': (argument, known) => {
    const [separator, parts] = argument as [string, unknown[]];
    const resolved = parts.map((each) => resolve(each, known));
    return resolved.includes(undefined) ? undefined : resolved.join(separator);
  },
  'Fn::Sub': (argument, { pseudo, ids }) => {
    if (typeof argument !== 'string') return undefined;
    const names = [...argument.matchAll(/\$\{([^}]+)\}/g)].map(([, name = '']) => name);
    const valueOf = (name: string): string | undefined => pseudo[name] ?? ids.get(name);
    if (names.some((name) => valueOf(name) === undefined)) return undefined;
    return argument.replace(/\$\{([^}]+)\}/g, (_, name: string) => valueOf(name) ?? '');
  },
};

/** By the forms of the Service Authorization Reference, from what `Ref` gives of each type. */
function arnOf(type: string | undefined, id: string, { pseudo }: Known): string | undefined {
  const { 'AWS::Partition': partition, 'AWS::Region': region, 'AWS::AccountId': account } = pseudo;
  const arn = (service: string, rest: string, of = region): string =>
    `arn:${partition ?? ''}:${service}:${of ?? ''}:${account ?? ''}:${rest}`;
  switch (type) {
    case 'AWS::Lambda::Function':
      return arn('lambda', `function:${id}`);
    case 'AWS::IAM::Role':
      return arn('iam', `role/${id}`, '');
    case 'AWS::KMS::Key':
      return arn('kms', `key/${id}`);
    case 'AWS::SQS::Queue':
      return arn('sqs', id.split('/').at(-1) ?? '');
    default:
      return undefined;
  }
}
