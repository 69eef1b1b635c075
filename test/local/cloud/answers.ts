import { randomUUID } from 'node:crypto';
import type { Response } from '../loopback';
import type { AwsError } from './errors';
import { PROTOCOLS } from './wire';
import type { Operation, Service } from './wire';

/** Of the services that speak the Query protocol, as botocore's service-2.json of each names it. */
const NAMESPACES = {
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
} as const;

/**
 * The namespace of the service's shapes in `__type`, which the SDK ignores. Recorded by LocalStack:
 * test_exception_serializing_with_no_shape_in_spec.
 */
const SHAPES = { secretsmanager: '', monitoring: 'com.amazonaws.cloudwatch.v2010_08_01#' } as const;

/** Whom to answer, and how. */
export interface Asker {
  readonly service: Service;
  /**
   * `x-amzn-query-mode: true`: the client wants the Query protocol's codes beside JSON's, in
   * `x-amzn-query-error` (Smithy, "awsQueryCompatible trait"). The SDK's own tests saw it at AWS:
   * aws/aws-sdk-js-v3, client-cloudwatch/test/e2e/query-compatibility.e2e.spec.ts.
   */
  readonly queryMode: boolean;
  /** The cloud's time in milliseconds since 1970; the SDK sets its own clock by it. */
  readonly now: number;
}

export function accepted(asker: Asker, operation: Operation, result: object): Response {
  const { service } = asker;
  if (!isQueried(service)) return json(asker, service, 200, result);
  return xml(asker, service, 200, `${operation}Response`, (requestId) => [
    tag(`${operation}Result`, content(result)),
    tag('ResponseMetadata', tag('RequestId', requestId)),
  ]);
}

export function refused(asker: Asker, error: AwsError): Response {
  const { service } = asker;
  const { code, shape, message, status } = error;
  const type = status < 500 ? 'Sender' : 'Receiver';
  if (isQueried(service)) {
    const told = tag('Type', type) + tag('Code', code) + tag('Message', escape(message));
    return xml(asker, service, status, 'ErrorResponse', (requestId) => [
      tag('Error', told),
      tag('RequestId', requestId),
    ]);
  }
  // Not verified: that Secrets Manager alone spells its message with a capital; the SDK reads both.
  const worded = service === 'secretsmanager' ? { Message: message } : { message };
  const body = { __type: `${SHAPES[service]}${shape}`, ...worded };
  return json(asker, service, status, body, asker.queryMode ? `${code};${type}` : undefined);
}

type Queried = keyof typeof NAMESPACES;

function isQueried(service: Service): service is Queried {
  return service in NAMESPACES;
}

function json(
  asker: Asker,
  service: Exclude<Service, Queried>,
  status: number,
  body: object,
  queryError?: string,
): Response {
  const headers = {
    ...common(asker, randomUUID()),
    'content-type': PROTOCOLS[service].contentType,
    ...(queryError === undefined ? {} : { 'x-amzn-query-error': queryError }),
  };
  return { status, headers, body: JSON.stringify(body) };
}

function xml(
  asker: Asker,
  service: Queried,
  status: number,
  root: string,
  content: (requestId: string) => string[],
): Response {
  const requestId = randomUUID();
  const body = `<${root} xmlns="${NAMESPACES[service]}">${content(requestId).join('')}</${root}>`;
  return { status, headers: { ...common(asker, requestId), 'content-type': 'text/xml' }, body };
}

function common({ now }: Asker, requestId: string): Record<string, string> {
  return { date: new Date(now).toUTCString(), 'x-amzn-requestid': requestId };
}

/** A map is a list of entries, an array one of members, an object its fields. */
export function content(value: unknown): string {
  if (value instanceof Map) {
    const entries = [...(value as Map<string, unknown>)];
    return entries
      .map(([key, each]) => tag('entry', tag('key', escape(key)) + tag('value', content(each))))
      .join('');
  }
  if (Array.isArray(value)) return value.map((each) => tag('member', content(each))).join('');
  if (typeof value !== 'object' || value === null) return escape(String(value));
  return Object.entries(value)
    .map(([name, each]) => tag(name, content(each)))
    .join('');
}

function tag(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
