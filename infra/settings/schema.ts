import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';
import {
  ACCOUNT_NAME,
  BASE_URL_RULE,
  DEFAULTS,
  HEARTBEAT_RULE,
  isMarginWarning,
  isRecvWindow,
  isSecureUrl,
  MARGIN_WARNING_RULE,
  MAX_REMIND_EVERY,
  originOf,
  RECV_WINDOW_RULE,
} from '../../lambda/contract';
import {
  alarmActionArn,
  arnOf,
  DAY,
  DEFAULT_REGION,
  duration,
  HOUR,
  list,
  MINUTE,
  resourceId,
  resourceIds,
  toggle,
  wholeNumber,
} from './types';

/** Short enough for the secrets of twenty accounts to fit into one managed policy. */
const MAX_SECRET_LENGTH = 150;
/** An alarm takes five actions for each of its states (CloudWatch quotas), and the topic is one. */
const MAX_OTHER_ACTIONS = 4;
/** Every alarm's description ends with it, and has at most 1,024 characters (PutMetricAlarm). */
const MAX_RUNBOOK_URL = 300;
const SECRET_NAME = /^[A-Za-z0-9/_+=.@-]+$/;
export const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/;
const RETENTIONS = Object.values(RetentionDays).filter(Number.isInteger);

const account = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value;
    const [name, ...secret] = value.split('=');
    return secret.length === 0 ? { name } : { name, secret: secret.join('=') };
  },
  z.strictObject({
    name: z.string().regex(ACCOUNT_NAME, 'must be 1 to 64 letters, digits, ".", "_" or "-"'),
    secret: z
      .string()
      .max(MAX_SECRET_LENGTH, `must have at most ${MAX_SECRET_LENGTH} characters`)
      .refine(
        (id) => SECRET_NAME.test(id) || SECRET_ARN.test(id),
        'must be the name or the ARN of a secret',
      )
      .optional(),
    kmsKeyArn: arnOf('kms', 'a KMS key').optional(),
  }),
);

/** What can be set, in `cdk.context.json` or with `-c`. Durations are in seconds. */
export const settingsSchema = z.strictObject({
  accounts: list(account),
  secretPrefix: z
    .string()
    .regex(SECRET_NAME, 'must be the beginning of a secret name: letters, digits, "/_+=.@-"')
    .default('pm-loan-monitor'),
  stackName: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9-]{0,63}$/,
      'must begin with a letter and have at most 64 letters, digits, "-"',
    )
    .default('PmLoanMonitor'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as ap-northeast-1')
    .default(DEFAULT_REGION),
  allowUsRegion: toggle().default(false),
  interval: duration(MINUTE, 12 * HOUR).default(5 * MINUTE),
  remindEvery: duration(0, MAX_REMIND_EVERY).default(DEFAULTS.remindEvery),
  blindAfter: duration(5 * MINUTE, 7 * DAY).optional(),
  debtThreshold: z.coerce.number('must be a number').min(0, 'must not be negative').default(0),
  marginWarning: z.coerce.string().refine(isMarginWarning, MARGIN_WARNING_RULE).optional(),
  emails: list(
    z.email({ pattern: z.regexes.html5Email, error: 'must be an e-mail address' }),
  ).default([]),
  topicArn: arnOf('sns', 'an SNS topic')
    .refine(
      (arn) => !arn.endsWith('.fifo'),
      'must be a standard topic, since alarms cannot use a FIFO topic',
    )
    .optional(),
  topicKeyArn: arnOf('kms', 'a KMS key').optional(),
  alarmActionArns: list(alarmActionArn())
    .refine(
      (arns) => arns.length <= MAX_OTHER_ACTIONS,
      'must name at most four, since an alarm takes five actions and the topic is one of them',
    )
    .default([]),
  // The forms that Chatbot's API gives (AWS Chatbot API Reference, SlackChannelConfiguration).
  slackWorkspaceId: z
    .string()
    .regex(/^[0-9A-Z]{1,255}$/, 'must be the ID of a workspace, such as T07EA123LEP')
    .optional(),
  slackChannelId: z
    .string()
    .regex(/^[A-Za-z0-9]{1,255}$/, 'must be the ID of a channel, such as C07EZ1ABC23')
    .optional(),
  fixedEgress: toggle().default(false),
  zone: z.string().optional(),
  vpcId: resourceId('vpc', 'a VPC').optional(),
  subnetIds: resourceIds('subnet', 'a subnet', 16).optional(),
  securityGroupIds: resourceIds('sg', 'a security group', 5).optional(),
  customerKey: toggle().default(false),
  memory: wholeNumber(128, 10_240).default(256),
  logRetentionDays: z
    .preprocess(Number, z.enum(RetentionDays, `must be one of ${RETENTIONS.join(', ')}`))
    .default(RetentionDays.THREE_MONTHS),
  baseUrls: list(z.string().refine((each) => originOf(each) !== undefined, BASE_URL_RULE)).default([
    DEFAULTS.baseUrl,
  ]),
  recvWindow: z.coerce.string().refine(isRecvWindow, RECV_WINDOW_RULE).optional(),
  heartbeatUrl: z.string().refine(isSecureUrl, HEARTBEAT_RULE).optional(),
  runbookUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(MAX_RUNBOOK_URL, `must have at most ${MAX_RUNBOOK_URL} characters`)
    .optional(),
  terminationProtection: toggle().default(false),
});
