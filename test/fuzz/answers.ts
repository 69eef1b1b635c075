import fc from 'fast-check';
import { readHealth, readLoan, readServerTime } from '../../lambda/binance/answer';
import { BinanceError } from '../../lambda/binance/errors';
import type { Answer } from '../../lambda/http';
import { damaged, hostileJson, hostileText, KEY_LIKE, mostly, record } from './values';
import { must, mustBeReadable, mustNotHold, outcome } from './verdict';

const NOW = Date.parse('2026-11-22T06:30:00Z');
const THREE_DAYS_MS = 3 * 24 * 3_600_000;
const STATUSES = [200, 201, 204, 302, 400, 401, 403, 408, 418, 429, 451, 500, 503, 0];
const CODES = [
  ...[0, '0', -1000, -1003, -1021, -2015, '-2015', -21001, -9999, null, 'x', {}],
  ...[-21004, -21004, '-21004', -21003, -21006, -21015],
];
/** Statuses by which Binance speaks to the address, whatever else stands in the answer. */
const ADDRESS_STATUSES = [418, 429, 451];
const NUMBERS = ['0', '1', '579.45', '-1', '1e3', '00.10', '.5', '5.', ' 1', '1,0', 'NaN', '∞', ''];

const amount = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('579.45', '0', '0.00000001') },
  fc.constantFrom(...NUMBERS),
  fc.stringMatching(/^\d{1,40}(\.\d{1,40})?$/),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const message = fc.oneof(
  fc.constantFrom('Too much; banned until 1795329000000.', 'banned until 9999999999999'),
  // A proxy, or a host that only poses as Binance, may send back what it was asked with.
  fc.constantFrom(`key ${KEY_LIKE}`, `signature=${KEY_LIKE}&x=1`, `\n${KEY_LIKE}\u0000`),
  hostileText,
);
const loan = record({
  asset: mostly(fc.constantFrom('USDT', 'USDT', '1INCH')),
  amount: mostly(amount),
});
const health = record({
  uniMMR: mostly(amount),
  accountStatus: mostly(fc.oneof(fc.constantFrom('NORMAL', 'FROZEN', KEY_LIKE), hostileText)),
  accountEquity: mostly(amount),
  accountType: mostly(fc.constantFrom('PM_1', 'PM_2')),
});
const code = mostly(fc.constantFrom(...CODES));
const refusal = fc.oneof(
  record({ code, msg: mostly(message) }),
  record({ 'error code': code, msg: mostly(message) }),
  record({ code, 'error code': code }),
);
const time = record({ serverTime: mostly(fc.constantFrom(NOW, String(NOW), 1, 1e15, -1)) });
const json = fc
  .oneof(
    loan,
    loan,
    health,
    refusal,
    time,
    fc.tuple(loan, refusal).map(([a, b]) => ({ ...a, ...b })),
  )
  .map((fields) => JSON.stringify(fields));
const numberedLoan = fc
  .constantFrom(...NUMBERS, '1E400', '0.10000000000000000000000001', '9'.repeat(70))
  .map((digits) => `{"asset":"USDT","amount":${digits}}`);

const body = fc.oneof(
  { weight: 6, arbitrary: json },
  { weight: 2, arbitrary: json.chain(damaged) },
  { weight: 2, arbitrary: numberedLoan },
  { weight: 1, arbitrary: hostileJson.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: hostileText },
  fc.constantFrom('[['.repeat(20_000), '{"a":'.repeat(20_000), '\ufeff{}', '<html>', ''),
);

/** Answers of Binance, nearly so, and of whatever else may stand at its address. */
export const answer: fc.Arbitrary<Answer> = fc.record({
  status: fc.oneof(
    { weight: 5, arbitrary: fc.constant(200) },
    { weight: 4, arbitrary: fc.constantFrom(...STATUSES) },
    fc.nat(999),
  ),
  headers: fc.dictionary(
    fc.constantFrom('retry-after', 'location', 'x-sapi-used-uid-weight-1m'),
    fc.oneof(fc.constantFrom('1', '0', '-1', '999999999', '1e9', '1.5', ''), hostileText),
  ),
  body,
});

/** A loan that stands in the answer digit for digit, or an error of a name; nothing else. */
export function tryLoan(input: Answer): void {
  const read = outcome(() => readLoan(input, NOW), BinanceError);
  if (read instanceof BinanceError) {
    mustBeSafe(read);
    return;
  }
  if (read.asset === null) {
    must(read.amount === '0', 'a debt of no asset');
    must(input.body.includes('-21004'), 'a debt denied that Binance did not deny');
    must(!ADDRESS_STATUSES.includes(input.status), 'an answer to the address taken for the loan');
    return;
  }
  must(input.status === 200, 'a loan in an answer that is no success');
  must(/^\d+(\.\d+)?$/.test(read.amount) && read.amount.length <= 64, 'an amount of no shape');
  must(Number.isFinite(Number(read.amount)), 'an amount that is no number');
  must(input.body.includes(read.amount), 'an amount that was invented');
  must(/^[A-Za-z0-9]{1,32}$/.test(read.asset), 'an asset that could inject');
}

/** A status and a uniMMR that stand in the answer, or an error of a name. */
export function tryHealth(input: Answer): void {
  const read = outcome(() => readHealth(input, NOW), BinanceError);
  if (read instanceof BinanceError) {
    mustBeSafe(read);
    return;
  }
  must(input.status === 200, 'a standing in an answer that is no success');
  must(/^-?\d+(\.\d+)?$/.test(read.uniMmr), 'a uniMMR of no shape');
  must(input.body.includes(read.uniMmr), 'a uniMMR that was invented');
  must(/^[\x20-\x7e]{1,300}$/.test(read.status), 'a status that could inject');
  mustNotHold(read, [KEY_LIKE]);
}

/** A time near enough to be one, or an error of a name. */
export function tryServerTime(input: Answer): void {
  const read = outcome(() => readServerTime(input, NOW), BinanceError);
  if (read instanceof BinanceError) mustBeSafe(read);
  else must(Number.isSafeInteger(read) && input.body.includes(String(read)), 'a time invented');
}

function mustBeSafe(error: BinanceError): void {
  mustBeReadable(error);
  mustNotHold(error, [KEY_LIKE]);
  if (error.stops === undefined) return;
  const { askAgainAt } = error;
  const bounded = askAgainAt === Infinity || askAgainAt <= NOW + THREE_DAYS_MS;
  must(!Number.isNaN(askAgainAt) && bounded, 'a ban without a believable end');
}
