import { parseEnvironment } from '../../lambda/environment';
import type { FunctionSettings } from '../../lambda/environment';
import { EnvironmentError } from '../../lambda/errors';
import { thrownBy } from './thrown';

const TOPIC_ARN = 'arn:aws:sns:eu-central-1:123456789012:pm-loan-notices';
const REQUIRED = { TOPIC_ARN };

function settingsOf(variables: Record<string, string>): FunctionSettings {
  return parseEnvironment({ ...REQUIRED, ...variables });
}

/** The message of a refusal, which must name the variable. */
function refusal(variable: string, environment: NodeJS.ProcessEnv): string {
  const error = thrownBy(() => parseEnvironment(environment));
  expect(error).toBeInstanceOf(EnvironmentError);
  expect(error.message).toContain(` ${variable} `);
  return error.message;
}

const DEFAULTS: FunctionSettings = {
  topicArn: TOPIC_ARN,
  namespace: 'PmLoanMonitor',
  remindEvery: 3600,
  baseUrls: ['https://api.binance.com'],
  recvWindow: undefined,
  runbookUrl: undefined,
  dashboardUrl: undefined,
};
const OPTIONAL = [
  'METRIC_NAMESPACE',
  'REMIND_EVERY_SECONDS',
  'BINANCE_BASE_URL',
  'RECV_WINDOW_MS',
  'RUNBOOK_URL',
  'DASHBOARD_URL',
];

describe('the environment', () => {
  test('needs nothing but the topic', () => {
    expect(parseEnvironment(REQUIRED)).toEqual(DEFAULTS);
  });

  test.each(OPTIONAL)('may hold an empty %s, which counts as absent', (variable) => {
    expect(settingsOf({ [variable]: '' })).toEqual(DEFAULTS);
    expect(settingsOf({ [variable]: ' ' })).toEqual(DEFAULTS);
  });

  test('is read in full', () => {
    const environment = {
      TOPIC_ARN: ` ${TOPIC_ARN}\n`,
      METRIC_NAMESPACE: 'PmLoanMonitor/prod',
      REMIND_EVERY_SECONDS: '900',
      BINANCE_BASE_URL: 'https://api-gcp.binance.com,https://api1.binance.com',
      RECV_WINDOW_MS: '10000',
      RUNBOOK_URL: 'https://wiki.example/runbook',
      DASHBOARD_URL: 'https://console.example/dashboard',
      AWS_REGION: 'eu-central-1',
    };
    expect(parseEnvironment(environment)).toEqual({
      topicArn: TOPIC_ARN,
      namespace: 'PmLoanMonitor/prod',
      remindEvery: 900,
      baseUrls: ['https://api-gcp.binance.com', 'https://api1.binance.com'],
      recvWindow: '10000',
      runbookUrl: 'https://wiki.example/runbook',
      dashboardUrl: 'https://console.example/dashboard',
    });
  });
});

