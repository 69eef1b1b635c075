/** As much of the packages in test/bench/package.json as the benchmark uses. */
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

declare module 'selfsigned' {
  export function generate(
    attributes: readonly { readonly name: string; readonly value: string }[],
    options: object,
  ): Promise<{ readonly private: string; readonly cert: string }>;
}

declare module 'vega' {
  export function parse(spec: object): object;
  export class View {
    constructor(runtime: object, options: object);
    toSVG(): Promise<string>;
  }
}

declare module 'vega-lite' {
  export function compile(spec: object): { spec: object };
}
