import { sdkSettings } from '../../../lambda/aws/sdk-settings';
import { World } from '../../local/world';
import { start } from '../monitored';

test('where nothing is set, the SDK need not look for any of it', () => {
  expect(Object.keys(sdkSettings({ AWS_REGION: 'eu-central-1', AWS_RETRY_MODE: '' }))).toEqual([
    'authSchemePreference',
    'ignoreConfiguredEndpointUrls',
    'maxAttempts',
    'retryMode',
    'useDualstackEndpoint',
    'useFipsEndpoint',
    'userAgentAppId',
  ]);
});

test.each([
  ['AWS_ENDPOINT_URL', 'ignoreConfiguredEndpointUrls'],
  ['AWS_ENDPOINT_URL_SECRETS_MANAGER', 'ignoreConfiguredEndpointUrls'],
  ['AWS_RETRY_MODE', 'retryMode'],
  ['AWS_SDK_UA_APP_ID', 'userAgentAppId'],
] as const)('%s is left to the SDK', (variable, setting) => {
  expect(sdkSettings({})).toHaveProperty(setting);
  expect(sdkSettings({ [variable]: 'something' })).not.toHaveProperty(setting);
});

describe('the variables of the SDK work:', () => {
  test('AWS_ENDPOINT_URL_SNS names the endpoint of one service', async () => {
    const other = await World.start();
    try {
      const environment = { AWS_ENDPOINT_URL_SNS: other.cloud.url };
      const { world, run } = await start({ environment });
      world.owe('579.45');
      await run();
      expect([world.notices.length, other.notices.length]).toEqual([0, 1]);
      expect(world.published('NotifiedLoan')).toEqual([579.45]);
    } finally {
      await other.close();
    }
  });

  test.each([
    ['AWS_MAX_ATTEMPTS', '1', /Rate exceeded/],
    ['AWS_REGION', 'eu-central-1', /scoped to a valid region/],
    ['AWS_SESSION_TOKEN', 'of-another-session', /security token/],
    ['AWS_USE_FIPS_ENDPOINT', 'true', /FIPS/],
    ['AWS_USE_DUALSTACK_ENDPOINT', 'true', /Dualstack/],
  ])('%s', async (variable, value, message) => {
    const { world, failure } = await start({ environment: { [variable]: value } });
    world.cloud.misbehave('PutMetricData', 'throttled', { times: 1 });
    expect((await failure()).message).toMatch(message);
  });
});
