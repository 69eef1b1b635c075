import type { GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { ACCEPTED, each, verdict } from './backend';
import type { Case } from './backend';
import { asking, at, DAY, get, MINUTE, MISSING, query } from './metrics';

const many = (count: number) => Array.from({ length: count }, (_, index) => query(`q${index}`));

const VALIDATION = { name: 'ValidationException', status: 400, code: 'ValidationError' };
type Change = Partial<GetMetricDataCommandInput>;

export const getMetricDataLimits: readonly Case[] = [
  {
    name: 'GetMetricData refuses a token that it never gave',
    run: (backend) => verdict(get(backend, { NextToken: 'x' })),
    aws: { name: 'InvalidNextToken', status: 400 },
  },
  {
    name: 'GetMetricData accepts 500 queries',
    run: async (backend) => (await get(backend, asking(...many(500)))).MetricDataResults?.length,
    aws: 500,
  },
  ...each(
    'GetMetricData accepts a period of',
    [60, 86_400],
    (backend, Period) => verdict(get(backend, asking(query('aB_1', { Period })))),
    ACCEPTED,
  ),
  ...each<Change>(
    'GetMetricData rejects',
    [
      asking(...many(501)),
      asking(query('same'), query('same')),
      { MaxDatapoints: 0 },
      { MaxDatapoints: 100_801 },
    ],
    (backend, change) => verdict(get(backend, change)),
    VALIDATION,
  ),
  ...each(
    'GetMetricData rejects the id',
    ['M', '1', 'a-b', '_a'],
    (backend, id) => verdict(get(backend, asking(query(id)))),
    VALIDATION,
  ),
  ...each(
    'GetMetricData rejects',
    [{ Period: 45 }, { Period: 90 }, { Stat: 'toString' }],
    (backend, stat) => verdict(get(backend, asking(query('m', stat)))),
    VALIDATION,
  ),
  ...each(
    'GetMetricData refuses an EndTime after StartTime by',
    [0, -MINUTE],
    (backend, ms) => verdict(get(backend, { EndTime: at(backend, DAY - ms) })),
    VALIDATION,
  ),
  {
    name: 'GetMetricData refuses a query without a metric',
    run: (backend) => verdict(get(backend, asking({ Id: 'm' }))),
    aws: {
      ...VALIDATION,
      message: 'The parameter MetricDataQueries.member.1.MetricStat is required.\n',
    },
  },
  ...each<Change>(
    'GetMetricData requires times in place of',
    [{ StartTime: undefined }, { EndTime: undefined }],
    (backend, change) => verdict(get(backend, change)),
    MISSING,
  ),
  ...each<Change>(
    'GetMetricData requires queries in place of',
    [{ MetricDataQueries: undefined }, asking()],
    (backend, change) => verdict(get(backend, change)),
    MISSING,
  ),
];
