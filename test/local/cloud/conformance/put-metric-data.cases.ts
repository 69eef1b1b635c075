import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { ACCEPTED, each, verdict } from './backend';
import type { Backend, Case } from './backend';
import { account, datum, HOUR, MISSING, only, put, query } from './metrics';

type Changes = Partial<MetricDatum> & { readonly hoursAgo?: number };

/** Puts a good datum and another; what that answers, and whether the good one is there then. */
async function putAfter(backend: Backend, { hoursAgo, ...changes }: Changes) {
  const at = hoursAgo && { Timestamp: new Date(backend.now - hoursAgo * HOUR) };
  const other = datum({ MetricName: 'Other', ...at, ...changes });
  const answer = await verdict(put(backend, [datum(), other]));
  return { answer, stored: (await only(backend)).Values };
}

const dimensions = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ Name: `N${index}`, Value: 'v' }));
const data = (count: number) => Array.from({ length: count }, () => datum());
const INVALID = {
  name: 'InvalidParameterValueException',
  status: 400,
  code: 'InvalidParameterValue',
};

const REFUSED = {
  answer: { ...INVALID, message: expect.stringContaining('MetricData.member.2') as string },
  stored: [],
};

export const putMetricDataCases: readonly Case[] = [
  {
    name: 'PutMetricData, compressed by the SDK, accepts 1,000 data at once',
    run: async (backend) => {
      const answer = await verdict(put(backend, data(1000)));
      const count = query('n', { Stat: 'SampleCount' });
      return { answer, stored: (await only(backend, { MetricDataQueries: [count] })).Values };
    },
    aws: { answer: ACCEPTED, stored: [1000] },
  },
  {
    name: 'PutMetricData, compressed by the SDK, refuses 1,001 data at once',
    run: async (backend) => ({ answer: await verdict(put(backend, data(1001))) }),
    aws: {
      answer: {
        ...INVALID,
        message: 'The collection MetricData must not have a size greater than 1000.',
      },
    },
  },
  ...each(
    'PutMetricData accepts the namespace',
    ['a', 'PmLoanMonitor/my-stack_1', 'A.b#c:d e', 'n'.repeat(255), 'AWS'],
    (backend, namespace) => verdict(put(backend, [datum()], namespace)),
    ACCEPTED,
  ),
  ...each(
    'PutMetricData refuses the namespace',
    ['AWS/Lambda', 'n'.repeat(256), ':a', 'a\nb', 'é', '   '],
    (backend, namespace) => verdict(put(backend, [datum()], namespace)),
    INVALID,
  ),
  ...each(
    'PutMetricData requires a namespace in place of',
    [''],
    (backend, namespace) => verdict(put(backend, [datum()], namespace)),
    MISSING,
  ),
  ...each(
    'PutMetricData requires more than',
    [
      undefined,
      [],
      [datum({ MetricName: '' })],
      [datum({ Dimensions: account('') })],
      [datum({ Dimensions: [{ Name: '', Value: 'main' }] })],
    ],
    (backend, data) => verdict(put(backend, data)),
    MISSING,
  ),
  {
    name: 'PutMetricData requires a name',
    run: (backend) => verdict(put(backend, [datum({ MetricName: undefined })])),
    aws: MISSING,
  },
  ...each<Changes>(
    'PutMetricData accepts',
    [
      { hoursAgo: 14 * 24 - 0.2 },
      { hoursAgo: -1.8 },
      { Value: 2 ** 360 },
      { Dimensions: dimensions(30) },
      { Dimensions: account('v'.repeat(1024)) },
      { MetricName: 'm'.repeat(255) },
    ],
    putAfter,
    { answer: ACCEPTED, stored: [1] },
  ),
  ...each('PutMetricData refuses the whole call for', [{ Value: NaN }], putAfter, REFUSED),
  ...each<Changes>(
    'PutMetricData refuses, beyond the limits, the whole call for',
    [
      { hoursAgo: 14 * 24 + 0.2 },
      { hoursAgo: -2.2 },
      { Value: 2 ** 361 },
      { Value: -(2 ** 361) },
      { Value: Infinity },
      { Dimensions: dimensions(31) },
      { Dimensions: account('é') },
      { Dimensions: account(' ') },
      { Dimensions: account('v'.repeat(1025)) },
      { Dimensions: [{ Name: ':Account', Value: 'main' }] },
      { MetricName: 'm'.repeat(256) },
    ],
    putAfter,
    REFUSED,
  ),
  ...each('PutMetricData refuses the whole call for', [{ Value: undefined }], putAfter, {
    answer: { name: 'InvalidParameterCombinationException', status: 400 },
    stored: [],
  }),
];
