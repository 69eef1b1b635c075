import { readFileSync } from 'node:fs';
import { createServer, Server as WebServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { get } from '../../lambda/http';

const LONG_MS = 10_000;
const TINY_MS = 40;
const MAX_BYTES = 65_536;

let server: Server;

async function listening(): Promise<URL> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a?b=c`);
}

function serving(listener: RequestListener): Promise<URL> {
  server = createServer(listener);
  return listening();
}

/** By TLS, with a certificate that only this project vouches for. */
function servingSecurely(listener: RequestListener): Promise<URL> {
  const pem = readFileSync(join(__dirname, '../local/self-signed-test-certificate.pem'));
  server = createSecureServer({ cert: pem, key: pem }, listener);
  return listening().then((url) => new URL(url.href.replace('http:', 'https:')));
}

afterEach(() => {
  server.close();
  if (server instanceof WebServer) server.closeAllConnections();
});

test('an answer is its status, its headers and its body as it was sent', async () => {
  const heard: unknown[] = [];
  const url = await serving(({ method, url: target, headers }, outgoing) => {
    heard.push([method, target, headers['x-mbx-apikey']]);
    outgoing.writeHead(404, { 'retry-after': '7' });
    const body = Buffer.from('{"msg":"Ä"}');
    // Cut within a letter.
    outgoing.write(body.subarray(0, 9));
    setImmediate(() => outgoing.end(body.subarray(9)));
  });
  expect(await get(url, { 'X-MBX-APIKEY': 'key' }, LONG_MS)).toEqual({
    status: 404,
    headers: expect.objectContaining({ 'retry-after': '7' }) as object,
    body: '{"msg":"Ä"}',
  });
  expect(heard).toEqual([['GET', '/a?b=c', 'key']]);
});

test.each([
  ['of 64 KiB is taken', MAX_BYTES, MAX_BYTES],
  ['of a byte more is not', MAX_BYTES + 1, 'more than 65536 bytes'],
])('an answer %s', async (_, bytes, expected) => {
  const url = await serving((__, outgoing) => outgoing.end('x'.repeat(bytes)));
  const outcome = await get(url, {}, LONG_MS).then(
    ({ body }) => body.length,
    (error: unknown) => (error as Error).message,
  );
  expect(outcome).toBe(expected);
});

test('a connection is kept for the next request', async () => {
  let connections = 0;
  const url = await serving((_, outgoing) => outgoing.end());
  server.on('connection', () => {
    connections += 1;
  });
  for (let request = 0; request < 3; request += 1) await get(url, {}, LONG_MS);
  expect(connections).toBe(1);
});

test.each<[string, RequestListener]>([
  ['no answer', () => undefined],
  ['half an answer', (_, outgoing) => outgoing.writeHead(200).write('{')],
])('%s is given up when the time is up', async (_, listener) => {
  const url = await serving(listener);
  await expect(get(url, {}, TINY_MS + 0.4)).rejects.toThrow(`no whole answer within ${TINY_MS} ms`);
});

test('an answer has all the time there is, over a new connection as over one that was kept', async () => {
  const url = await serving(({ url: target }, outgoing) => {
    setTimeout(() => outgoing.end(target), target === '/slow' ? 2_300 : 0);
  });
  await get(new URL('/quick', url), {}, LONG_MS);
  const slow = await Promise.all([1, 2].map(() => get(new URL('/slow', url), {}, LONG_MS)));
  expect(slow.map(({ body }) => body)).toEqual(['/slow', '/slow']);
});

test('a certificate that nobody vouches for is none', async () => {
  let asked = 0;
  const url = await servingSecurely(() => {
    asked += 1;
  });
  await expect(get(url, {}, LONG_MS)).rejects.toThrow('self-signed certificate');
  expect(asked).toBe(0);
});
