import { DEFAULTS, METRICS } from '../../lambda/contract';
import type { NoticeEvent } from '../../lambda/contract';
import { decide } from '../../lambda/notice/rule';
import type { Told } from '../../lambda/notice/rule';
import type { Scene } from '../local/story/scenes';

/** What a scene has to come to, by the function's own rule. */
export interface Foretold {
  readonly scene: Scene;
  readonly published: number | undefined;
  readonly told: readonly NoticeEvent[];
}

/** Foretells a story whose faults are Binance's alone, without playing it. */
export function foretell(scenes: readonly Scene[]): readonly Foretold[] {
  const told: Told[] = [];
  return scenes.map((scene) => {
    if (scene.fault !== undefined) return { scene, published: undefined, told: [] };
    const [owed, now] = [Number(scene.owed), Date.parse(`1970-01-01T${scene.time}:00Z`)];
    const { remindEvery } = DEFAULTS;
    const situation = { condition: 'debt', is: owed, told, scheduledTime: now, now } as const;
    const decision = decide({ ...situation, remindEvery });
    if (decision === null) return { scene, published: owed, told: [] };
    told.push({ value: owed, at: now });
    return { scene, published: owed, told: [decision.event] };
  });
}

/** The points of a metric, one for each scene, undefined where there is none. */
export type Points = readonly (number | undefined)[];

/** What the dashboard shows after a story. */
export interface Figures {
  readonly times: readonly string[];
  /** By the names of the metrics; those that differ from run to run are missing. */
  readonly metrics: Readonly<Record<string, Points>>;
}

export function figuresOf(story: readonly Foretold[]): Figures {
  return {
    times: story.map(({ scene }) => scene.time),
    metrics: {
      [METRICS.loan]: story.map(({ published }) => published),
      [METRICS.notifiedLoan]: story.map(({ published, told: [event] }) => event && published),
      Invocations: story.map(() => 1),
      Errors: story.map(({ scene }) => (scene.fault === undefined ? 0 : 1)),
      Throttles: story.map(() => 0),
    },
  };
}
