import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { sendFault } from './faults';
import type { Fault } from './faults';

/** Of 127.0.0.1, with its key; nobody vouches for it but who is told to. */
export const CERTIFICATE = join(__dirname, 'self-signed-test-certificate.pem');

/** A request as a stand-in sees it: read to the end, unzipped. */
export interface Request {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** As it came, without the `?`. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a stand-in answers, and which fault, if any, comes in the answer's place. */
export interface Responder {
  respond(request: Request): Response | Promise<Response>;
  fault(request: Request): Fault | undefined;
}

export interface Loopback {
  /** `http://127.0.0.1:<a free port>`, or `https://` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a stand-in over real HTTP on 127.0.0.1, on a free port. Whoever starts it closes it.
 * @param secure By TLS, with `CERTIFICATE`.
 */
export async function serve(responder: Responder, secure = false): Promise<Loopback> {
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    answer(responder, incoming, outgoing).catch((error: unknown) => {
      outgoing.destroy(error as Error);
    });
  };
  const pem = secure ? readFileSync(CERTIFICATE) : undefined;
  const server = pem
    ? createSecureServer({ cert: pem, key: pem }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http${secure ? 's' : ''}://127.0.0.1:${port}`, close: () => close(server) };
}

async function answer(
  responder: Responder,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await read(incoming);
  const fault = responder.fault(request);
  const response = async (): Promise<Response> => responder.respond(request);
  if (fault !== undefined) {
    await sendFault(fault, outgoing, response);
    return;
  }
  const { status, headers, body } = await response();
  outgoing.writeHead(status, headers).end(body);
}

async function read(incoming: IncomingMessage): Promise<Request> {
  const url = incoming.url ?? '/';
  const mark = url.includes('?') ? url.indexOf('?') : url.length;
  const zipped = incoming.headers['content-encoding'] === 'gzip';
  const body = await text(zipped ? incoming.pipe(createGunzip()) : incoming);
  return {
    method: incoming.method ?? '',
    path: url.slice(0, mark),
    query: url.slice(mark + 1),
    headers: incoming.headers,
    body,
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeAllConnections();
  });
}
