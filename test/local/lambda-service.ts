import type { Report } from './function';
import { serve } from './loopback';
import type { Loopback, Request, Response } from './loopback';

/** A function that can be invoked, in a process of its own or in this one. */
export interface Invocable {
  invoke(event: unknown): Promise<{
    readonly result?: unknown;
    readonly error?: Omit<NonNullable<Report['error']>, 'trace'>;
  }>;
}

/** Lambda's Invoke, for `AWS_ENDPOINT_URL_LAMBDA`. */
export type LambdaService = Loopback;

const PATH = /^\/2015-03-31\/functions\/([\w-]+)\/invocations$/;

export const LambdaService = {
  /**
   * Runs the functions that it is given by name.
   * @param others Who answers all other requests.
   */
  start: (functions: Readonly<Record<string, Invocable>>, others: string): Promise<LambdaService> =>
    serve({
      fault: () => undefined,
      respond: async (request) => {
        const [, name = ''] = PATH.exec(request.path) ?? [];
        if (name === '') return forward(request, others);
        const found = functions[name];
        if (found === undefined) {
          const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };
          const error = { Type: 'User', Message: `Function not found: ${name}` };
          return { status: 404, headers, body: JSON.stringify(error) };
        }
        const { result, error } = await found.invoke(JSON.parse(request.body));
        if (error === undefined) return { status: 200, body: JSON.stringify(result) };
        const headers = { 'x-amz-function-error': 'Unhandled' };
        return { status: 200, headers, body: JSON.stringify(error) };
      },
    }),
};

async function forward({ method, path, headers, body }: Request, to: string): Promise<Response> {
  const { authorization = '', 'x-amz-date': date = '' } = headers;
  const answer = await fetch(`${to}${path}`, {
    method,
    headers: { authorization, 'x-amz-date': String(date) },
    ...(body !== '' && { body }),
  });
  const type = answer.headers.get('x-amzn-errortype');
  return {
    status: answer.status,
    headers: type === null ? {} : { 'x-amzn-errortype': type },
    body: await answer.text(),
  };
}
