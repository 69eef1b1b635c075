/** The AWS SDK, and `fetch` for Binance. */
import { createPrivateKey, sign } from 'node:crypto';
import { usual } from './usual';

const BASE = process.env['BINANCE_BASE_URL'] ?? '';

export const handler = usual(({ apiKey, privateKey }) => {
  const key = createPrivateKey(privateKey);
  return async () => {
    const query = `timestamp=${Date.now()}`;
    const signature = encodeURIComponent(sign(null, Buffer.from(query), key).toString('base64'));
    const url = `${BASE}/sapi/v1/portfolio/pmLoan?${query}&signature=${signature}`;
    const answer = await fetch(url, { headers: { 'X-MBX-APIKEY': apiKey } });
    return ((await answer.json()) as { amount: string }).amount;
  };
});
