/** Which of the points that CloudWatch was given belong to which notice. */
import { METRICS } from '../../lambda/contract';
import { toMinute } from '../../lambda/notice/rule';
import { NAMESPACE } from '../local/world';
import type { World } from '../local/world';
import { CONDITIONS } from './record';
import type { Told } from './record';

interface Point {
  readonly at: number;
  readonly value: number;
}

export class PointFinder {
  readonly #seen = new Map<string, number>();
  #notices = 0;

  constructor(private readonly world: World) {}

  /** Finds to the notices since the last time the points put of them. */
  find(all: readonly Told[], delayMs: number): void {
    const notices = all.slice(this.#notices);
    this.#notices = all.length;
    const shownFrom = this.world.clock.now() + delayMs;
    for (const { name } of this.world.accounts) {
      for (const condition of CONDITIONS) {
        const points = this.#newPoints(METRICS.told[condition], name);
        for (const told of notices) {
          if (told.account !== name || told.condition !== condition) continue;
          const at = takePoint(points, told);
          if (at !== undefined) Object.assign(told, { at, shownFrom });
        }
      }
    }
  }

  #newPoints(metric: string, account: string): Point[] {
    const key = `${metric}/${account}`;
    const points = this.world.cloud.metrics.points(NAMESPACE, metric, account);
    const before = this.#seen.get(key) ?? 0;
    this.#seen.set(key, points.length);
    return points.slice(before);
  }
}

/** Takes from the points those put of the notice, and returns the newest time of them. */
function takePoint(points: Point[], { value: told, firstAt }: Told): number | undefined {
  const index = points.findIndex(
    ({ value, at }) => value === told && toMinute(at) === toMinute(firstAt),
  );
  const first = points[index];
  if (first === undefined) return undefined;
  // Points of one notice are put together, those of the amount before it between them.
  const second = points
    .slice(index + 1, index + 3)
    .find(({ value, at }) => value === told && at > first.at);
  for (const taken of [first, second]) {
    if (taken !== undefined) points.splice(points.indexOf(taken), 1);
  }
  return (second ?? first).at;
}
