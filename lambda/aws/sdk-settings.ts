/**
 * Settings of the SDK, its own defaults for them, and the variable that sets each otherwise.
 * Whatever the SDK is not given and finds in no variable, it looks for in files, which Lambda does
 * not have: that takes a tenth of the time until the first answer.
 */
const SETTINGS = {
  authSchemePreference: [
    'AWS_AUTH_SCHEME_PREFERENCE',
    (): Promise<string[]> => Promise.resolve([]),
  ],
  ignoreConfiguredEndpointUrls: ['AWS_ENDPOINT_URL', true],
  maxAttempts: ['AWS_MAX_ATTEMPTS', 3],
  retryMode: ['AWS_RETRY_MODE', 'standard'],
  useDualstackEndpoint: ['AWS_USE_DUALSTACK_ENDPOINT', false],
  useFipsEndpoint: ['AWS_USE_FIPS_ENDPOINT', false],
  userAgentAppId: ['AWS_SDK_UA_APP_ID', (): Promise<undefined> => Promise.resolve(undefined)],
} as const;

type SdkSettings = { [Name in keyof typeof SETTINGS]?: (typeof SETTINGS)[Name][1] };

/** The SDK's defaults, but for those that the environment sets: these the SDK reads by itself. */
export function sdkSettings(environment: Readonly<NodeJS.ProcessEnv>): SdkSettings {
  const set = Object.keys(environment).filter((variable) => environment[variable] !== '');
  return Object.fromEntries(
    Object.entries(SETTINGS)
      // AWS_ENDPOINT_URL stands for the forms of single services too, such as AWS_ENDPOINT_URL_SNS.
      .filter(([, [variable]]) => !set.some((each) => each.startsWith(variable)))
      .map(([name, [, value]]) => [name, value]),
  );
}
