import { parseEnvironment } from '../../lambda/environment';
import { EnvironmentError } from '../../lambda/errors';
import { thrownBy } from './thrown';

const TOPIC_ARN = 'arn:aws:sns:eu-central-1:123456789012:pm-loan-notices';
const DEFAULTS = {
  topicArn: TOPIC_ARN,
  namespace: 'PmLoanMonitor',
  remindEvery: 3600,
  blindAfter: 900,
  marginWarning: undefined,
  heartbeatUrl: undefined,
  baseUrls: ['https://api.binance.com'],
  recvWindow: undefined,
  runbookUrl: undefined,
  dashboardUrl: undefined,
};

interface Variable {
  readonly setting: keyof typeof DEFAULTS;
  /** Texts, each with the value that is read from it; the text itself where none is given. */
  readonly taken: readonly [text: string, value?: unknown][];
  readonly refused: readonly string[];
  /** The sentence is the same for every value, and repeats none. */
  readonly rule: string;
}

const topicNamed = (name: string): string => TOPIC_ARN.replace(/[^:]+$/, name);

const link = (setting: Variable['setting']): Variable => ({
  setting,
  taken: [
    ['https://wiki.example/a/b?c=d#e'],
    ['http://intranet/runbook'],
    ['https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#d/pm-loan'],
  ],
  refused: [
    ...['wiki.example', '/runbook', 'ftp://wiki.example', 'mailto:ops@wiki.example', 'https://'],
    ...['javascript:alert(1)', 'javascript:https://wiki.example', 'see https://wiki.example'],
    ...['https://wiki.example/a b', 'https://wiki.example/\nBcc: x'],
  ],
  rule: 'must be an http or https address',
});

