import { describe } from '../../lambda/errors';

/** Nothing could be asked; the message is for the one who wanted to. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

/** What a failure of an AWS client means to whoever sits before it. */
export function explained(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  const said = describe(error);
  const { name = '', message = '' } = error as Partial<Error>;
  const options = { cause: error };
  if (/credential|could not be found in shared|SSO/i.test(`${name} ${message}`)) {
    return new OperatorError(
      `There are no AWS credentials to ask with (${said}). Name a profile in AWS_PROFILE, or log in: aws sso login.`,
      options,
    );
  }
  if (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(name)) {
    return new OperatorError(
      `AWS refuses (${said}). You need cloudformation:DescribeStacks, cloudformation:ListStackResources, scheduler:GetSchedule and lambda:InvokeFunction.`,
      options,
    );
  }
  return new OperatorError(
    `AWS could not be asked (${said}). Check the region, your credentials and your network.`,
    options,
  );
}
