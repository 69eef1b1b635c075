/**
 * Takes the place, in the bundle, of the SDK's chain of ways to credentials: Lambda has them in
 * its environment, and the rest of the chain is a third of the SDK's code.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
