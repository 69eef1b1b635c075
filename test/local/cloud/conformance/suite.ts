import type { Backend, Case } from './backend';
import { covers } from './differences';
import type { Difference } from './differences';
import { getMetricDataLimits } from './get-metric-data-limits.cases';
import { getMetricDataCases } from './get-metric-data.cases';
import { putMetricDataCases } from './put-metric-data.cases';
import { secretsManagerCases } from './secrets-manager.cases';
import { publishCases } from './sns-publish.cases';
import { topicCases } from './sns-topics.cases';

export const CASES: readonly Case[] = [
  ...secretsManagerCases,
  ...putMetricDataCases,
  ...getMetricDataCases,
  ...getMetricDataLimits,
  ...topicCases,
  ...publishCases,
];

/**
 * Runs every case against a backend of its own. Where a difference is listed, the backend has to
 * answer as the list says, and not as AWS does: one that has caught up with AWS fails.
 */
export function conformance(
  start: () => Promise<Backend>,
  differences: readonly Difference[],
): void {
  let backend: Backend;

  beforeEach(async () => {
    backend = await start();
  });

  afterEach(() => backend.stop());

  test.each(CASES)('$name', async ({ name, run, aws }) => {
    const answer = await run(backend);
    const difference = differences.find((each) => covers(each, name));
    if (difference === undefined) expect({ answer }).toMatchObject({ answer: aws });
    else {
      expect({ answer }).toMatchObject({ answer: difference.answer });
      expect({ answer }).not.toMatchObject({ answer: aws });
    }
  });
}
