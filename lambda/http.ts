import * as http from 'node:http';
import * as https from 'node:https';
import { closeIdleConnections, httpAgent, httpsAgent } from './connections';
import { afterIdle } from './idle-timer';

const MAX_BYTES = 64 * 1024;
const TRANSPORTS = {
  'https:': { request: https.request, agent: httpsAgent },
  'http:': { request: http.request, agent: httpAgent },
};

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/**
 * One GET, without redirects: at most 64 KiB long, and whole within `timeoutMs` of idle time,
 * `atMostMs` by the clock. Whatever stops it rejects with an error that does not hold the address.
 */
export function get(
  url: URL,
  headers: http.OutgoingHttpHeaders,
  timeoutMs: number,
  atMostMs = Infinity,
): Promise<Answer> {
  const { request, agent } = TRANSPORTS[url.protocol as keyof typeof TRANSPORTS];
  return new Promise<Answer>((resolve, reject) => {
    let answered = false;
    const outgoing = request(url, { agent, headers }, (incoming) => {
      answered = true;
      collect(incoming).then(resolve, reject);
    });
    const giveUp = (): void => {
      reject(new Error(`no whole answer within ${Math.round(Math.min(timeoutMs, atMostMs))} ms`));
      outgoing.destroy();
    };
    const stop = afterIdle(timeoutMs, giveUp, atMostMs);
    outgoing
      .on('error', reject)
      .on('close', () => {
        stop();
        // HTTP 101 emits neither 'response' nor 'error'.
        if (!answered) reject(new Error('closed without an answer'));
      })
      .end();
  }).catch((error: unknown) => {
    closeIdleConnections();
    throw error;
  });
}

function collect(incoming: http.IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    // Its async iterator is slower: a run for many accounts would take 3 % more of a core.
    incoming
      .on('error', reject)
      .on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) incoming.destroy(new Error(`more than ${MAX_BYTES} bytes`));
        else chunks.push(chunk);
      })
      .on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
      });
  });
}
