import { json } from './answers';
import type { ExchangeFaultRow } from './faults';

/** Answers of 200 that are JSON but no loan anybody should believe. Binance documents none of them. */
export const AMOUNT_FAULTS = {
  'no-amount': answering('leaves the amount out', '{"asset":"BUSD"}'),
  'no-asset': answering('leaves the asset out', '{"amount":"579.45"}'),
  'amount-null': amount('null', 'null'),
  'amount-true': amount('true', 'true'),
  'amount-object': amount('an object', '{"value":"579.45"}'),
  'amount-array': amount('a list', '["579.45"]'),
  'amount-negative': amount('below zero', '"-579.45"'),
  'amount-exponent': amount('written with an exponent', '"1e3"'),
  'amount-nan': amount('not a number', '"NaN"'),
  'amount-empty': amount('an empty text', '""'),
  'amount-space': amount('a number after a space', '" 1"'),
  'amount-comma': amount('a number with a comma', '"1,000"'),
} as const;

function amount(what: string, value: string): ExchangeFaultRow {
  return answering(`gives an amount that is ${what}`, `{"asset":"BUSD","amount":${value}}`);
}

function answering(description: string, body: string): ExchangeFaultRow {
  return {
    description,
    scope: 'loan',
    source: 'any network',
    believed: 'odd amounts',
    answer: () => json(200, body),
  };
}
