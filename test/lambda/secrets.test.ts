import { SecretError } from '../../lambda/errors';
import { KEY_KINDS, newAccountKey } from '../local/exchange/keys';
import { start, reasons, twoAccounts } from './monitored';

describe('the secrets', () => {
  test.each(Object.entries(KEY_KINDS))('a key of the kind %s is taken', async (_, key) => {
    const { world, run } = await start({ accounts: { main: key } });
    world.owe('1');
    expect((await run()).accounts).toMatchObject([{ amount: '1' }]);
  });

  test('one secret is got by itself, many by twenties', async () => {
    const { world, run, cool } = await start();
    const reads = (): string[] =>
      world.cloud.calls
        .map(({ operation }) => operation)
        .filter((operation) => operation.endsWith('SecretValue'));
    await run();
    expect(reads()).toEqual(['GetSecretValue']);
    for (let index = 0; index < 44; index += 1) world.add(`account-${index}`);
    cool();
    await run();
    expect(reads().slice(1)).toEqual([...Array<string>(3).fill('BatchGetSecretValue')]);
    expect(world.published('BankruptcyLoan', 'account-43')).toEqual([0]);
  });

  test('a secret is kept in memory for 15 minutes at most', async () => {
    const { world, runAt } = await start();
    const reads = (): number =>
      world.cloud.calls.filter(({ operation }) => operation === 'GetSecretValue').length;
    await runAt('06:00');
    await runAt('06:14');
    expect(reads()).toBe(1);
    await runAt('06:16');
    expect(reads()).toBe(2);
  });

  test.each([
    ['GetSecretValue', 1],
    ['BatchGetSecretValue', 2],
  ] as const)('%s finds a secret by name, ARN and partial ARN', async (operation, accounts) => {
    const { world, run, cool } = await start(accounts === 1 ? {} : { accounts: twoAccounts() });
    const { key, secretId } = world.account('main');
    const arn = world.cloud.secrets.put(secretId, JSON.stringify(key.secret));
    for (const id of [arn, arn.slice(0, -'-123456'.length)]) {
      cool();
      const [main, ...others] = world.event().accounts;
      await run({ accounts: [{ ...main, secretId: id }, ...others] });
    }
    expect(world.cloud.calls.map((call) => call.operation)).toContain(operation);
    expect(world.published('BankruptcyLoan')).toEqual([0, 0]);
  });

  test('secrets that cannot be read fail their own accounts alone', async () => {
    const names = ['denied', 'deleted', 'missing', 'binary', 'main', 'no-json'];
    const accounts = Object.fromEntries(names.map((name) => [name, newAccountKey()]));
    const { world, failure } = await start({ accounts });
    const { secrets } = world.cloud;
    secrets.deny('pm-loan-monitor/denied');
    secrets.markForDeletion('pm-loan-monitor/deleted');
    secrets.remove('pm-loan-monitor/missing');
    secrets.put('pm-loan-monitor/binary', Buffer.from('{}'));
    secrets.put('pm-loan-monitor/no-json', 'apiKey=abc');
    const error = await failure();
    expect(error.message).toMatch(/^5 of 6 accounts failed:\n/);
    const failed = names.filter((name) => name !== 'main');
    for (const name of failed) {
      expect(error.message).toMatch(
        new RegExp(`^${name}: The secret pm-loan-monitor/${name} `, 'm'),
      );
      expect(world.published('BankruptcyLoan', name)).toEqual([]);
    }
    expect(reasons(error)).toEqual(failed.map(() => expect.any(SecretError) as unknown));
    expect(world.published('BankruptcyLoan')).toEqual([0]);
  });

  test('where AWS refuses a batch, each secret is asked for by itself', async () => {
    const { world, run } = await start({ accounts: twoAccounts() });
    world.cloud.misbehave('BatchGetSecretValue', 'access-denied');
    await run();
    expect(world.published('BankruptcyLoan', 'other')).toEqual([0]);
  });

  test('where a batch gets no answer, every account in it fails in its own name', async () => {
    const { world, failure } = await start({ accounts: twoAccounts() });
    world.cloud.misbehave('BatchGetSecretValue', 'reset');
    const { message } = await failure();
    expect(message).toMatch(/^main: The secret .* cannot be read \(\w+\)\./m);
    expect(message).toMatch(/^other: The secret .* cannot be read \(\w+\)\./m);
  });

  test('a clock that is set back keeps no secret longer', async () => {
    const { world, runAt } = await start();
    await runAt('08:00');
    await runAt('06:00');
    const reads = world.cloud.calls.filter(({ operation }) => operation === 'GetSecretValue');
    expect(reads).toHaveLength(2);
  });
});
