/** Which of the points that CloudWatch was given belong to which notice. */
import { toMinute } from '../../lambda/notice/rule';
import type { Told } from './record';

interface Point {
  readonly at: number;
  readonly value: number;
}

/** Takes from the points those put of the notice, and returns the newest time of them. */
export function takePoint(points: Point[], { amount, firstAt }: Told): number | undefined {
  const index = points.findIndex(
    ({ value, at }) => value === amount && toMinute(at) === toMinute(firstAt),
  );
  const first = points[index];
  if (first === undefined) return undefined;
  // Points of one notice are put together, those of the amount before it between them.
  const second = points
    .slice(index + 1, index + 3)
    .find(({ value, at }) => value === amount && at > first.at);
  for (const taken of [first, second]) {
    if (taken !== undefined) points.splice(points.indexOf(taken), 1);
  }
  return (second ?? first).at;
}
