const DERIVATIVES = 'https://developers.binance.com/docs/derivatives';

/** Where it is written, or was seen, what Binance answers. */
export const SOURCES = {
  'error codes': `${DERIVATIVES}/portfolio-margin-pro/error-code`,
  'general info': `${DERIVATIVES}/portfolio-margin-pro/general-info`,
  'general info of papi': `${DERIVATIVES}/portfolio-margin/general-info`,
  pmLoan: `${DERIVATIVES}/portfolio-margin-pro/account/Query-Classic-Portfolio-Margin-Bankruptcy-Loan-Amount`,
  account: `${DERIVATIVES}/portfolio-margin-pro/account`,
  apiRestrictions: 'https://developers.binance.com/docs/wallet/account/api-key-permission',
  /** "How to Use the Binance Portfolio Margin Pro Program APIs", of 2024-09-05 and as of 2022. */
  FAQ: 'https://www.binance.com/en/support/faq/1fc7ab7c087644f0b697b53af38a43cf',
  'spot REST API': 'https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md',
  /** Requests of Binance's own client, recorded. */
  'recorded client':
    'https://www.npmjs.com/package/@binance/derivatives-trading-portfolio-margin-pro',
  CloudFront:
    'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html',
  'seen: headers': 'https://github.com/ccxt/ccxt/issues/18653',
  'seen: -1100': 'https://github.com/ccxt/node-binance-api/issues/472',
  'seen: -2008': 'https://github.com/binance/binance-api-postman/issues/79',
  'seen: -2014': 'https://github.com/ccxt/ccxt/issues/3057',
  'seen: 403': 'https://github.com/tellor-io/telliot/issues/69',
  'seen: 418': 'https://github.com/ccxt/ccxt/issues/14639',
  'seen: 451': 'https://github.com/ccxt/ccxt/issues/16044',
  /** What any network, and any server behind one, may do. */
  'any network': 'https://www.rfc-editor.org/rfc/rfc9110',
} as const;

export type Source = keyof typeof SOURCES;

/**
 * What the stand-in takes for true though no source says so, by the names under "Not verified" in
 * test/README.md. Where it does so, it says "Not verified: <name>".
 */
export const BELIEFS = [
  'debt-free accounts',
  'statuses',
  'order of checks',
  'codes of the loan',
  'limits of an account',
  'other types of account',
  'health of an account',
  'rights',
  'parameters',
  'kinds of keys',
  'pages',
  '503',
  'odd amounts',
] as const;

export type Belief = (typeof BELIEFS)[number];
