import { operate } from '../../../infra/operator/command';
import type { Act, Options, Printed } from '../../../infra/operator/command';
import { openDeployed } from '../../../infra/operator/deployed';
import type { CheckEvent } from '../../../lambda/contract';
import { start } from '../../lambda/monitored';
import { CREDENTIALS } from '../../local/cloud/credentials';
import { LambdaService } from '../../local/lambda-service';
import type { Invocable } from '../../local/lambda-service';
import type { Loopback } from '../../local/loopback';
import { subscribe } from '../../local/set-ups';
import { serveStack } from '../../local/stack-service';
import type { LocalStack } from '../../local/stack-service';
import { resourcesOf } from '../../local/stack-template';
import type { World } from '../../local/world';
import { settingsFolder } from '../settings/folder';

/** Where the settings of the stack are. */
export const folder = settingsFolder({ accounts: 'main' });

const services: Loopback[] = [];
const outside = { ...process.env };

/** After each test: what was served is stopped, and the environment is as it was. */
export async function closeServices(): Promise<void> {
  process.env = outside;
  await Promise.all(services.splice(0).map((each) => each.close()));
}

/** What of a deployed stack is as it should not be. */
export type Change = (stack: LocalStack) => Partial<LocalStack>;

/** The environment in which a stack is found, with this as its function. */
export async function serve(
  world: World,
  checker: Invocable,
  { change = () => ({}), schedules = [world.event()], codeSha256 }: Deploying = {},
): Promise<Record<string, string>> {
  const { topicArn } = world;
  const named = { topicArn, functionName: 'checker', schedules };
  const healthy = {
    name: 'PmLoanMonitor',
    outputs: { FunctionName: 'checker', TopicArn: topicArn },
    resources: resourcesOf({ ...named, ...(codeSha256 !== undefined && { codeSha256 }) }),
  };
  const stack = await serveStack({ ...healthy, ...change(healthy) });
  const lambda = await LambdaService.start({ checker }, stack.url);
  services.push(lambda, stack);
  return {
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL: stack.url,
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    AWS_ENDPOINT_URL_SNS: world.cloud.url,
  };
}

interface Deploying {
  readonly change?: Change;
  readonly schedules?: readonly CheckEvent[];
  readonly codeSha256?: string;
}

/** A deployed monitor that is as it should be, and what commands say of it, all in this process. */
export async function deploy(deploying: Deploying = {}, answer?: unknown) {
  const monitored = await start();
  const { world } = monitored;
  subscribe(world);
  const checker = {
    invoke: (event: unknown) =>
      monitored.run(event).then(
        (result) => ({ result: answer ?? result }),
        (thrown: unknown) => {
          const { name, message } = thrown as Error;
          return { error: { errorType: name, errorMessage: message } };
        },
      ),
  };
  const environment = await serve(world, checker, deploying);
  return { world, environment, say: sayer(environment) };
}

/** What a command says in an environment. */
export function sayer(environment: Readonly<Record<string, string>>, settings = folder) {
  return (act: Act, args: Options = {}): Promise<Printed> => {
    process.env = { ...outside, ...environment };
    return operate(openDeployed(settings), act, args);
  };
}
