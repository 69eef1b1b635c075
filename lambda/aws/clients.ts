import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Agents } from '../agents';
import { awsSettings } from './sdk-settings';
import { afterIdle } from '../idle-timer';

/** Until an answer begins, and again until it has ended. */
const ANSWER_TIMEOUT_MS = 3_000;
/** The longest page of GetMetricData stays well below. */
const MAX_BYTES = 8 * 1024 * 1024;

/** The SDK's HTTP, with the two bounds it lacks: how long an answer takes, and how long it is. */
class BoundedHttpHandler extends NodeHttpHandler {
  readonly #agents: Agents;

  constructor(agents: Agents) {
    super({ httpAgent: agents.http, httpsAgent: agents.https });
    this.#agents = agents;
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
      this.#agents.dropIdle();
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
  return new DOMException(`${what} within ${ANSWER_TIMEOUT_MS} ms`, 'TimeoutError');
}

/**
 * What the clients of all three services share. Every attempt has timeouts of its own, so that
 * the SDK's two retries fit into the time kept for telling; `Deadline.within` bounds the whole.
 */
export function clientOptions() {
  return {
    ...awsSettings(process.env),
    requestHandler: new BoundedHttpHandler(new Agents()),
  };
}
