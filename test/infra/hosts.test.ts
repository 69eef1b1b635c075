import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib';
import { readSettings } from '../../infra/settings/settings';
import { MonitorStack } from '../../infra/stack';

function warnings(baseUrls: string): string[] {
  const app = new App({ builtinCloudFormationValidation: false });
  const stack = new MonitorStack(app, readSettings({ accounts: 'main', baseUrls }));
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => entry.data as string);
}

test('nothing is said of the domains of Binance, and of loopback, where tests ask', () => {
  expect(
    warnings(
      'https://api.binance.com,https://binance.com,https://api-gcp.binance.com,http://127.0.0.1:8080',
    ),
  ).toEqual([]);
});

test('synth warns of every host outside the domains of Binance', () => {
  const hosts = ['api.binance.us', 'notbinance.com', 'binance.com.evil', 'xn--bnance-6va.com'];
  const foreign = hosts.map((host) => `https://${host}`);
  const said = warnings(['https://api.binance.com', ...foreign].join(','));
  expect(said).toHaveLength(hosts.length);
  for (const [index, host] of hosts.entries()) {
    expect(said[index]).toContain(`names ${host}, which is not a domain of Binance's`);
  }
});
