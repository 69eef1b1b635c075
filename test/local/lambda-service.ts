import type { Report } from './function';
import { serve } from './loopback';
import type { Loopback } from './loopback';

/** A function that can be invoked, in a process of its own or in this one. */
export interface Invocable {
  invoke(event: unknown): Promise<{
    readonly result?: unknown;
    readonly error?: Omit<NonNullable<Report['error']>, 'trace'>;
  }>;
}

/** Lambda's Invoke alone, for `AWS_ENDPOINT_URL_LAMBDA`. */
export type LambdaService = Loopback;

const PATH = /^\/2015-03-31\/functions\/([\w-]+)\/invocations$/;

export const LambdaService = {
  /** Runs the functions that it is given by name. */
  start: (functions: Readonly<Record<string, Invocable>>): Promise<LambdaService> =>
    serve({
      fault: () => undefined,
      respond: async ({ path, body }) => {
        const [, name = ''] = PATH.exec(path) ?? [];
        const found = functions[name];
        if (found === undefined) {
          const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };
          const error = { Type: 'User', Message: `Function not found: ${name}` };
          return { status: 404, headers, body: JSON.stringify(error) };
        }
        const { result, error } = await found.invoke(JSON.parse(body));
        if (error === undefined) return { status: 200, body: JSON.stringify(result) };
        const headers = { 'x-amz-function-error': 'Unhandled' };
        return { status: 200, headers, body: JSON.stringify(error) };
      },
    }),
};
