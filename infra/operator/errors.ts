import { describe } from '../../lambda/errors';

/** Nothing could be asked; the message is for the one who wanted to. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

const CREDENTIALS = /Credential|Token|UnrecognizedClient|Signature/;
const DENIED = /AccessDenied|NotAuthorized|UnauthorizedOperation/;
const THROTTLED = /TooManyRequests|Throttl/;
const FIXES: readonly (readonly [RegExp, string])[] = [
  [
    CREDENTIALS,
    'Give AWS credentials that are valid: name a profile in AWS_PROFILE, or log in with aws sso login. Without an AWS account, npm start -- doctor and npm start -- drill show both on this machine.',
  ],
  [
    DENIED,
    'You need cloudformation:DescribeStacks, cloudformation:ListStackResources, scheduler:GetSchedule and lambda:InvokeFunction.',
  ],
  [/NotFound/, 'Part of the stack was deleted by hand: npx cdk deploy --revert-drift restores it.'],
  [
    THROTTLED,
    'Lambda throttles the function, so checks too: see the alarm <stack>-throttles in the runbook.',
  ],
];

/** What a failure of an AWS client means to whoever sits before it. */
export function explained(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  const { name = '' } = error as Partial<Error>;
  const [, fix = 'Check the region, your credentials and your network.'] =
    FIXES.find(([kind]) => kind.test(name)) ?? [];
  const message = `AWS could not be asked (${describe(error)}). ${fix}`;
  return new OperatorError(message, { cause: error });
}
