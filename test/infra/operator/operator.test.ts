import type { Diagnosis } from '../../../lambda/contract';
import { bundle } from '../../../infra/bundle';
import { explained } from '../../../infra/operator/errors';
import { LocalFunction } from '../../local/function';
import { LambdaService } from '../../local/lambda-service';
import type { Loopback } from '../../local/loopback';
import { BROKEN_SET_UPS, subscribe } from '../../local/set-ups';
import { serveStack } from '../../local/stack-service';
import type { LocalStack } from '../../local/stack-service';
import { World } from '../../local/world';
import { operate, SOMEBODY } from './cli';

/** Processes that start Node and compile TypeScript, on a machine that may be busy. */
jest.setTimeout(60_000);

const { file } = bundle();

function errors({ findings }: Diagnosis): string[] {
  return findings.filter(({ status }) => status === 'error').map(({ check }) => check);
}

describe('without a stack, on a set-up of this machine', () => {
  test('the doctor says so, prints a table, and exits with 0 where nothing is wrong', async () => {
    const { status, stdout, stderr } = await operate('doctor', []);
    expect(stderr).toBe('');
    expect(stdout).toContain('No --stack is named, so this is a set-up on this machine');
    expect(stdout).toMatch(/│ subscribers +│ +│ ok +│ Confirmed: email o\*\*\*@example\.com/);
    expect(stdout).toContain('0 errors, 0 warnings.');
    expect(status).toBe(0);
  });

  test('each broken thing stands beside its fix, and an error exits with 1', async () => {
    const { status, stdout } = await operate('doctor', ['--broken', 'location']);
    expect(stdout).toContain(BROKEN_SET_UPS.location.what);
    expect(stdout).toMatch(
      /│ address +│ +│ ERROR +│ Binance does not serve .*│ Deploy the stack to /,
    );
    expect(stdout).toContain('2 errors, 0 warnings.');
    expect(status).toBe(1);
  });

  test('--json prints the report alone, and a warning exits with 0', async () => {
    const args = ['--json', '--broken', 'key-with-withdrawals'];
    const { status, stdout, stderr } = await operate('doctor', args);
    const { schema, findings } = JSON.parse(stdout) as Diagnosis;
    expect(schema).toBe('pm-loan-monitor/diagnosis@1');
    expect(findings.filter((each) => each.status !== 'ok')).toEqual([
      {
        check: 'rights',
        account: 'main',
        status: 'warning',
        detail: 'The key can do more than read: withdrawals, futures.',
        fix: 'On binance.com, take all from it but Enable Reading.',
      },
    ]);
    expect(stderr).toContain('No --stack is named');
    expect(status).toBe(0);
  });

  test('the drill says so, where to look, and shows the mail as it came', async () => {
    const { status, stdout } = await operate('drill', []);
    expect(stdout).toContain('No --stack is named, so this is a set-up on this machine');
    expect(stdout).toMatch(/as the message [0-9a-f-]{36}\./);
    expect(stdout).toContain('  email   o***@example.com\n  sqs     risk\n');
    expect(stdout).toContain('Subject: DRILL: pm-loan-monitor can reach you;');
    expect(status).toBe(0);
  });
});

