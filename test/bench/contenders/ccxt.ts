/** The AWS SDK, and ccxt. */
import { binance } from 'ccxt';
import { usual } from './usual';

const base = process.env['BINANCE_BASE_URL'] ?? '';

export const handler = usual(({ apiKey, privateKey }) => {
  const exchange = new binance({ apiKey, secret: privateKey });
  exchange.urls.api['sapi'] = `${base}/sapi/v1`;
  return async () => (await exchange.sapiGetPortfolioPmLoan()).amount;
});