describe('TOPIC_ARN', () => {
  test.each([
    ['a topic', TOPIC_ARN],
    ['a topic of China', 'arn:aws-cn:sns:cn-north-1:123456789012:notices'],
    ['a topic of GovCloud', 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:notices'],
    ['a topic with a name of 256 characters', TOPIC_ARN.replace(/[^:]+$/, 'x'.repeat(256))],
    ['a topic with every character', TOPIC_ARN.replace(/[^:]+$/, 'AZaz09_-')],
  ])('may be %s', (_, topicArn) => {
    expect(settingsOf({ TOPIC_ARN: topicArn }).topicArn).toBe(topicArn);
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['a FIFO topic', `${TOPIC_ARN}.fifo`],
    ['a name alone', 'pm-loan-notices'],
    ['a queue', 'arn:aws:sqs:eu-central-1:123456789012:notices'],
    ['a subscription', `${TOPIC_ARN}:8a21d249-4329-4871-acc6-7be709c6ea7f`],
    ['without an account', 'arn:aws:sns:eu-central-1::notices'],
    ['without a region', 'arn:aws:sns::123456789012:notices'],
    ['without a name', 'arn:aws:sns:eu-central-1:123456789012:'],
    ['with too long a name', TOPIC_ARN.replace(/[^:]+$/, 'x'.repeat(257))],
    ['two topics', `${TOPIC_ARN},${TOPIC_ARN}`],
    ['broken in two', TOPIC_ARN.replace('-loan', '\nloan')],
  ])('is refused where it is %s', (_, topicArn) => {
    expect(refusal('TOPIC_ARN', { TOPIC_ARN: topicArn })).toContain('standard SNS topic');
  });
});

describe('METRIC_NAMESPACE', () => {
  test.each([
    ['of one character', 'x'],
    ['of 255 characters', 'x'.repeat(255)],
    ['with every character that CloudWatch takes', 'AZaz09.-_/#:'],
    ['as the stack writes it', 'PmLoanMonitor/my-stack'],
  ])('may be one %s', (_, namespace) => {
    expect(settingsOf({ METRIC_NAMESPACE: namespace }).namespace).toBe(namespace);
  });

  test.each([
    ['of 256 characters', 'x'.repeat(256)],
    ["of AWS's own", 'AWS/Lambda'],
    ['that begins with a colon', ':PmLoanMonitor'],
    ['with a space', 'Pm Loan'],
    ['with a line break', 'Pm\nLoan'],
    ['with a letter beyond ASCII', 'Überwachung'],
    ['with a quote', "Pm'Loan"],
  ])('is refused where it is one %s', (_, namespace) => {
    refusal('METRIC_NAMESPACE', { ...REQUIRED, METRIC_NAMESPACE: namespace });
  });
});

describe('REMIND_EVERY_SECONDS', () => {
  test.each([
    ['0', 0],
    ['1', 1],
    ['3600', 3_600],
    ['43200', 43_200],
  ])('may be %s', (seconds, expected) => {
    expect(settingsOf({ REMIND_EVERY_SECONDS: seconds }).remindEvery).toBe(expected);
  });

  test.each(['43201', '99999', '432000', '-1', '+1', '0.5', '1e3', '0x10', 'hourly', '1 h', 'NaN'])(
    'is refused where it is %s',
    (seconds) => {
      refusal('REMIND_EVERY_SECONDS', { ...REQUIRED, REMIND_EVERY_SECONDS: seconds });
    },
  );
});

describe('RECV_WINDOW_MS', () => {
  test.each(['1', '0.001', '5000', '6000.346', '59999.999', '60000', '60000.000'])(
    'may be %s, and is kept as it is written',
    (milliseconds) => {
      expect(settingsOf({ RECV_WINDOW_MS: milliseconds }).recvWindow).toBe(milliseconds);
    },
  );

  test.each([
    '0',
    '0.000',
    '60000.001',
    '60001',
    '600000',
    '5000.1234',
    '5000.',
    '.5',
    '-5000',
    '+5000',
    '5e3',
    '0x10',
    '5,000',
    '5000&timestamp=1',
    'five',
  ])('is refused where it is %s', (milliseconds) => {
    refusal('RECV_WINDOW_MS', { ...REQUIRED, RECV_WINDOW_MS: milliseconds });
  });
});

describe('BINANCE_BASE_URL', () => {
  test.each([
    ['one host', 'https://api.binance.com', ['https://api.binance.com']],
    ['a slash at the end', 'https://api.binance.com/', ['https://api.binance.com']],
    ['a port', 'https://proxy.example:8443', ['https://proxy.example:8443']],
    [
      'several, in order',
      'https://b.example,https://a.example',
      ['https://b.example', 'https://a.example'],
    ],
    [
      'white space',
      ' https://a.example , https://b.example ',
      ['https://a.example', 'https://b.example'],
    ],
    ['http to localhost', 'http://localhost:8080', ['http://localhost:8080']],
    ['http to 127.0.0.1', 'http://127.0.0.1:8080', ['http://127.0.0.1:8080']],
    ['http to another 127', 'http://127.8.9.10', ['http://127.8.9.10']],
    ['http to ::1', 'http://[::1]:8080', ['http://[::1]:8080']],
    ['http to ::1 in full', 'http://[0:0:0:0:0:0:0:1]:1', ['http://[::1]:1']],
    [
      'https beside loopback',
      'https://a.example,http://localhost',
      ['https://a.example', 'http://localhost'],
    ],
  ])('may be with %s', (_, value, expected) => {
    expect(settingsOf({ BINANCE_BASE_URL: value }).baseUrls).toEqual(expected);
  });

  test.each([
    'http://api.binance.com',
    'http://localhost.example',
    'http://my-localhost',
    'http://127.0.0.1.example',
    'http://example.com#127.0.0.1',
    'http://127.0.0.1@example.com',
    'http://128.0.0.1',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://169.254.169.254',
    'http://[::2]',
    'https://api.binance.com,http://api1.binance.com',
  ])('is refused where it is plain http beyond loopback: %s', (value) => {
    expect(refusal('BINANCE_BASE_URL', { ...REQUIRED, BINANCE_BASE_URL: value })).toContain('http');
  });

  test.each([
    ['a path', 'https://api.binance.com/sapi'],
    ['a query', 'https://api.binance.com?a=1'],
    ['an empty query', 'https://api.binance.com?'],
    ['a fragment', 'https://api.binance.com#a'],
    ['a name', 'https://name@api.binance.com'],
    ['a name and password', 'https://name:Zq7x9Vw@api.binance.com'],
    ['a name and password to loopback', 'http://name:Zq7x9Vw@localhost'],
    ['no scheme', 'api.binance.com'],
    ['another scheme', 'ftp://api.binance.com'],
    ['another scheme to loopback', 'ws://localhost'],
    ['a file', 'file:///etc/hosts'],
    ['no host', 'https://'],
    ['a comma at the end', 'https://api.binance.com,'],
    ['a comma alone', ','],
    ['a space between', 'https://a.example https://b.example'],
    ['a semicolon between', 'https://a.example;https://b.example'],
    ['one of several with a path', 'https://a.example,https://b.example/x'],
  ])('is refused where it has %s', (_, value) => {
    expect(refusal('BINANCE_BASE_URL', { ...REQUIRED, BINANCE_BASE_URL: value })).not.toContain(
      'Zq7x9Vw',
    );
  });
});

describe.each([
  ['RUNBOOK_URL', 'runbookUrl'],
  ['DASHBOARD_URL', 'dashboardUrl'],
] as const)('%s', (variable, setting) => {
  test.each([
    'https://wiki.example/a/b?c=d#e',
    'http://intranet/runbook',
    'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/pm-loan',
  ])('may be %s, and is kept as it is written', (url) => {
    expect(settingsOf({ [variable]: url })).toEqual({ ...DEFAULTS, [setting]: url });
  });

  test.each([
    'wiki.example',
    '/runbook',
    'ftp://wiki.example',
    'mailto:ops@wiki.example',
    'javascript:alert(1)',
    'javascript:https://wiki.example',
    'see https://wiki.example',
    'https://',
    'https://wiki.example/a b',
    'https://wiki.example/\nBcc: x',
  ])('is refused where it is %j', (url) => {
    refusal(variable, { ...REQUIRED, [variable]: url });
  });
});

test.each([
  ['TOPIC_ARN', 'x', 'must be the ARN of a standard SNS topic'],
  [
    'METRIC_NAMESPACE',
    'AWS/Lambda',
    'must be a CloudWatch namespace outside AWS/: up to 255 letters, digits and ".-_/#:"',
  ],
  ['REMIND_EVERY_SECONDS', '43201', 'must be a whole number of seconds from 0 to 43200'],
  [
    'BINANCE_BASE_URL',
    'http://api.binance.com',
    'must be one or more origins such as https://api.binance.com, separated by commas; plain http is for loopback alone',
  ],
  [
    'RECV_WINDOW_MS',
    '0',
    'must be above 0 and up to 60000 milliseconds, with at most three decimals',
  ],
  ['RUNBOOK_URL', 'wiki', 'must be an http or https address'],
  ['DASHBOARD_URL', 'wiki', 'must be an http or https address'],
])('an operator reads what to correct in %s=%s', (variable, value, rule) => {
  expect(refusal(variable, { ...REQUIRED, [variable]: value })).toBe(
    `The environment variable ${variable} ${rule}. Correct the function's environment.`,
  );
});
