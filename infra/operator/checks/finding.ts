import type { Failure } from '../../../lambda/diagnosis/facts';

/** One thing that the doctor looked at. */
export interface Finding extends Outcome {
  /** The name of the check, as in the registry. */
  readonly check: string;
  /** Absent where the whole set-up is meant. */
  readonly account?: string;
}

/** What a check says of the facts. */
export interface Outcome {
  /** A warning leaves the monitor working; an error does not, or nobody is told. */
  readonly status: 'ok' | 'warning' | 'error';
  readonly detail: string;
  /** What to do next; always there where the status is not ok. */
  readonly fix?: string;
}

/** What undoes changes by hand: the CDK CLI makes resources what the template says. */
export const RESTORE =
  'Restore it: npx cdk deploy --revert-drift. If the change was meant, make it a setting and deploy.';

export function ok(detail: string): Outcome {
  return { status: 'ok', detail };
}

export function warning(detail: string, fix: string): Outcome {
  return { status: 'warning', detail, fix };
}

export function broken(detail: string, fix: string): Outcome {
  return { status: 'error', detail, fix };
}

/** An error in the words that a check would fail with. */
export function failed({
  message,
  fix,
}: Pick<Failure, 'message' | 'fix'>): Outcome & { readonly fix: string } {
  return {
    status: 'error',
    detail: message,
    fix: fix ?? 'Report this as a defect of the monitor.',
  };
}
