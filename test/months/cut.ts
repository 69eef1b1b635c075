/** Outages in the model: which hops are cut, and how what meets them ends. */
import { NoticeRefusedError } from '../../lambda/errors';

export function isCut(broken: readonly string[], ...hops: string[]): boolean {
  return hops.some((hop) => broken.includes(hop));
}

export function untold(mayBeTaken: boolean): Promise<never> {
  return Promise.reject(new NoticeRefusedError('a notice', 'out of order', mayBeTaken));
}

export function refusal(): Promise<never> {
  return Promise.reject(new Error('out of order'));
}
