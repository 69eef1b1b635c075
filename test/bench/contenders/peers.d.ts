/** As much of the peers as is asked of them; they are installed by the benchmark alone. */
declare module '@binance/derivatives-trading-portfolio-margin-pro' {
  export class DerivativesTradingPortfolioMarginPro {
    constructor(options: {
      configurationRestAPI: { apiKey: string; privateKey: string; basePath: string };
    });
    readonly restAPI: {
      queryPortfolioMarginProBankruptcyLoanAmount(): Promise<{
        data(): Promise<{ amount: string }>;
      }>;
    };
  }
}

declare module 'ccxt' {
  export class binance {
    constructor(options: { apiKey: string; secret: string });
    readonly urls: { api: Record<string, string> };
    sapiGetPortfolioPmLoan(): Promise<{ amount: string }>;
  }
}
