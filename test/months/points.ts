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
  const [first, second] = points.slice(index, index + 2);
  if (index < 0 || first === undefined) return undefined;
  // Where it stands at two times, they are put together.
  const isPair = second?.value === amount && second.at > first.at;
  points.splice(index, isPair ? 2 : 1);
  return (isPair ? second : first).at;
}
