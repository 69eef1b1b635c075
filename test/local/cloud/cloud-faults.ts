import { TRANSPORT_FAULTS } from '../faults';
import type { Fault, TransportFault } from '../faults';
import { refused } from './answers';
import type { Asker } from './answers';
import { accessDenied, ACCOUNT_ID, commonError } from './errors';
import type { AwsError } from './errors';
import type { Operation, Service } from './wire';

/**
 * What AWS can do to any operation; errors.ts says how each error looks. After `trickle`, `slow`,
 * `cut-off` and `malformed` the work is done all the same, only the answer is lost; after every
 * other, nothing was done.
 */
export const CLOUD_FAULTS = {
  ...TRANSPORT_FAULTS,
  throttled: 'refuses for a rate exceeded',
  internal: 'fails with a 500 of its own',
  unavailable: 'answers 503, service unavailable',
  'access-denied': 'refuses, as no policy allows the action',
  'expired-credentials': 'refuses credentials that have run out',
} as const;

export type CloudFault = keyof typeof CLOUD_FAULTS;

export function cloudFault(name: CloudFault, asker: Asker, operation: Operation): Fault {
  return isTransport(name) ? name : refused(asker, refusal(name, asker.service, operation));
}

function isTransport(name: CloudFault): name is TransportFault {
  return name in TRANSPORT_FAULTS;
}

function refusal(
  name: Exclude<CloudFault, TransportFault>,
  service: Service,
  operation: Operation,
): AwsError {
  if (name === 'access-denied') {
    return accessDenied(service, action(service, operation), `arn:aws:${service}:${ACCOUNT_ID}`);
  }
  const [kind, message] = REFUSALS[name];
  return commonError(kind, service, message);
}

const REFUSALS = {
  throttled: ['throttled', 'Rate exceeded'],
  internal: ['internal', 'An internal error occurred.'],
  unavailable: ['unavailable', 'Service is unavailable.'],
  'expired-credentials': ['expired-token', 'The security token included in the request is expired'],
} as const;

/** As IAM names it. */
function action(service: Service, operation: Operation): string {
  const prefix = {
    secretsmanager: 'secretsmanager',
    monitoring: 'cloudwatch',
    sns: 'SNS',
    sts: 'sts',
  };
  return `${prefix[service]}:${operation}`;
}
