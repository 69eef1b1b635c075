import { SecretsManagerServiceException } from '@aws-sdk/client-secrets-manager';
import { describe } from '../errors';

/** The SDK's name for an answer that is an error, but names no type. */
const NO_TYPE = 'Unknown';

/**
 * Why a secret could not be read. Any error but AWS's own may quote an answer, and with it a
 * secret: of those, the kind alone.
 */
export function reasonOf(error: Error): string {
  if (isTyped(error)) return describe(error);
  if (error instanceof SecretsManagerServiceException) {
    return `HTTP ${error.$metadata.httpStatusCode ?? ''}, an error of no type`;
  }
  const { code, name, cause } = error as NodeJS.ErrnoException;
  const kind = [code, (cause as NodeJS.ErrnoException | undefined)?.code, name].find(
    (each) => typeof each === 'string',
  );
  return String(kind);
}

/** AWS's own error as a cause; without the answer, which the SDK leaves in fields and in `$response`. */
export function causeOf(error: Error): ErrorOptions {
  if (!isTyped(error)) return {};
  const { name, message, $fault, $metadata } = error;
  return { cause: Object.assign(new Error(message), { name, $fault, $metadata }) };
}

function isTyped(error: Error): error is SecretsManagerServiceException {
  return error instanceof SecretsManagerServiceException && error.name !== NO_TYPE;
}
