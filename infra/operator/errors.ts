import { describe } from '../../lambda/errors';

/** Nothing was asked or done; the message is for whoever wanted it. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  readonly fix: string | undefined;

  /** @param problem A sentence, with which the message begins; the fix follows. */
  constructor(
    readonly problem: string,
    { fix, cause }: { readonly fix?: string; readonly cause?: unknown } = {},
  ) {
    super(fix === undefined ? problem : `${problem} ${fix}`, { cause });
    this.fix = fix;
  }
}

/** The function failed; the problem is what it said. */
export class FunctionFailedError extends OperatorError {}

type Fix = readonly [kind: RegExp, fix: string];

export const CREDENTIALS: Fix = [
  /Credential|Token|UnrecognizedClient|Signature/,
  'Give AWS credentials that are valid: name a profile in AWS_PROFILE, or log in with aws sso login. Without an AWS account, npm start -- doctor and npm start -- drill show both on this machine.',
];
export const DENIED = /AccessDenied|NotAuthorized|UnauthorizedOperation/;
const THROTTLED = /TooManyRequests|Throttl/;
const FIXES: readonly Fix[] = [
  CREDENTIALS,
  [DENIED, 'infra/doctor.md lists the permissions that you need.'],
  [/NotFound/, 'Part of the stack was deleted by hand: npx cdk deploy --revert-drift restores it.'],
  [
    THROTTLED,
    'Lambda throttles the function, so checks too: see the alarm <stack>-throttles in the runbook.',
  ],
];

/** What a failure of an AWS client means to whoever sits before it. */
export function explained(error: unknown, fixes = FIXES): OperatorError {
  if (error instanceof OperatorError) return error;
  const { name = '' } = error as Partial<Error>;
  const [, fix = 'Check the region, your credentials and your network.'] =
    fixes.find(([kind]) => kind.test(name)) ?? [];
  return new OperatorError(`AWS could not be asked (${describe(error)}).`, { fix, cause: error });
}
