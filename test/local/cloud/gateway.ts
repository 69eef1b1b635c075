import type { Fault } from '../faults';
import type { Request, Responder, Response } from '../loopback';
import { Plans } from '../plans';
import { accepted, refused } from './answers';
import type { Asker } from './answers';
import { cloudFault } from './cloud-faults';
import type { CloudFault } from './cloud-faults';
import { authenticate, serviceOf } from './credentials';
import { AwsError } from './errors';
import { readCall } from './wire';
import type { Call, Input, Operation } from './wire';

export type Handlers = Readonly<Record<Operation, (input: Input) => object>>;

type OpenCall = { -readonly [Member in keyof Call]: Call[Member] };

/** The front door of all four services: who asks, what for, and whether something goes wrong. */
export class Gateway implements Responder {
  readonly calls: OpenCall[] = [];
  readonly #open = new WeakMap<Request, OpenCall>();
  readonly faults = new Plans<CloudFault, Call>();

  constructor(
    private readonly handlers: Handlers,
    private readonly signingClock: () => number,
  ) {}

  fault(request: Request): Fault | undefined {
    const asker = this.#asker(request);
    try {
      authenticate(asker.service, request, asker.now);
      const call = { ...readCall(asker.service, request), outcome: 'accepted' };
      this.#open.set(request, call);
      this.calls.push(call);
      const name = this.faults.take(call);
      if (name === undefined) return undefined;
      call.outcome = name;
      return cloudFault(name, asker, call.operation);
    } catch (error) {
      return refusal(asker, error);
    }
  }

  respond(request: Request): Response {
    const asker = this.#asker(request);
    const call = this.#open.get(request);
    if (call === undefined) throw new Error('answered before it was received');
    try {
      return accepted(asker, call.operation, this.handlers[call.operation](call.input));
    } catch (error) {
      if (error instanceof AwsError && call.outcome === 'accepted') call.outcome = error.code;
      return refusal(asker, error);
    }
  }

  #asker(request: Request): Asker {
    return {
      service: serviceOf(request),
      queryMode: request.headers['x-amzn-query-mode'] === 'true',
      now: this.signingClock(),
    };
  }
}

function refusal(asker: Asker, error: unknown): Response {
  if (error instanceof AwsError) return refused(asker, error);
  throw error;
}
