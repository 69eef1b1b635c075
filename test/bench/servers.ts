import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { REGION } from '../local/cloud/credentials';
import { newAccountKey } from '../local/exchange/keys';
import type { Certificate } from './certificate';

export const TOPIC_ARN = `arn:aws:sns:${REGION}:123456789012:bench`;

type Answer = (incoming: IncomingMessage, body: string) => string;

/**
 * Binance and three services of AWS over TLS, that answer as briefly as they can: what is measured
 * is who asks. `npm start` has the ones that check what they are asked.
 */
export class Servers {
  static async start(certificate: Certificate): Promise<Servers> {
    const servers = new Servers();
    for (const [variable, answer] of Object.entries(ANSWERS)) {
      const server = createServer(certificate, (incoming, outgoing) => {
        void servers.#serve(answer, incoming, outgoing);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      servers.#urls[variable] = `https://127.0.0.1:${port}`;
      servers.#close.push(() => {
        server.close();
        server.closeAllConnections();
      });
    }
    return servers;
  }

  /** How long each answer takes, in milliseconds. */
  latencyMs = 0;
  /** How many requests there were. */
  requests = 0;
  readonly #urls: Record<string, string> = {};
  readonly #close: (() => void)[] = [];

  /** Where the function finds them. */
  get environment(): Readonly<Record<string, string>> {
    return this.#urls;
  }

  close(): void {
    for (const close of this.#close) close();
  }

  async #serve(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    this.requests += 1;
    const zipped = incoming.headers['content-encoding'] === 'gzip';
    const body = await text(zipped ? incoming.pipe(createGunzip()) : incoming);
    if (this.latencyMs > 0) await sleep(this.latencyMs);
    outgoing.writeHead(200, { 'x-amzn-requestid': 'bench' }).end(answer(incoming, body));
  }
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  BINANCE_BASE_URL({ url = '', headers }) {
    const [, asked] = /^\/sapi\/v1\/portfolio\/(pmLoan|account)\?.*signature=/.exec(url) ?? [];
    if (asked === undefined || headers['x-mbx-apikey'] === undefined)
      throw new Error(`asked for ${url}`);
    return asked === 'pmLoan'
      ? '{"asset":"USDT","amount":"0"}'
      : '{"uniMMR":"5.2","accountStatus":"NORMAL"}';
  },
  AWS_ENDPOINT_URL_SECRETS_MANAGER({ headers }, body) {
    const { SecretId, SecretIdList } = JSON.parse(body) as Record<string, unknown>;
    if (headers['x-amz-target'] === 'secretsmanager.GetSecretValue') return secret(SecretId);
    return `{"SecretValues":[${(SecretIdList as string[]).map(secret).join()}],"Errors":[]}`;
  },
  AWS_ENDPOINT_URL_CLOUDWATCH({ headers }, body) {
    if (!String(headers['x-amz-target']).endsWith('.GetMetricData')) return '{}';
    const { MetricDataQueries } = JSON.parse(body) as { MetricDataQueries: { Id: string }[] };
    const results = MetricDataQueries.map(({ Id }) => ({ Id, StatusCode: 'Complete' }));
    return JSON.stringify({ MetricDataResults: results });
  },
};

const SECRET = JSON.stringify(newAccountKey().secret);

function secret(id: unknown): string {
  return JSON.stringify({ Name: id, SecretString: SECRET });
}
