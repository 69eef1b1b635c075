import { Deadline } from '../../../lambda/deadline';
import { metricReader, readNewestPoints } from '../../../lambda/aws/newest-points';
import { METRICS } from '../../../lambda/contract';
import { Cloud } from '../../local/cloud/cloud';
import { clientsOf, destroy } from '../../local/cloud/clients';
import type { GetMetricDataInput } from '../../local/cloud/get-metric-data';
import type { Clients } from '../../local/cloud/clients';
import { serve } from '../../local/loopback';
import { MINUTE_MS, NAMESPACE } from '../../local/world';

const SENTENCE = "CloudWatch's points of NotifiedLoan could not be read";
const NOW = Date.parse('2026-11-22T06:30:00Z');
const DAY = 24 * 60;

let cloud: Cloud;
let clients: Clients;

beforeEach(async () => {
  cloud = await Cloud.start({ clock: () => NOW, signingClock: Date.now });
  clients = clientsOf(cloud);
});
afterEach(async () => {
  destroy(clients);
  await cloud.close();
});

function told(account: string, value: number, minutes: number): void {
  const at = NOW + minutes * MINUTE_MS;
  cloud.metrics.seed(NAMESPACE, 'NotifiedLoan', account, { at, value });
}

/** What was told of each account, in minutes from now. */
async function read(
  accounts: readonly string[],
  { scheduledTime, now } = { scheduledTime: NOW, now: NOW },
): Promise<unknown[]> {
  const reader = metricReader(clients.metrics, new Deadline(5_000));
  const window = { from: scheduledTime - DAY * MINUTE_MS, to: Math.max(scheduledTime, now) };
  const metrics = accounts.map((account) => ({ account, metric: METRICS.told.debt }));
  const all = await readNewestPoints(reader, NAMESPACE, metrics, window);
  return all.map((found) => {
    if (found instanceof Error) return found;
    const points = found.map(({ value, at }) => `${value} at ${(at - NOW) / MINUTE_MS}`);
    return [...new Set(points)].join();
  });
}

test.each([
  ['24 hours ago, by the minute', -DAY, true],
  ['a minute earlier', -DAY - 1, false],
  ['in the minute of the check', 0, true],
  ['14 minutes ahead, as a notice may be dated', 14, true],
  ['15 minutes ahead', 15, false],
])('what was told is read, or not: %s', async (_, minutes, expected) => {
  told('main', 5, minutes);
  const times = { scheduledTime: NOW + 59_999, now: NOW + 59_999 };
  expect(await read(['main'], times)).toEqual([expected ? `5 at ${minutes}` : '']);
});

test('what was told up to 15 minutes after the clock is read for a schedule that is late', async () => {
  told('main', 5, 14);
  const scheduledTime = NOW - 15 * MINUTE_MS;
  expect(await read(['main'], { scheduledTime, now: NOW })).toEqual(['5 at 14']);
  expect(await read(['main'], { scheduledTime, now: NOW - MINUTE_MS })).toEqual(['']);
});

test('every point of the newest hour is read', async () => {
  told('main', 1, -9);
  told('main', 2, -2);
  told('main', 3, 0);
  told('main', 4, 5);
  told('main', 5, 7);
  expect(await read(['main'])).toEqual(['5 at 7,4 at 5,3 at 0,2 at -2,1 at -9']);
});

test('of the hours before, what may belong to the same notice is read', async () => {
  told('main', 1, -50);
  told('main', 2, -48);
  told('main', 3, -31);
  told('main', 4, -30);
  expect(await read(['main'])).toEqual(['4 at -30,3 at -31,2 at -48']);
});

test.each([1, 50, 150])(
  'a day of %d accounts is far below what AWS lets an account read in a second',
  async (count) => {
    const accounts = Array.from({ length: count }, (_, index) => `account-${index}`);
    for (const account of accounts) told(account, 1, -29);
    await read(accounts);
    const estimated = cloud.calls
      .map(({ input }) => estimatedPoints(input))
      .reduce((a, b) => a + b);
    // Half of 396,000 for three conditions: CloudWatch quotas, GetMetricData.
    expect(3 * estimated).toBeLessThan(396_000 / 2);
  },
);

/** As AWS counts: whether there are any or not, by range and period. */
function estimatedPoints(input: unknown): number {
  const { StartTime, EndTime, MetricDataQueries } = input as GetMetricDataInput;
  const seconds = (EndTime ?? 0) - (StartTime ?? 0);
  const each = MetricDataQueries?.map(({ MetricStat }) => seconds / (MetricStat?.Period ?? 1));
  return each?.reduce((sum, points) => sum + Math.ceil(points), 0) ?? 0;
}

