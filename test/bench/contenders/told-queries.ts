/** What the monitor reads back of what was told: the extremes of two metrics of each account. */
export function toldQueries(accounts: readonly string[], Namespace: string) {
  return accounts.flatMap((account, index) =>
    ['NotifiedLoan', 'NotifiedBlind'].flatMap((MetricName) =>
      ['Minimum', 'Maximum'].map((Stat) => ({
        Id: `${Stat.toLowerCase()}${MetricName}${index}`,
        MetricStat: {
          Metric: { Namespace, MetricName, Dimensions: [{ Name: 'Account', Value: account }] },
          Period: 3_600,
          Stat,
        },
      })),
    ),
  );
}
