import type { Request } from '../loopback';
import { AwsError, commonError } from './errors';

/** What was asked, in AWS's own names; times are epoch seconds, as on the wire. */
export type Input = Readonly<Record<string, unknown>>;

export interface Call {
  readonly operation: Operation;
  readonly input: Input;
  /** `accepted`, the code of the refusal, or the name of the fault given in the answer's place. */
  readonly outcome: string;
}

/**
 * What stands before the operation in `x-amz-target` (the Query protocol has none), and what is
 * served. By botocore's service-2.json of each; what is sent, the SDK sends so.
 */
export const PROTOCOLS = {
  secretsmanager: {
    contentType: 'application/x-amz-json-1.1',
    target: 'secretsmanager.',
    operations: [
      ...(['GetSecretValue', 'BatchGetSecretValue'] as const),
      ...(['CreateSecret', 'PutSecretValue'] as const),
    ],
  },
  monitoring: {
    contentType: 'application/x-amz-json-1.0',
    target: 'GraniteServiceVersion20100801.',
    operations: ['PutMetricData', 'GetMetricData'],
  },
  sns: {
    contentType: 'application/x-www-form-urlencoded',
    target: undefined,
    operations: [
      ...(['Publish', 'GetTopicAttributes'] as const),
      ...(['ListSubscriptionsByTopic', 'GetSubscriptionAttributes'] as const),
    ],
  },
  sts: {
    contentType: 'application/x-www-form-urlencoded',
    target: undefined,
    operations: ['GetCallerIdentity'],
  },
} as const;

/** The signing name, which tells whom a request is for. */
export type Service = keyof typeof PROTOCOLS;
export type Operation = (typeof PROTOCOLS)[Service]['operations'][number];

/**
 * "Each PutMetricData request is limited to 1 MB in size" (API reference). Not verified: that this
 * counts what is sent, not what is unzipped; the error.
 */
const LARGEST_PUT = 1024 * 1024;

export function readCall(service: Service, request: Request): Omit<Call, 'outcome'> {
  const { contentType, target, operations } = PROTOCOLS[service];
  const form = target === undefined ? readForm(request.body) : undefined;
  const named = form?.action ?? request.headers['x-amz-target']?.toString() ?? '';
  const operation = (operations as readonly Operation[]).find(
    (known) => `${target ?? ''}${known}` === named,
  );
  const spoken = request.headers['content-type']?.split(';', 1)[0] === contentType;
  // Not verified: how AWS answers other methods, paths and operations; the SDK asks for none.
  if (request.method !== 'POST' || request.path !== '/' || !spoken || operation === undefined) {
    throw commonError('unknown-operation', service, `Could not find operation ${named}`);
  }
  if (operation === 'PutMetricData' && Number(request.headers['content-length']) > LARGEST_PUT) {
    throw new AwsError('RequestEntityTooLarge', 'Request size exceeded 1048576 bytes', 413);
  }
  return { operation, input: form?.input ?? readJson(service, request.body) };
}

function readJson(service: Service, body: string): Input {
  try {
    return JSON.parse(body) as Input;
  } catch {
    throw commonError('unreadable', service, 'Start of structure or map found where not expected.');
  }
}

const ENTRY =
  /^MessageAttributes\.entry\.[1-9]\d*\.(Name|Value\.(?:DataType|StringValue|BinaryValue))$/;

/** Reads the AWS Query protocol. What it does not know stays in `input` under the name it came by. */
function readForm(body: string): { readonly action: string; readonly input: Input } {
  const { Action = '', ...parameters } = Object.fromEntries(new URLSearchParams(body));
  const input: Record<string, unknown> = {};
  const entries = new Map<string, Record<string, string>>();
  for (const [key, value] of Object.entries(parameters)) {
    const member = ENTRY.exec(key)?.[1];
    if (member === undefined) {
      input[key] = value;
      continue;
    }
    const number = key.split('.', 3).join('.');
    entries.set(number, { ...entries.get(number), [member.replace('Value.', '')]: value });
  }
  if (entries.size > 0) {
    input['MessageAttributes'] = Object.fromEntries(
      [...entries.values()].map(({ Name = '', ...value }) => [Name, value]),
    );
  }
  return { action: Action, input };
}
