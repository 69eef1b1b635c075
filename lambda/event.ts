import { ACCOUNT_NAME } from './contract';
import type { Account } from './contract';
import { EventError, printable } from './errors';

const MINUTE_MS = 60_000;
const OLDEST_MS = 15 * MINUTE_MS;
const FARTHEST_AHEAD_MS = 5 * MINUTE_MS;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const SECRET_ID = /^[A-Za-z0-9/_+=.@:-]{1,2048}$/;

/** What a run is asked to do. */
export type Command =
  | {
      readonly kind: 'check';
      /** Milliseconds since 1970. */
      readonly scheduledTime: number;
      readonly accounts: readonly Account[];
    }
  | {
      readonly kind: 'diagnose';
      readonly accounts: readonly Account[];
      /** Whether the heartbeat is tried too. */
      readonly heartbeat: boolean;
    }
  | { readonly kind: 'drill' };

/**
 * Reads the event that the function was called with; `now` in milliseconds since 1970.
 * @throws {EventError} naming the field that is wrong, never its value
 */
export function parseEvent(event: unknown, now: number): Command {
  if (has(event, 'drill')) {
    mustBeTrue('drill', fields(event, 'body', ['drill']));
    return { kind: 'drill' };
  }
  if (has(event, 'diagnose')) {
    const body = fields(event, 'body', ['diagnose', 'accounts', 'heartbeat']);
    mustBeTrue('diagnose', body);
    const heartbeat = has(body, 'heartbeat');
    if (heartbeat) mustBeTrue('heartbeat', body);
    return { kind: 'diagnose', accounts: parseAccounts(body['accounts']), heartbeat };
  }
  const { scheduledTime, accounts } = fields(event, 'body', ['scheduledTime', 'accounts']);
  return {
    kind: 'check',
    accounts: parseAccounts(accounts),
    scheduledTime: parseTime(scheduledTime, now),
  };
}

function has(event: unknown, field: string): boolean {
  return typeof event === 'object' && event !== null && Object.hasOwn(event, field);
}

/** `{"drill": false}` does not say what is asked for instead. */
function mustBeTrue(field: string, body: Record<string, unknown>): void {
  if (body[field] !== true) throw new EventError(field, 'must be true or absent');
}

function parseAccounts(accounts: unknown): Account[] {
  if (!Array.isArray(accounts) || accounts.length === 0) {
    throw new EventError('accounts', 'must be a list of at least one account');
  }
  const parsed = accounts.map(parseAccount);
  const names = parsed.map(({ name }) => name);
  const repeated = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (repeated !== -1) {
    throw new EventError(`accounts[${repeated}].name`, 'repeats the name of another account');
  }
  return parsed;
}

function parseTime(scheduledTime: unknown, now: number): number {
  if (scheduledTime === undefined) return now;
  if (typeof scheduledTime !== 'string' || !isTime(scheduledTime)) {
    throw new EventError('scheduledTime', 'must be a time such as 2026-11-22T06:30:00Z');
  }
  const time = Date.parse(scheduledTime);
  if (now - time > OLDEST_MS || time - now > FARTHEST_AHEAD_MS) {
    throw new EventError(
      'scheduledTime',
      'must be at most 15 minutes old and 5 minutes ahead, since it dates what is found today',
    );
  }
  return time;
}

function isTime(text: string): boolean {
  if (!TIMESTAMP.test(text) || Number.isNaN(Date.parse(text))) return false;
  // A day that does not exist would be read as one of the next month.
  const day = text.slice(0, 'YYYY-MM-DD'.length);
  return new Date(day).toISOString().startsWith(day);
}

function parseAccount(account: unknown, index: number): Account {
  const at = `accounts[${index}]`;
  const { name, secretId } = fields(account, at, ['name', 'secretId']);
  if (typeof name !== 'string' || !ACCOUNT_NAME.test(name)) {
    throw new EventError(`${at}.name`, 'must be 1 to 64 letters, digits, ".", "_" or "-"');
  }
  if (typeof secretId !== 'string' || !SECRET_ID.test(secretId)) {
    throw new EventError(`${at}.secretId`, 'must be the name or ARN of a secret');
  }
  return { name, secretId };
}

/** The fields of an object that has no others: a misspelt one must not pass unnoticed. */
function fields(value: unknown, at: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new EventError(at, 'must be a JSON object');
  }
  const stranger = Object.keys(value).find((key) => !known.includes(key));
  if (stranger !== undefined) {
    const rule = `must have no field "${printable(stranger)}", only ${known.join(' and ')}`;
    throw new EventError(at, rule);
  }
  return value as Record<string, unknown>;
}
