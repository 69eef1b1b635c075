import type { AccountCheck, Finding, SetupCheck } from '../contract';
import { describe, MonitorError } from '../errors';

/** What a finding is about: the set-up, or one account. */
export type About =
  { readonly check: SetupCheck } | { readonly check: AccountCheck; readonly account: string };

export function ok(about: About, detail: string): Finding {
  return { ...about, status: 'ok', detail };
}

export function warning(about: About, detail: string, fix: string): Finding {
  return { ...about, status: 'warning', detail, fix };
}

export function broken(about: About, detail: string, fix: string): Finding {
  return { ...about, status: 'error', detail, fix };
}

/** A failure in the words that a check would fail with. */
export function failed(about: About, error: Error): Finding {
  return error instanceof MonitorError
    ? broken(about, error.problem, error.fix)
    : broken(about, `${describe(error)}.`, 'Report this as a defect of the monitor.');
}

export { settled } from '../settled';
