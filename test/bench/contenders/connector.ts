/** The AWS SDK, and Binance's own connector. */
import { DerivativesTradingPortfolioMarginPro } from '@binance/derivatives-trading-portfolio-margin-pro';
import { usual } from './usual';

const basePath = process.env['BINANCE_BASE_URL'] ?? '';

export const handler = usual((key) => {
  const { restAPI } = new DerivativesTradingPortfolioMarginPro({
    configurationRestAPI: { ...key, basePath },
  });
  return async () => {
    const answer = await restAPI.queryPortfolioMarginProBankruptcyLoanAmount();
    return (await answer.data()).amount;
  };
});