test('hundreds of accounts are read in several calls, each for itself', async () => {
  const accounts = Array.from({ length: 251 }, (_, index) => `account-${index}`);
  accounts.forEach((account, index) => {
    told(account, index, -index);
  });
  expect(await read(accounts)).toEqual(accounts.map((_, index) => `${index} at ${-index}`));
  // Two for the hours, and one for each of five hours.
  expect(cloud.calls).toHaveLength(7);
});

test('what cannot be read of one call is so for its own accounts alone', async () => {
  const accounts = Array.from({ length: 251 }, (_, index) => `account-${index}`);
  cloud.misbehave('GetMetricData', 'access-denied', {
    when: ({ input }) => JSON.stringify(input).includes('"account-250"'),
  });
  const found = await read(accounts);
  expect(found.slice(0, 250)).toEqual(Array<string>(250).fill(''));
  expect(found[250]).toMatchObject({ name: 'MetricUnreadableError' });
});

test.each([
  ['PartialData', []],
  ['InternalError', [{ Code: 'X', Value: 'try later' }]],
  [
    'Forbidden',
    [
      { Code: 'X', Value: 'not' },
      { Code: 'Y', Value: 'here' },
    ],
  ],
] as const)('an operator reads why it could not be read: %s', async (status, messages) => {
  cloud.metrics.force(status, { messages });
  const why = [status, ...messages.map(({ Value }) => Value)].join(' ');
  expect(await read(['main'])).toEqual([
    expect.objectContaining({
      message: `${SENTENCE} (${why}), so whatever is wrong is told again. Check the role's cloudwatch:GetMetricData and the health of CloudWatch.`,
    }),
  ]);
});

/** What is read of an answer that the cloud itself would not give. */
async function readOf(answer: object): Promise<unknown[]> {
  const server = await serve({
    fault: () => undefined,
    respond: () => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(answer),
    }),
  });
  destroy(clients);
  clients = clientsOf(server);
  return read(['main']).finally(() => server.close());
}

test('an answer without points says that nothing was told', async () => {
  const results = ['minimum0', 'maximum0'].map((Id) => ({ Id, StatusCode: 'Complete' }));
  expect(await readOf({ MetricDataResults: results })).toEqual(['']);
});

describe('an answer that does not say what was told is none', () => {
  const Timestamps = [NOW / 1000];
  const complete = { StatusCode: 'Complete', Timestamps, Values: [5] };
  const both = (result: object): object => ({
    MetricDataResults: ['minimum0', 'maximum0'].map((Id) => ({ Id, ...result })),
  });

  test.each<[string, object, string]>([
    ['no results', {}, 'no result'],
    ['none of its own', { MetricDataResults: [{ Id: 'minimum1', ...complete }] }, 'no result'],
    ['one of two', { MetricDataResults: [{ Id: 'minimum0', ...complete }] }, 'no result'],
    ['no status', both({ Timestamps, Values: [5] }), 'no result'],
    ['an unknown status', both({ ...complete, StatusCode: 'Odd', Messages: [{}] }), 'Odd'],
    ['no value', both({ StatusCode: 'Complete', Timestamps }), 'a point without a value'],
    [
      'a value for one point of two',
      both({ ...complete, Timestamps: [0, 1] }),
      'a point without a value',
    ],
  ])('%s', async (_, answer, why) => {
    const found = await readOf(answer);
    const message = expect.stringContaining(`${SENTENCE} (${why})`) as string;
    expect(found).toEqual([expect.objectContaining({ message })]);
  });
});

test('pages without an end are given up', async () => {
  const results = ['minimum0', 'maximum0'].map((Id) => ({ Id, StatusCode: 'Complete' }));
  const [found] = await readOf({ MetricDataResults: results, NextToken: 'the same' });
  expect(found).toMatchObject({ name: 'MetricUnreadableError' });
  expect((found as Error).message).toContain('more than 20 pages');
});

test('a page that failed is not made good by a later one', async () => {
  const page = (StatusCode: string, more: object): string =>
    JSON.stringify({
      MetricDataResults: ['minimum0', 'maximum0'].map((Id) => ({ Id, StatusCode })),
      ...more,
    });
  const pages = [page('InternalError', { NextToken: 'more' }), page('Complete', {})];
  const server = await serve({
    fault: () => undefined,
    respond: () => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: pages.shift() ?? '',
    }),
  });
  destroy(clients);
  clients = clientsOf(server);
  const found = await read(['main']).finally(() => server.close());
  const message = expect.stringContaining(`${SENTENCE} (InternalError)`) as string;
  expect(found).toEqual([expect.objectContaining({ message })]);
});
