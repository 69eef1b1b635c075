import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { closeIdleConnections, httpAgent, httpsAgent } from '../connections';
import { afterIdle } from '../idle-timer';
import { sdkSettings } from './sdk-settings';

/** Until an answer begins, and again until it has ended. */
const ANSWER_TIMEOUT_MS = 3_000;
/** The longest page of GetMetricData stays well below. */
const MAX_BYTES = 8 * 1024 * 1024;

export interface Clients {
  readonly cloudWatch: CloudWatchClient;
  readonly secretsManager: SecretsManagerClient;
  /** Made on demand: most runs have no notice to send. */
  readonly sns: () => SNSClient;
}

/**
 * The clients of the three services. Every attempt has timeouts of its own, so that the SDK's two
 * retries fit into the time kept for telling; `Deadline.within` bounds the whole.
 */
export function createClients(environment: Readonly<NodeJS.ProcessEnv>): Clients {
  const options = { ...sdkSettings(environment), requestHandler: new BoundedHttpHandler() };
  let sns: SNSClient | undefined;
  return {
    cloudWatch: new CloudWatchClient(options),
    secretsManager: new SecretsManagerClient(options),
    sns: () => (sns ??= new SNSClient(options)),
  };
}

/** The SDK's HTTP, with the two bounds it lacks: how long an answer takes, and how long it is. */
class BoundedHttpHandler extends NodeHttpHandler {
  constructor() {
    super({ httpAgent, httpsAgent });
  }

  override async handle(
    ...[request, options = {}]: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    const tooSlow = new AbortController();
    const stop = afterIdle(ANSWER_TIMEOUT_MS, () => {
      tooSlow.abort();
    });
    const callers = (options.abortSignal ?? []) as AbortSignal;
    const abortSignal = AbortSignal.any([tooSlow.signal].concat(callers));
    try {
      const { response } = await super.handle(request, { ...options, abortSignal });
      response.body = bounded(response.body as Readable);
      return { response };
    } catch (error) {
      closeIdleConnections();
      throw tooSlow.signal.aborted ? timeUp('no answer') : error;
    } finally {
      stop();
    }
  }
}

function bounded(body: Readable): Readable {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) done(new Error(`more than ${MAX_BYTES} bytes`));
      else done(null, chunk);
    },
  });
  const stop = afterIdle(ANSWER_TIMEOUT_MS, () => {
    counter.destroy(timeUp('no whole answer'));
  });
  counter.once('close', () => {
    stop();
    body.destroy();
  });
  return body.once('error', (error) => counter.destroy(error)).pipe(counter);
}

/** By its name, the SDK knows that another try is worth it. */
function timeUp(what: string): Error {
  const error = new Error(`${what} within ${ANSWER_TIMEOUT_MS} ms`);
  return Object.assign(error, { name: 'TimeoutError' });
}
