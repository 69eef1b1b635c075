import type { Datapoint } from './statistics';

export interface ForcedStatus {
  readonly status: 'PartialData' | 'InternalError' | 'Forbidden';
  readonly messages: readonly { readonly Code: string; readonly Value: string }[];
}

/** What one query found. */
export interface Series {
  readonly id: string;
  readonly label: string;
  /** Oldest first. */
  readonly datapoints: readonly Datapoint[];
  readonly forced: ForcedStatus | undefined;
}

/**
 * The page of `size` datapoints beginning at `from`. One with datapoints on pages to come is
 * `PartialData` ("use NextToken … to get more data points", API reference of MetricDataResult).
 * Not verified: that datapoints are counted through all series, and that every page names every
 * series.
 */
export function paged(series: readonly Series[], from: number, size: number) {
  let before = 0;
  const results = series.map((one) => {
    const datapoints = scanned(one);
    const begin = Math.max(0, from - before);
    const end = Math.max(0, from + size - before);
    before += datapoints.length;
    return result(one, datapoints.slice(begin, end), end >= datapoints.length);
  });
  // AWS promises no order: let nobody rely on one.
  return { results: results.reverse(), next: from + size < before ? from + size : undefined };
}

/** The newest first, as GetMetricData answers by default (API reference, ScanBy). */
function scanned({ datapoints, forced }: Series): Datapoint[] {
  if (forced === undefined) return datapoints.toReversed();
  return forced.status === 'PartialData' ? datapoints.slice(0, -1).toReversed() : [];
}

function result(
  { id, label, forced }: Series,
  datapoints: readonly Datapoint[],
  done: boolean,
): object {
  return {
    Id: id,
    Label: label,
    Timestamps: datapoints.map(({ at }) => at / 1000),
    Values: datapoints.map(({ value }) => value),
    StatusCode: forced?.status ?? (done ? 'Complete' : 'PartialData'),
    ...(forced === undefined ? {} : { Messages: forced.messages }),
  };
}
