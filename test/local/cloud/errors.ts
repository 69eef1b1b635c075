import type { Service } from './wire';

/** A refusal, as AWS words it. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    /** What a client compares; CloudWatch and SNS keep the codes of the Query protocol. */
    readonly code: string,
    message: string,
    readonly status = 400,
    /** The error's shape in the service's model, where JSON is spoken and it differs. */
    readonly shape = code,
  ) {
    super(message);
  }
}

/**
 * Errors common to all services: the JSON protocol's name, the Query protocol's code, and the HTTP
 * status of the latter. Sources: "Common Errors" in the API references of the three services, and
 * answers that issues on GitHub quote:
 * - Secrets Manager, status 400: aws/aws-sdk-php-laravel#228 (unknown-client), boto/botocore#3587
 *   (bad-signature), external-secrets/external-secrets#2685 (access-denied)
 * - CloudWatch, Query protocol: camitz/aws-cloudwatch-statsd-backend#15 (unknown-client, 403) and
 *   #10 (throttled, 400), tomaszkiewicz/prometheus-alertmanager-cloudwatch-webhook#3
 *   (access-denied, 403), sj26/sidekiq-cloudwatchmetrics#48 (expired-token)
 * - SNS, status 403: aws/aws-sdk-js#1919 (unknown-client),
 *   awslabs/aws-service-catalog-puppet#19 (access-denied)
 *
 * Not verified: the others, and all of CloudWatch's in the JSON protocol, which the SDK speaks.
 */
const COMMON = {
  'missing-token': ['MissingAuthenticationTokenException', 'MissingAuthenticationToken', 403],
  'unknown-client': ['UnrecognizedClientException', 'InvalidClientTokenId', 403],
  'bad-signature': ['InvalidSignatureException', 'SignatureDoesNotMatch', 403],
  'incomplete-signature': ['IncompleteSignatureException', 'IncompleteSignature', 400],
  'expired-token': ['ExpiredTokenException', 'ExpiredToken', 403],
  'access-denied': ['AccessDeniedException', 'AccessDenied', 403],
  'unknown-operation': ['UnknownOperationException', 'InvalidAction', 400],
  unreadable: ['SerializationException', 'MalformedQueryString', 400],
  throttled: ['ThrottlingException', 'Throttling', 400],
  internal: ['InternalServiceError', 'InternalServiceError', 500],
  unavailable: ['ServiceUnavailableException', 'ServiceUnavailable', 503],
} as const;

/**
 * Where a service models an error that others leave to the common ones: code and shape (API
 * references of PutMetricData and Publish, "Errors").
 */
const MODELLED: Readonly<Record<string, readonly [code: string, shape: string]>> = {
  'internal monitoring': ['InternalServiceError', 'InternalServiceFault'],
  'internal sns': ['InternalError', 'InternalError'],
  'access-denied sns': ['AuthorizationError', 'AuthorizationError'],
};

export function commonError(
  kind: keyof typeof COMMON,
  service: Service,
  message: string,
): AwsError {
  const [json, query, status] = COMMON[kind];
  if (service === 'secretsmanager') {
    return new AwsError(json, message, status < 500 ? 400 : status);
  }
  const [code, shape] = MODELLED[`${kind} ${service}`] ?? [query, json];
  return new AwsError(code, message, status, shape);
}

/** The AWS account that everything in the cloud belongs to. */
export const ACCOUNT_ID = '123456789012';

/** Whoever asks, as GetCallerIdentity tells it (STS API reference). */
export const CALLER = {
  Account: ACCOUNT_ID,
  Arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/monitor/monitor`,
  UserId: 'AROALOOPBACK:monitor',
};

/** The words: external-secrets/external-secrets#2685. */
export function accessDenied(service: Service, action: string, resource: string): AwsError {
  return commonError(
    'access-denied',
    service,
    `User: ${CALLER.Arn} is not authorized to perform: ${action} on resource: ${resource} ` +
      `because no identity-based policy allows the ${action} action`,
  );
}

/** AWS has it, the cloud does not: said loudly, so that no test leans on a silent default. */
export function notServed(service: Service, what: string): AwsError {
  return commonError('unknown-operation', service, `The embedded cloud does not serve ${what}`);
}
