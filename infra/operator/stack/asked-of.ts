import { asked } from '../../../lambda/diagnosis/asked';
import type { Asked } from '../../../lambda/diagnosis/facts';

/** Waits for an answer of AWS's; never rejects. @param permission What asking takes. */
export async function askedOf<T>(permission: string, call: Promise<T>): Promise<Asked<T>> {
  const { error, ...answered } = await asked(call);
  if (error === undefined) return answered as Asked<T>;
  const fix = `You need ${permission}. infra/doctor.md lists all permissions.`;
  return { durationMs: answered.durationMs, error: { ...error, fix } };
}
