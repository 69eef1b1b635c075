/**
 * The process that the function runs in, as Lambda's own runtime does it: one bundle, one event
 * at a time, console lines as JSON. Started by `LocalFunction`, and talked to over its channel.
 */
import { randomUUID } from 'node:crypto';
import { format } from 'node:util';
import type { handler as Handler } from '../../lambda/handler';
import { FUNCTION_ARN } from './function-arn';
import type { FromRuntime, Invocation, Report } from './function';
import { peakMb } from './peak-memory';

const [bundle = ''] = process.argv.slice(2);

const RealDate = Date;
let ahead = 0;

/** The process's clock, set to where the story is and running on from there. */
globalThis.Date = class extends RealDate {
  constructor(...parts: unknown[]) {
    if (parts.length === 0) super(RealDate.now() + ahead);
    else super(...(parts as [number]));
  }

  static override now(): number {
    return RealDate.now() + ahead;
  }
} as DateConstructor;

let requestId = '';

for (const level of ['debug', 'info', 'warn', 'error'] as const) {
  console[level] = (...message: unknown[]) => {
    send({ line: formatLine(level, message) });
  };
}

/**
 * A console line with `LoggingFormat: JSON`, as Lambda's runtime writes it:
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, src/logging/formatter.ts.
 */
function formatLine(level: string, [message, ...others]: readonly unknown[]): string {
  const line = {
    timestamp: new Date().toISOString(),
    level: level.toUpperCase(),
    requestId,
    message: others.length > 0 ? format(message, ...others) : message,
  };
  return JSON.stringify(line, (_, value: unknown) =>
    value instanceof Error ? formatError(value) : value,
  );
}

function formatError(error: Error): object {
  const { constructor, message, stack = '' } = error;
  const described = { errorType: constructor.name, errorMessage: message };
  return Object.assign(described, { stackTrace: stack.split('\n') }, error);
}

process.on('message', (invocation: Invocation) => {
  void invoke(invocation).then((report) => {
    send({ report });
  });
});

send({ ready: true });

function send(message: FromRuntime): void {
  process.send?.(message);
}

async function invoke({ event, timeoutMs, ...clock }: Invocation): Promise<Report> {
  ahead = clock.ahead;
  requestId = randomUUID();
  const start = performance.now();
  const elapsed = (): number => performance.now() - start;
  const context = {
    getRemainingTimeInMillis: () => timeoutMs - elapsed(),
    invokedFunctionArn: FUNCTION_ARN,
  };
  const report = (): Pick<Report, 'durationMs' | 'peakMb'> => ({
    durationMs: elapsed(),
    peakMb: peakMb(),
  });
  try {
    const { handler } = (await import(bundle)) as { handler: typeof Handler };
    return { result: await handler(event, context), ...report() };
  } catch (thrown) {
    // With JSON lines, what is thrown is logged alone: src/logging/log-patch.ts, `jsonErrorLogger`.
    console.error(thrown);
    const { name, message, stack = '' } = thrown as Error;
    return {
      error: { errorType: name, errorMessage: message, trace: stack.split('\n') },
      ...report(),
    };
  }
}
