import type { Request } from '../loopback';
import { commonError } from './errors';
import { PROTOCOLS } from './wire';
import type { Service } from './wire';

/** The one key that the cloud knows. The signature itself is not verified. */
export const CREDENTIALS = {
  accessKeyId: 'LOOPBACKCLOUD',
  secretAccessKey: 'not-a-secret',
} as const;
export const REGION = 'us-east-1';

/**
 * "A request must reach AWS within five minutes of the time stamp" (IAM user guide, "AWS Signature
 * Version 4"). The words: boto/botocore#3587; not verified for a time that is still to come.
 */
const FRESH_MS = 5 * 60_000;

const SIGNATURE =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=[^,]+, ?Signature=[0-9a-f]{64}$/;

/** Whom a request is for. At AWS the host tells; on loopback, what the request was signed for. */
export function serviceOf({ headers }: Request): Service {
  const signedFor = SIGNATURE.exec(headers.authorization ?? '')?.[4];
  const target = headers['x-amz-target']?.toString() ?? '';
  const services = Object.keys(PROTOCOLS) as Service[];
  return (
    services.find((service) => service === signedFor) ??
    services.find((service) => target.startsWith(PROTOCOLS[service].target ?? '?')) ??
    'sns'
  );
}

/**
 * Refuses a request that AWS would not recognise as its client's; `now` is in milliseconds. Which
 * error: errors.ts. Not verified: that half a signature is `IncompleteSignature`, and the words.
 */
export function authenticate(service: Service, { headers }: Request, now: number): void {
  const { authorization } = headers;
  if (authorization === undefined) {
    const missing = service === 'secretsmanager' ? 'Missing' : 'Request is missing';
    throw commonError('missing-token', service, `${missing} Authentication Token`);
  }
  const [, accessKeyId, day, region, signedFor] = SIGNATURE.exec(authorization) ?? [];
  const stamp = headers['x-amz-date']?.toString() ?? '';
  const signedAt = readStamp(stamp);
  if (accessKeyId === undefined || signedAt === undefined || !stamp.startsWith(day ?? '?')) {
    throw commonError('incomplete-signature', service, "Authorization header requires 'Signature'");
  }
  // A session token beside a long-term key is as foreign as an unknown key.
  if (accessKeyId !== CREDENTIALS.accessKeyId || 'x-amz-security-token' in headers) {
    const message = 'The security token included in the request is invalid.';
    throw commonError('unknown-client', service, message);
  }
  const unsound = scopeProblem(service, region, signedFor) ?? staleness(stamp, signedAt, now);
  if (unsound !== undefined) throw commonError('bad-signature', service, unsound);
}

function scopeProblem(service: Service, region?: string, signedFor?: string): string | undefined {
  if (region !== REGION) return 'Credential should be scoped to a valid region.';
  if (signedFor === service) return undefined;
  return `Credential should be scoped to correct service: '${service}'.`;
}

function staleness(stamp: string, signedAt: number, now: number): string | undefined {
  const [earliest, latest] = [now - FRESH_MS, now + FRESH_MS];
  if (signedAt < earliest) {
    const limit = `${toStamp(earliest)} (${toStamp(now)} - 5 min.)`;
    return `Signature expired: ${stamp} is now earlier than ${limit}`;
  }
  if (signedAt <= latest) return undefined;
  const limit = `${toStamp(latest)} (${toStamp(now)} + 5 min.)`;
  return `Signature not yet current: ${stamp} is still later than ${limit}`;
}

/** `20261122T063000Z` */
function toStamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+|[-:]/g, '');
}

function readStamp(stamp: string): number | undefined {
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
  const ms = Date.parse(iso);
  return iso === stamp || Number.isNaN(ms) ? undefined : ms;
}
