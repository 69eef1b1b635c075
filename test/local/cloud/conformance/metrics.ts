import { GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type {
  GetMetricDataCommandInput,
  MetricDataQuery,
  MetricDatum,
  MetricStat,
} from '@aws-sdk/client-cloudwatch';
import type { Backend } from './backend';

/** Whose clients, and whose time. */
type Asked = Pick<Backend, 'clients' | 'now'>;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const Namespace = 'PmLoanMonitor/stack';

export const account = (Value: string) => [{ Name: 'Account', Value }];

export const datum = (changes: Partial<MetricDatum> = {}) => ({
  MetricName: 'NotifiedLoan',
  Dimensions: account('main'),
  Value: 1,
  ...changes,
});

/** How CloudWatch refuses what is incomplete. */
export const MISSING = {
  name: 'MissingRequiredParameterException',
  status: 400,
  code: 'MissingParameter',
};

/** `data` may be of any form: what AWS refuses is asked for too. */
export function put({ clients }: Asked, data?: Partial<MetricDatum>[], namespace = Namespace) {
  const MetricData = data as MetricDatum[] | undefined;
  return clients.metrics.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
}

export const query = (Id: string, stat: Partial<MetricStat> = {}): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: { Namespace, MetricName: 'NotifiedLoan', Dimensions: account('main') },
    Period: 60,
    Stat: 'Maximum',
    ...stat,
  },
});

export const at = ({ now }: Asked, ago: number) => new Date(now - ago);
export const asking = (...MetricDataQueries: MetricDataQuery[]) => ({ MetricDataQueries });

/** The last day, up to the minute after this one. */
export function get(backend: Asked, changes: Partial<GetMetricDataCommandInput> = {}) {
  return backend.clients.metrics.send(
    new GetMetricDataCommand({
      StartTime: new Date(backend.now - DAY),
      EndTime: new Date(backend.now + 2 * MINUTE),
      MetricDataQueries: [query('m')],
      ...changes,
    }),
  );
}

/** The result of the one query, its times as minutes before `now`. */
export async function only(backend: Asked, changes: Partial<GetMetricDataCommandInput> = {}) {
  const { MetricDataResults: [result] = [] } = await get(backend, changes);
  const { Timestamps = [], Values, StatusCode } = result ?? {};
  const ago = Timestamps.map((time) => (backend.now - time.getTime()) / MINUTE);
  return { ago, Values, StatusCode };
}