const VARIABLES: Readonly<Record<string, Variable>> = {
  TOPIC_ARN: {
    setting: 'topicArn',
    taken: [
      [` ${TOPIC_ARN}\n`, TOPIC_ARN],
      ['arn:aws-cn:sns:cn-north-1:123456789012:notices'],
      ['arn:aws-us-gov:sns:us-gov-west-1:123456789012:notices'],
      [topicNamed('x'.repeat(256))],
      [topicNamed('AZaz09_-')],
    ],
    refused: [
      ...['', `${TOPIC_ARN}.fifo`, 'pm-loan-notices', `${TOPIC_ARN},${TOPIC_ARN}`],
      ...[topicNamed(''), topicNamed('x'.repeat(257)), TOPIC_ARN.replace('-loan', '\nloan')],
      'arn:aws:sqs:eu-central-1:123456789012:notices',
      `${TOPIC_ARN}:8a21d249-4329-4871-acc6-7be709c6ea7f`,
      'arn:aws:sns:eu-central-1::notices',
      'arn:aws:sns::123456789012:notices',
    ],
    rule: 'must be the ARN of a standard SNS topic',
  },
  METRIC_NAMESPACE: {
    setting: 'namespace',
    taken: [['x'], ['x'.repeat(255)], ['AZaz09.-_/#:'], ['PmLoanMonitor/my-stack']],
    refused: [
      ...['x'.repeat(256), 'AWS/Lambda', ':PmLoanMonitor', 'Pm Loan', 'Pm\nLoan', 'Überwachung'],
      "Pm'Loan",
    ],
    rule: 'must be a CloudWatch namespace outside AWS/: up to 255 letters, digits and ".-_/#:"',
  },
  REMIND_EVERY_SECONDS: {
    setting: 'remindEvery',
    taken: ['0', '1', '3600', '43200'].map((seconds) => [seconds, Number(seconds)]),
    refused: [
      ...['43201', '99999', '432000', '-1', '+1', '0.5', '1e3', '0x10', 'hourly', '1 h', 'NaN'],
    ],
    rule: 'must be a whole number of seconds from 0 to 43200',
  },
  BLIND_AFTER_SECONDS: {
    setting: 'blindAfter',
    taken: ['60', '61', '900', '604800'].map((seconds) => [seconds, Number(seconds)]),
    refused: ['0', '59', '604801', '6048000', '-900', '9e2', '0x384', '15 minutes', '900.5'],
    rule: 'must be a whole number of seconds from 60 to 604800',
  },
  MARGIN_WARNING: {
    setting: 'marginWarning',
    taken: [['1.5'], ['1.05'], ['1.234'], ['1.00000001'], ['2'], ['10'], ['10.000']],
    refused: [
      ...['1', '1.000', '0.9', '0', '-1.5', '10.001', '11', '100', '1.', '.5', '1,5', '1.5e0'],
      ...['1.5 1.2', 'abc', 'NaN', 'Infinity', '1.123456789', '0x2'],
    ],
    rule: 'must be a uniMMR above 1 and up to 10, such as 1.5, with at most eight decimals',
  },
  HEARTBEAT_URL: {
    setting: 'heartbeatUrl',
    taken: [
      ['https://hc-ping.example/8a21d249-4329-4871-acc6-7be709c6ea7f'],
      ['https://watch.example/api/push/x?status=up&msg=OK'],
      ['http://127.0.0.1:3001/ping'],
    ],
    refused: ['hc-ping.example/x', 'http://hc-ping.example/x', 'ftp://hc-ping.example', 'https://'],
    rule: 'must be an https address; plain http is for loopback alone',
  },
  RECV_WINDOW_MS: {
    setting: 'recvWindow',
    taken: [['1'], ['0.001'], ['5000'], ['6000.346'], ['59999.999'], ['60000'], ['60000.000']],
    refused: [
      ...['0', '0.000', '60000.001', '60001', '600000', '5000.1234', '5000.', '.5', '-5000'],
      ...['+5000', '5e3', '0x10', '5,000', '5000&timestamp=1', 'five'],
    ],
    rule: 'must be above 0 and up to 60000 milliseconds, with at most three decimals',
  },
  BINANCE_BASE_URL: {
    setting: 'baseUrls',
    taken: [
      ['https://api.binance.com/', ['https://api.binance.com']],
      ['https://proxy.example:8443', ['https://proxy.example:8443']],
      ['https://b.example,https://a.example', ['https://b.example', 'https://a.example']],
      [' https://a.example , https://b.example ', ['https://a.example', 'https://b.example']],
      ['http://localhost:8080', ['http://localhost:8080']],
      ['http://127.0.0.1:8080', ['http://127.0.0.1:8080']],
      ['http://127.8.9.10', ['http://127.8.9.10']],
      ['http://[::1]:8080', ['http://[::1]:8080']],
      ['http://[0:0:0:0:0:0:0:1]:1', ['http://[::1]:1']],
      ['https://a.example,http://localhost', ['https://a.example', 'http://localhost']],
    ],
    refused: [
      ...['http://api.binance.com', 'http://localhost.example', 'http://my-localhost'],
      ...['http://127.0.0.1.example', 'http://example.com#127.0.0.1', 'http://[::2]'],
      ...['http://127.0.0.1@example.com', 'http://128.0.0.1', 'http://10.0.0.1', 'http://0.0.0.0'],
      ...['http://169.254.169.254', 'https://api.binance.com,http://api1.binance.com'],
      ...['https://api.binance.com/sapi', 'https://api.binance.com?a=1', 'https://'],
      ...['https://api.binance.com?', 'https://api.binance.com#a', 'https://name@api.binance.com'],
      ...['https://name:Zq7x9Vw@api.binance.com', 'http://name:Zq7x9Vw@localhost'],
      ...['api.binance.com', 'ftp://api.binance.com', 'ws://localhost', 'file:///etc/hosts', ','],
      ...['https://api.binance.com,', 'https://a.example https://b.example'],
      ...['https://a.example;https://b.example', 'https://a.example,https://b.example/x'],
    ],
    rule: 'must be one or more origins such as https://api.binance.com, separated by commas; plain http is for loopback alone',
  },
  RUNBOOK_URL: link('runbookUrl'),
  DASHBOARD_URL: link('dashboardUrl'),
};

test('nothing but the topic has to be set', () => {
  expect(parseEnvironment({ TOPIC_ARN, AWS_REGION: 'eu-central-1' })).toEqual(DEFAULTS);
  expect(() => parseEnvironment({})).toThrow(' TOPIC_ARN ');
});

describe.each(Object.entries(VARIABLES))('%s', (variable, { setting, taken, refused, rule }) => {
  test.each(taken)('may be %j', (text, value = text) => {
    const environment = { TOPIC_ARN, [variable]: text };
    expect(parseEnvironment(environment)).toEqual({ ...DEFAULTS, [setting]: value });
  });

  test.each(refused)('must not be %j', (text) => {
    const error = thrownBy(() => parseEnvironment({ TOPIC_ARN, [variable]: text }));
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toBe(
      `The environment variable ${variable} ${rule}. Correct the function's environment.`,
    );
  });
});

test.each(Object.keys(VARIABLES).slice(1))('an empty %s counts as absent', (variable) => {
  for (const empty of ['', ' ']) {
    expect(parseEnvironment({ TOPIC_ARN, [variable]: empty })).toEqual(DEFAULTS);
  }
});
