import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Report } from './function';

/** A function that can be invoked, in a process of its own or in this one. */
export interface Invocable {
  invoke(event: unknown): Promise<{
    readonly result?: unknown;
    readonly error?: Omit<NonNullable<Report['error']>, 'trace'>;
  }>;
}

/** Lambda's Invoke alone, with whoever asks: it runs the functions that it is given by name. */
export class LambdaService {
  static async start(functions: Readonly<Record<string, Invocable>>): Promise<LambdaService> {
    const server = createServer((incoming, outgoing) => {
      invoke(functions, incoming, outgoing).catch((error: unknown) => {
        outgoing.destroy(error as Error);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new LambdaService(server);
  }

  private constructor(private readonly server: Server) {}

  /** For `AWS_ENDPOINT_URL_LAMBDA`. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const PATH = /^\/2015-03-31\/functions\/([\w-]+)\/invocations$/;

async function invoke(
  functions: Readonly<Record<string, Invocable>>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const event = await json(incoming);
  const [, name = ''] = PATH.exec(incoming.url ?? '') ?? [];
  const found = functions[name];
  if (found === undefined) {
    const body = { Type: 'User', Message: `Function not found: ${name}` };
    const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };
    outgoing.writeHead(404, headers).end(JSON.stringify(body));
    return;
  }
  const { result, error } = await found.invoke(event);
  if (error === undefined) outgoing.writeHead(200).end(JSON.stringify(result));
  else outgoing.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end(JSON.stringify(error));
}