describe('called the wrong way, a command exits with 2 and a sentence', () => {
  test.each([
    [['--bogus'], "error: unknown option '--bogus'"],
    [['--region', 'eu-west-1'], '--region goes with --stack.'],
    [
      ['--broken', 'location', '--stack', 'PmLoanMonitor'],
      "option '--broken <name>' cannot be used with option '--stack <name>'",
    ],
    [
      ['--broken', 'list'],
      '  key-refused             the key, its IP list or its rights are refused',
    ],
  ])('%j', async (args, sentence) => {
    const { status, stdout, stderr } = await operate('doctor', args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
  });
});

describe('with a stack', () => {
  let world: World;
  let monitor: LocalFunction;
  let lambda: LambdaService;
  let stack: Loopback | undefined;

  beforeEach(async () => {
    world = await World.start({ at: new Date().toISOString() });
    subscribe(world);
    monitor = new LocalFunction(file, world.environment());
    lambda = await LambdaService.start({ checker: monitor });
  });
  afterEach(async () => {
    await lambda.close();
    await stack?.close();
    stack = undefined;
    await monitor.stop();
    await world.close();
  });

  /** The environment in which the stack is found. */
  async function deployed(options: Partial<LocalStack> = {}): Promise<Record<string, string>> {
    stack = await serveStack({
      name: 'PmLoanMonitor',
      outputs: { FunctionName: 'checker' },
      schedules: [world.event()],
      ...options,
    });
    return {
      ...SOMEBODY,
      AWS_ENDPOINT_URL_CLOUDFORMATION: stack.url,
      AWS_ENDPOINT_URL_SCHEDULER: stack.url,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    };
  }

  const STACK = ['--stack', 'PmLoanMonitor'];

  test('the doctor asks its function about the accounts of every schedule', async () => {
    const { name, secretId } = world.add('other');
    const environment = await deployed({
      schedules: [
        { accounts: [{ name: 'main', secretId: 'pm-loan-monitor/main' }] },
        { accounts: [{ name, secretId }] },
      ],
    });
    const { status, stdout, stderr } = await operate('doctor', STACK, environment);
    expect(stderr).toBe('');
    expect(stdout).toContain('The function checker of the stack PmLoanMonitor in ap-northeast-1:');
    expect(stdout).toMatch(/│ schedule +│ +│ ok +│ It runs by rate\(5 minutes\)\. /);
    for (const account of ['main', 'other']) {
      expect(stdout).toMatch(new RegExp(`│ loan +│ ${account} +│ ok +│ It owes nothing`));
    }
    expect(status).toBe(0);
  });

  test.each([
    ['its fixed address', { EgressIp: '203.0.113.7' }, "The function's address is 203.0.113.7."],
    ['how to get a fixed address', {}, 'the setting fixedEgress gives it one.'],
  ])('it says %s to put on the IP list', async (_, output, sentence) => {
    const { registration } = world.account('main').key;
    world.exchange.register({ ...registration, rights: { ipRestrict: false } });
    const environment = await deployed({ outputs: { FunctionName: 'checker', ...output } });
    const { status, stdout } = await operate('doctor', [...STACK, '--json'], environment);
    const { findings } = JSON.parse(stdout) as Diagnosis;
    const [warning, ...others] = findings.filter((each) => each.status !== 'ok');
    expect(others).toEqual([]);
    expect(warning).toMatchObject({ check: 'ipList', status: 'warning' });
    expect(warning?.fix).toContain(sentence);
    expect(status).toBe(0);
  });

  test('a schedule that is disabled is an error', async () => {
    const environment = await deployed({ disabled: true });
    const { status, stdout } = await operate('doctor', [...STACK, '--json'], environment);
    expect(errors(JSON.parse(stdout) as Diagnosis)).toEqual(['schedule']);
    expect(status).toBe(1);
  });

  test('a schedule that was deleted is an error too, and has its mend', async () => {
    const environment = await deployed({ deleted: true });
    const { status, stdout } = await operate('doctor', [...STACK, '--json'], environment);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [
        { check: 'schedule', status: 'error', fix: expect.stringContaining('drift') as string },
      ],
    });
    expect(status).toBe(1);
  });

  test('a function whose environment is broken is told as that', async () => {
    await monitor.stop();
    monitor = new LocalFunction(file, { ...world.environment(), TOPIC_ARN: 'gone' });
    await lambda.close();
    lambda = await LambdaService.start({ checker: monitor });
    const { status, stdout } = await operate('doctor', [...STACK, '--json'], await deployed());
    const { findings } = JSON.parse(stdout) as Diagnosis;
    expect(findings.filter((each) => each.status !== 'ok')).toEqual([
      {
        check: 'environment',
        status: 'error',
        detail: 'The environment variable TOPIC_ARN must be the ARN of a standard SNS topic.',
        fix: "Correct the function's environment.",
      },
    ]);
    expect(status).toBe(1);
  });

  test('neither command writes a metric', async () => {
    const environment = await deployed();
    await operate('doctor', STACK, environment);
    await operate('drill', STACK, environment);
    expect(world.notices).toHaveLength(1);
    expect(world.cloud.calls.map(({ operation }) => operation)).not.toContain('PutMetricData');
  });

  test('the drill says where to look, and who gets nothing', async () => {
    const pending = { protocol: 'email', endpoint: 'risk@example.com', pending: true } as const;
    world.cloud.topics.subscribe(world.topicArn, pending);
    const { status, stdout } = await operate('drill', STACK, await deployed());
    expect(stdout).toContain(
      `SNS took the drill, as the message ${world.notices[0]?.messageId ?? ''}.`,
    );
    expect(stdout).toContain('Look for it here, in this minute:\n  email   o***@example.com\n');
    expect(stdout).toContain('Not confirmed, so they get nothing:\n  email   r***@example.com\n');
    expect(stdout).toContain('only if the filter lets through');
    expect(status).toBe(0);
  });

  test('a drill that nobody listens to exits with 1', async () => {
    world.cloud.topics.unsubscribeAll(world.topicArn);
    const { status, stdout } = await operate('drill', STACK, await deployed());
    expect(stdout).toContain('NOBODY LISTENS');
    expect(status).toBe(1);
  });

  describe('where it cannot be asked, a command exits with 2 and says why', () => {
    test('there is no such stack', async () => {
      const { status, stderr } = await operate('doctor', ['--stack', 'Nothing'], await deployed());
      expect(stderr).toMatch(/^There is no stack Nothing in ap-northeast-1\. Name another /);
      expect(status).toBe(2);
    });

    test('the stack is no monitor', async () => {
      const { status, stderr } = await operate('doctor', STACK, await deployed({ outputs: {} }));
      expect(stderr).toMatch(
        /^The stack PmLoanMonitor has no output FunctionName: it is no monitor/,
      );
      expect(status).toBe(2);
    });

    test('there are no credentials', async () => {
      const { AWS_ENDPOINT_URL_CLOUDFORMATION = '' } = await deployed();
      const environment = { AWS_ENDPOINT_URL_CLOUDFORMATION };
      const { status, stderr } = await operate('doctor', STACK, environment);
      expect(stderr).toMatch(/^AWS could not be asked \(CredentialsProviderError.*AWS_PROFILE/);
      expect(status).toBe(2);
    });

    test('its caller may not', async () => {
      const { status, stderr } = await operate('drill', STACK, await deployed({ denied: true }));
      expect(stderr).toMatch(/^AWS could not be asked \(AccessDenied.*You need cloudformation:/);
      expect(status).toBe(2);
    });

    test('the function fails', async () => {
      world.cloud.misbehave('Publish', 'access-denied');
      const { status, stderr } = await operate('drill', STACK, await deployed());
      expect(stderr).toMatch(/^The function failed \(NoticeRefusedError\): SNS did not take /);
      expect(status).toBe(2);
    });

    test('the function is gone', async () => {
      const environment = await deployed({ outputs: { FunctionName: 'gone' } });
      const { status, stderr } = await operate('doctor', STACK, environment);
      expect(stderr).toMatch(/^AWS could not be asked \(ResourceNotFoundException: Function not/);
      expect(stderr).toContain('npx cdk deploy --revert-drift');
      expect(status).toBe(2);
    });

    test('Lambda has no room for it', () => {
      const error = Object.assign(new Error('Rate'), { name: 'TooManyRequestsException' });
      expect(explained(error).message).toMatch(/Lambda has no room, .*<stack>-throttles/);
    });

    test('nothing answers', async () => {
      const environment = {
        ...(await deployed()),
        AWS_ENDPOINT_URL_CLOUDFORMATION: 'http://127.0.0.1:9',
      };
      const { status, stderr } = await operate('doctor', STACK, environment);
      expect(stderr).toMatch(/^AWS could not be asked \(.*ECONNREFUSED/);
      expect(status).toBe(2);
    });
  });
});
