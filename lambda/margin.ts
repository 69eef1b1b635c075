import type { Asked } from './ask';
import type { ObservedHealth } from './binance/endpoints';
import { rankOf } from './binance/status';
import { MAX_UNI_MMR, METRICS } from './contract';
import type { Change, MarginEvent } from './contract';
import { MarginUnknownError } from './errors';
import { composeMargin } from './notice/margin';
import type { LastTold } from './notice/rule';
import type { Run } from './run';
import { settled } from './settled';
import { isUnreadable, tellOne, watch } from './tell';

/** What became of asking how an account stands. */
export interface MarginOutcome extends Asked<Ranked> {
  readonly account: string;
  readonly notice: MarginEvent | null;
}

type Ranked = ObservedHealth & { readonly rank: number };

/**
 * Publishes how an account stands, and tells it where that is due. Never rejects.
 * @param othersFirst Until then nothing is told: debts go first.
 */
export async function reportMargin(
  account: string,
  asked: Asked<ObservedHealth>,
  othersFirst: Promise<unknown>,
  run: Run,
): Promise<MarginOutcome> {
  const { settings, scheduledTime, publish } = run;
  const answer = asked.answer && {
    ...asked.answer,
    rank: rankOf(asked.answer, Number(settings.marginWarning)),
  };
  const uniMmr = Math.min(Number(answer?.uniMmr), MAX_UNI_MMR);
  const [published, { change, failures }] = await Promise.all([
    answer && settled(publish(METRICS.uniMmr, account, uniMmr, scheduledTime)),
    othersFirst.then(() => tellMargin(account, answer, run)),
  ]);
  const unknown = asked.failures.map((cause) => new MarginUnknownError(cause));
  const unpublished = published instanceof Error ? [published] : [];
  return {
    account,
    ...(answer && { answer }),
    stats: asked.stats,
    notice: change && `margin.${change}`,
    failures: [...unknown, ...unpublished, ...failures],
  };
}

async function tellMargin(
  account: string,
  health: Ranked | undefined,
  run: Run,
): ReturnType<typeof tellOne> {
  const { scheduledTime, settings } = run;
  const isWell = health?.rank === 0;
  const read = await run.readTold(account, isWell);
  if (read === undefined) return { change: null, failures: [] };
  const margin = health && {
    is: health.rank,
    compose: (change: Change, told: LastTold) => {
      const facts = { event: `margin.${change}` as const, account, ...health };
      return composeMargin({ ...facts, told, scheduledTime, ...settings });
    },
  };
  const { margin: points = [] } = read;
  const { change, failures } = await tellOne(watch('margin', account, read, run), margin, run);
  // Only now: a loan that was answered late may have found nothing told meanwhile.
  if (!isWell) run.memory.keepNothingTold(account, undefined);
  return { change, failures: isUnreadable(points) ? [points, ...failures] : failures };
}
