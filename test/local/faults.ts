import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from './loopback';

/** What can go wrong between two machines, whatever they talk about. */
export const TRANSPORT_FAULTS = {
  hang: 'takes the request and never answers',
  reset: 'tears the connection down',
  trickle: 'sends its answer a byte at a time, slower than anyone waits',
  slow: 'answers truly, but minutes after anyone waits',
  'cut-off': 'closes the connection in the middle of its answer',
  huge: 'answers without end',
  html: 'answers 200 with a web page',
  empty: 'answers 200 with nothing',
  malformed: 'answers 200 with half a document',
} as const;

export type TransportFault = keyof typeof TRANSPORT_FAULTS;

/** A transport fault, or an answer given in the place of the true one. */
export type Fault = TransportFault | Response;

/** Past the function's own timeout, whatever that is. */
const SLOW_MS = 120_000;
const WEB_PAGE = '<!DOCTYPE html><html><body><h1>Please wait</h1></body></html>';

/** Misbehaves on `outgoing`; `response` makes the true answer where the fault needs one. */
export async function sendFault(
  fault: Fault,
  outgoing: ServerResponse,
  response: () => Promise<Response>,
): Promise<void> {
  // Node would date the answer by this machine's clock; a stand-in may live by another.
  outgoing.sendDate = false;
  if (typeof fault !== 'string') {
    outgoing.writeHead(fault.status, fault.headers).end(fault.body);
    return;
  }
  switch (fault) {
    case 'hang':
      return;
    case 'reset':
      outgoing.socket?.resetAndDestroy();
      return;
    case 'trickle':
      return trickle(outgoing, await response());
    case 'slow':
      return late(outgoing, await response());
    case 'cut-off':
      return cutOff(outgoing, await response());
    case 'huge':
      flood(outgoing);
      return;
    case 'html':
      outgoing.writeHead(200, { 'content-type': 'text/html' }).end(WEB_PAGE);
      return;
    case 'empty':
      outgoing.writeHead(200).end();
      return;
    case 'malformed': {
      const { status, headers, body } = await response();
      outgoing.writeHead(status, headers).end(body.slice(0, body.length / 2));
      return;
    }
  }
}

async function trickle(
  outgoing: ServerResponse,
  { status, headers, body }: Response,
): Promise<void> {
  outgoing.writeHead(status, headers);
  for (const byte of Buffer.from(body)) {
    if (outgoing.destroyed) return;
    outgoing.write(Buffer.of(byte));
    await sleep(500, undefined, { ref: false });
  }
  outgoing.end();
}

/** The work is done in time, only its answer is late. */
async function late(outgoing: ServerResponse, { status, headers, body }: Response): Promise<void> {
  await sleep(SLOW_MS, undefined, { ref: false });
  if (!outgoing.destroyed) outgoing.writeHead(status, headers).end(body);
}

function cutOff(outgoing: ServerResponse, { status, headers, body }: Response): Promise<void> {
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  return new Promise((resolve) => {
    outgoing.write(body.slice(0, body.length / 2), () => {
      outgoing.socket?.destroy();
      resolve();
    });
  });
}

/** Ends when whoever asked hangs up. */
function flood(outgoing: ServerResponse): void {
  outgoing.writeHead(200, { 'content-type': 'application/json' });
  const block = Buffer.alloc(64 * 1024, ' ');
  const endless = function* (): Generator<Buffer> {
    for (;;) yield block;
  };
  pipeline(Readable.from(endless()), outgoing, () => undefined);
}
