import { z } from 'zod';

/** Tokyo. Binance answers there, and refuses requests from the US. */
export const DEFAULT_REGION = 'ap-northeast-1';

/** Of the availability zones in a region. */
export const ZONE_LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'];

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY };
const DURATION = /^(\d{1,5}) (minute|hour|day)s?$/;

/** Context is JSON in `cdk.context.json` and always text in `-c key=value`: every type takes both. */

/** A list, or its items separated by commas, or a list as JSON text. */
export function list<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) => {
      if (typeof value !== 'string') return value;
      if (value.trim().startsWith('[')) return parseJson(value);
      return value.split(',').flatMap((each) => each.trim() || []);
    },
    z.array(item, 'must be a list, or its items separated by commas'),
  );
}

/** Written as "5 minutes", read as seconds. 0 needs no unit. Schedules and alarms need minutes. */
export function duration(least: number, most: number) {
  const rule = `must be whole minutes, such as "5 minutes", from ${spell(least)} to ${spell(most)}`;
  return z.preprocess(
    (value) => {
      if (value === 0 || value === '0') return 0;
      const [, count, unit = ''] = DURATION.exec(String(value)) ?? [];
      return Number(count) * (UNITS[unit] ?? NaN);
    },
    z.number(rule).min(least, rule).max(most, rule).multipleOf(MINUTE, rule),
  );
}

export function wholeNumber(least: number, most: number) {
  const rule = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(rule).int(rule).min(least, rule).max(most, rule);
}

/** A duration in words, such as "5 minutes". */
export function spell(seconds: number): string {
  const [unit, size] = Object.entries(UNITS).findLast(([, each]) => seconds % each === 0) ?? [];
  const count = seconds / (size ?? 1);
  return seconds === 0 ? '0' : `${count} ${unit ?? ''}${count === 1 ? '' : 's'}`;
}

export function toggle() {
  return z.preprocess(
    (value) => ({ true: true, false: false })[String(value)],
    z.boolean('must be true or false'),
  );
}

export function arnOf(service: string, what: string) {
  const pattern = new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:[\\w./:-]+$`);
  return z.string().regex(pattern, `must be the ARN of ${what}`);
}

/**
 * IDs of EC2, each once, up to Lambda's limit (Lambda API Reference, VpcConfig). They have 8 or 17
 * hexadecimal digits (EC2 User Guide, "Resource IDs").
 */
export function resourceIds(prefix: string, what: string, most: number) {
  return list(resourceId(prefix, what)).refine(
    (ids) => ids.length > 0 && ids.length <= most && new Set(ids).size === ids.length,
    `must have 1 to ${most} IDs, each of them once`,
  );
}

export function resourceId(prefix: string, what: string) {
  const pattern = new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`);
  return z
    .string()
    .regex(pattern, `must be the ID of ${what}, such as ${prefix}-0a1b2c3d4e5f60718`);
}

/**
 * CloudWatch API Reference, PutMetricAlarm, AlarmActions. The ARNs of Incident Manager have no
 * region, and those of EC2 actions no account.
 */
export function alarmActionArn() {
  return z
    .string()
    .regex(
      /^arn:aws[a-z-]*:(ssm-incidents:|[a-z0-9-]+:[a-z0-9-]+):(\d{12}|ec2):[\w./:#=-]+$/,
      'must be the ARN of an alarm action, such as an SNS topic',
    );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
