import fc from 'fast-check';
import { ENVIRONMENT } from '../../lambda/contract';
import { parseEnvironment } from '../../lambda/environment';
import { EnvironmentError } from '../../lambda/errors';
import { CANARY, hostileText } from './values';
import { must, mustBeReadable, mustNotHold, outcome } from './verdict';

const HOSTS = [
  ...['api.binance.com', 'API.BINANCE.COM', 'bínance.com', '127.0.0.1@example.com'],
  ...['localhost', 'localhost.example.com', '127.0.0.1', '127.1', '0x7f.0.0.1', '2130706433'],
  ...['127.0.0.1.example.com', '0.0.0.0', '10.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '[::2]'],
  'user:secret@127.0.0.1',
];
const SCHEMES = [
  ...['https://', 'http://', 'HTTP://', 'http:/', 'http:\\\\', 'ftp://', 'ws://', '//', ''],
];
const TAILS = ['', '', '', '/', ':8443', ':80', '/path', '?q', '#f', '\\', ' ', '\n', ':99999'];

const TOPIC = 'arn:aws:sns:ap-northeast-1:123456789012:PmLoanMonitor';
const TOPICS = [TOPIC, TOPIC, TOPIC, `${TOPIC}.fifo`, 'arn:aws-cn:sns:cn-north-1:123456789012:x'];
const NAMESPACES = ['PmLoanMonitor', 'PmLoanMonitor/Local', ' x ', '', 'AWSome/x', 'AWS/Lambda'];

const oddOrigin = fc
  .tuple(fc.constantFrom(...SCHEMES), fc.constantFrom(...HOSTS), fc.constantFrom(...TAILS))
  .map((parts) => parts.join(''));
const origin = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('https://api.binance.com', 'http://127.0.0.1:8080/') },
  { weight: 1, arbitrary: oddOrigin },
);
const orHostile = (right: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: hostileText });
const seconds = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -1, max: 46_000 }).map(String) },
  fc.constantFrom('0', '', ' 60 ', '1e3', '0x10', '6.5', '٣', 'NaN', '000000000060'),
);

/** The function's environment, whole or in part, right or nearly so. */
export const environment: fc.Arbitrary<NodeJS.ProcessEnv> = fc.record(
  {
    [ENVIRONMENT.topicArn]: orHostile(fc.constantFrom(...TOPICS)),
    [ENVIRONMENT.namespace]: orHostile(fc.constantFrom(...NAMESPACES)),
    [ENVIRONMENT.remindEvery]: orHostile(seconds),
    [ENVIRONMENT.baseUrls]: orHostile(
      fc.array(origin, { minLength: 1, maxLength: 3 }).map((some) => some.join(',')),
    ),
    [ENVIRONMENT.recvWindow]: orHostile(seconds),
    [ENVIRONMENT.runbookUrl]: orHostile(origin),
    [ENVIRONMENT.dashboardUrl]: orHostile(origin),
  },
  { requiredKeys: [ENVIRONMENT.topicArn] },
);

/** Refused by a sentence that echoes nothing, or taken with origins that are safe to ask. */
export function tryEnvironment(input: NodeJS.ProcessEnv): void {
  const settings = outcome(() => parseEnvironment(input), EnvironmentError);
  if (settings instanceof Error) {
    mustBeReadable(settings);
    mustNotHold(settings, [CANARY, 'user:secret']);
    return;
  }
  const { baseUrls, remindEvery, recvWindow = '5000', namespace } = settings;
  must(baseUrls.length > 0, 'no host to ask');
  for (const each of baseUrls) {
    const { protocol, hostname, username, pathname, search, hash } = new URL(each);
    const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
    must(protocol === 'https:' || (protocol === 'http:' && loopback), `plain http to ${hostname}`);
    must(username + search + hash === '' && pathname === '/', 'more than an origin');
  }
  must(remindEvery >= 0 && remindEvery <= 43_200, 'a time to remind out of its bounds');
  must(Number(recvWindow) > 0 && Number(recvWindow) <= 60_000, 'a recvWindow out of its bounds');
  must(/^[\x21-\x7e]{1,255}$/.test(namespace), 'a namespace that CloudWatch refuses');
}
