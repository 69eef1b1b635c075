import { drawPaths, drawSubscribers } from './paths';
import * as at from './places';
import { arrow, box, text } from './shapes';
import type { Box } from './shapes';
import type { StackFacts } from './stack';
import type { Element } from './svg';
import { picture } from './theme';

const [WIDTH, HEIGHT] = [880, 548];

/** Who asks and tells whom, inside the operator's AWS account and outside of it. */
export function drawArchitecture(facts: StackFacts): string {
  const heading = { size: 13, bold: true, tone: 'muted' } as const;
  return picture(
    {
      title: 'The architecture of pm-loan-monitor',
      description: describe(facts),
      width: WIDTH,
      height: HEIGHT,
    },
    text([16, 32], 'From Binance to whoever is on call, on two independent paths', {
      size: 16,
      bold: true,
    }),
    box(at.ACCOUNT, { stroke: 'edge' }),
    text([32, 76], 'Your AWS account', heading),
    text([704, 76], 'Outside of it', heading),
    ...drawBoxes(facts),
    ...drawCloudWatch(facts),
    ...drawQuestions(),
    ...drawSubscribers(),
    ...drawPaths(),
  );
}

function describe({ schedule, binance, metrics, alarms }: StackFacts): string {
  return [
    `Inside your AWS account, EventBridge Scheduler runs a Lambda function ${schedule}.`,
    'The function reads keys from Secrets Manager, asks Binance, which is outside, by a signed',
    `GET /sapi/v1/portfolio/pmLoan at ${binance}, and puts the metrics`,
    `${metrics.join(' and ')} into CloudWatch. There are two paths to the SNS topic. The first is the notice`,
    `that the function sends. The second are the CloudWatch alarms (${alarms.join(', ')}).`,
    'The topic delivers to e-mail and SMS, for people, and to SQS, Lambda and HTTPS, for programs.',
    'Runs that Scheduler gave up lie in a dead-letter queue. A dashboard shows metrics, alarms',
    'and, from the log, why checks failed.',
  ].join(' ');
}

function drawBoxes(facts: StackFacts): Element[] {
  const { schedule, runtime, deliveryRetries, queueDays, secretId, binance } = facts;
  return [
    ...labelled(at.SCHEDULER, 'EventBridge Scheduler', [schedule]),
    ...labelled(at.QUEUE, 'Dead-letter queue', [
      'SQS: runs given up after',
      `${deliveryRetries} retries, for ${queueDays} days`,
    ]),
    ...labelled(at.CHECKER, 'Lambda', [
      'reads the keys, asks,',
      'publishes, and tells while',
      'anything is owed',
      '',
      runtime,
    ]),
    ...labelled(at.SECRETS, 'Secrets Manager', ['one secret an account:', secretId], true),
    ...labelled(at.TOPIC, 'SNS topic', ['worded for each reader']),
    ...labelled(at.BINANCE, 'Binance', [binance]),
  ];
}

function drawCloudWatch({ metrics, alarms, logDays }: StackFacts): Element[] {
  const [x, y] = at.top(at.CLOUDWATCH);
  return [
    box(at.CLOUDWATCH, { stroke: 'edge' }),
    text([x, y + 20], 'CloudWatch', { bold: true, tone: 'muted', anchor: 'middle' }),
    ...labelled(at.LOG, 'Log', [`${logDays} days`]),
    ...labelled(at.METRICS, 'Metrics', metrics),
    ...labelled(at.DASHBOARD, 'Dashboard', ['owed, told, runs, failures']),
    ...labelled(at.ALARMS, `${alarms.length} alarms`, alarms),
  ];
}

/** What the schedule and the function ask of others, and what is shown. */
function drawQuestions(): Element[] {
  const { SCHEDULER, QUEUE, CHECKER, SECRETS, METRICS, LOG, DASHBOARD, ALARMS, BINANCE } = at;
  const top = at.middle(CHECKER);
  const asked = at.middle(BINANCE).y;
  return [
    arrow([at.right(SCHEDULER), at.left(CHECKER, at.middle(SCHEDULER).y)], 'muted'),
    arrow([at.bottom(SCHEDULER), at.top(QUEUE)], 'muted'),
    arrow([at.top(CHECKER), [top.x, asked], at.left(BINANCE)], 'muted'),
    text([top.x + 16, asked - 8], 'GET /sapi/v1/portfolio/pmLoan, signed', { mono: true }),
    arrow([at.right(CHECKER, at.middle(SECRETS).y), at.left(SECRETS)], 'muted'),
    arrow([at.bottom(CHECKER, at.middle(LOG).x), at.top(LOG)], 'muted'),
    arrow([at.bottom(CHECKER, at.middle(METRICS).x), at.top(METRICS)], 'muted'),
    // What was told is read back.
    arrow([at.top(METRICS), at.bottom(CHECKER, at.middle(METRICS).x)], 'muted'),
    arrow([at.bottom(LOG), at.top(DASHBOARD, at.middle(LOG).x)], 'muted'),
    arrow([at.bottom(METRICS), at.top(DASHBOARD, at.middle(METRICS).x)], 'muted'),
    arrow([at.left(ALARMS, at.middle(DASHBOARD).y), at.right(DASHBOARD)], 'muted'),
  ];
}

/** A box with a title and lines under it, in its middle. */
function labelled(place: Box, title: string, lines: readonly string[], dashed = false): Element[] {
  const { x, y } = at.middle(place);
  const first = y + 4 - (lines.length * at.LINE) / 2;
  return [
    box(place, { fill: 'panel', stroke: dashed ? 'muted' : 'edge', dashed }),
    text([x, first], title, { size: 13, bold: true, anchor: 'middle' }),
    ...lines.map((each, index) =>
      text([x, first + (index + 1) * at.LINE], each, { tone: 'muted', anchor: 'middle' }),
    ),
  ];
}
