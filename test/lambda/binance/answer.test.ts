import { inspect } from 'node:util';
import { readLoan, readServerTime } from '../../../lambda/binance/answer';
import { BinanceError } from '../../../lambda/binance/errors';
import type { BinanceErrorName } from '../../../lambda/binance/errors';
import type { Answer } from '../../../lambda/http';
import { readUsedWeight } from '../../../lambda/binance/reply';
import { thrownBy } from '../thrown';

const NOW = Date.parse('2026-11-22T06:30:00Z');
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const USED_WEIGHT = 'x-sapi-used-uid-weight-1m';
const HTML = '<!DOCTYPE html><html><body><h1>Sorry</h1></body></html>';

type ErrorClass = BinanceErrorName;

function answer(status: number, body: unknown, headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function loanError(refused: Answer): Error {
  return thrownBy(() => readLoan(refused, NOW));
}

/** How an answer is refused: as a loan and as a server time alike. */
function refusal(refused: Answer): BinanceError {
  const error = loanError(refused);
  if (!(error instanceof BinanceError)) throw error;
  expect(thrownBy(() => readServerTime(refused, NOW)).name).toBe(error.name);
  return error;
}

describe('a loan is read', () => {
  test('with its asset and its amount, whatever stands beside them', () => {
    const body = { code: 0, msg: 'success', asset: 'BUSD', amount: '579.45', new: [1] };
    expect(readLoan(answer(200, body), NOW)).toEqual({ asset: 'BUSD', amount: '579.45' });
  });

  test('and a prototype changes nothing of it', () => {
    const body = '{"asset":"BUSD","amount":"5","__proto__":{"amount":"0","code":0}}';
    expect(readLoan(answer(200, body), NOW)).toEqual({ asset: 'BUSD', amount: '5' });
  });

  test.each([
    ...['0', '0.0', '0.00000000', '0.10', '579.45', '1000', '0.000000000000000001'],
    ...['12345678901234567890.123456789', '9007199254740993', '9'.repeat(64)],
    `0.${'0'.repeat(61)}1`,
  ])('digit for digit, as a string and as a JSON number: %s', (amount) => {
    expect(readLoan(answer(200, `{"asset":"BUSD","amount":"${amount}"}`), NOW).amount).toBe(amount);
    expect(readLoan(answer(200, `{"asset":"BUSD","amount":${amount}}`), NOW).amount).toBe(amount);
  });

  test.each(['BUSD', 'USDT', 'B', '1INCH', 'X'.repeat(32)])('in the asset %s', (asset) => {
    expect(readLoan(answer(200, { asset, amount: '1' }), NOW).asset).toBe(asset);
  });
});

describe('that no loan is outstanding (-21004) is read as an amount of 0 of no asset', () => {
  const NOTHING_OWED = { asset: null, amount: '0' };
  const msg = 'No outstanding pmLoan';

  test.each([200, 400, 401, 403, 404, 500, 503])('in HTTP %s, by either name', (status) => {
    for (const name of ['code', 'error code']) {
      expect(readLoan(answer(status, { [name]: -21004, msg }), NOW)).toEqual(NOTHING_OWED);
    }
  });

  test.each([
    ...['{"code":-21004}', '{"error code":"-21004"}', '{"code":"-21004","msg":null}'],
    ...['{"code":0,"error code":-21004}', '{"code":-21004,"error code":-21004}'],
    '{"code":-21004,"asset":null,"amount":null}',
    '{"code":-21004,"asset":"BUSD","amount":"0.00"}',
  ])('in the form %s', (body) => {
    expect(readLoan(answer(400, body), NOW)).toEqual(NOTHING_OWED);
  });

  test.each<[string, ErrorClass]>([
    ['{"code":-21004,"error code":-2015}', 'KeyRefusedError'],
    ['{"code":-1000,"error code":-21004}', 'BinanceUnavailableError'],
    ['{"code":"x","error code":-21004}', 'RequestRefusedError'],
    ['{"code":-21004,"asset":"BUSD","amount":"5"}', 'UnexpectedAnswerError'],
    ['{"code":-21004,"amount":1e-9}', 'UnexpectedAnswerError'],
    ['{"code":-21004,"amount":"?"}', 'UnexpectedAnswerError'],
    ['{"code":-21004.0}', 'RequestRefusedError'],
    ['{"code":-2.1004e4}', 'RequestRefusedError'],
    ['{"code":" -21004"}', 'RequestRefusedError'],
    ['{"code":21004}', 'RequestRefusedError'],
    ['{"__proto__":{"code":-21004}}', 'UnexpectedAnswerError'],
    ['{"data":{"code":-21004}}', 'UnexpectedAnswerError'],
    ['{"msg":"-21004 No outstanding pmLoan"}', 'UnexpectedAnswerError'],
    ['<html>-21004 No outstanding pmLoan</html>', 'UnexpectedAnswerError'],
  ])('but not in %s', (body, expected) => {
    expect(loanError(answer(200, body))).toMatchObject({ name: expected });
  });

  test.each<[number, ErrorClass]>([
    [418, 'BanError'],
    [429, 'RateLimitError'],
    [451, 'LocationError'],
  ])('but not in HTTP %s, which is about the address', (status, expected) => {
    expect(refusal(answer(status, { code: -21004, msg }))).toMatchObject({ name: expected });
  });

  test('and to no other question', () => {
    const error = thrownBy(() => readServerTime(answer(400, { code: -21004, msg }), NOW));
    expect(error).toMatchObject({ name: 'RequestRefusedError' });
  });
});

describe('an answer without an amount that can be believed is refused, never taken for 0', () => {
  test.each([
    ...['null', 'true', 'false', '{}', '[]', '["1"]', '{"value":"1"}', '-1', '"-1"', '-0', '"-0"'],
    ...['"1e3"', '1e3', '1E3', '1e-3', '1.5e3', '"NaN"', '"Infinity"', '""', '" "', '" 1"', '"1 "'],
    ...['"1\\n"', '"1,000"', '"1_000"', '"1."', '".5"', '"+1"', '"0x10"', '"1.2.3"', '"1 BUSD"'],
    ...['"１"', '"٣"', '"1\\u0000"', `"${'9'.repeat(65)}"`, '9'.repeat(65), `0.${'0'.repeat(64)}`],
    // These are no JSON.
    ...['1.', '.5', '+1', '0x10', '01', '1_000', 'NaN', 'Infinity', '-', "'1'", 'undefined'],
  ])('the amount %s', (amount) => {
    const body = `{"asset":"BUSD","amount":${amount}}`;
    expect(refusal(answer(200, body))).toMatchObject({ name: 'UnexpectedAnswerError' });
  });

  test.each([
    ...['null', 'true', '7', '1e5', '"123"', '["BUSD"]', '{"name":"BUSD"}', '""', '" "', '"BU SD"'],
    ...['"BUSD\\n"', '"<b>BUSD</b>"', '"BÜSD"', `"${'X'.repeat(33)}"`],
  ])('the asset %s', (asset) => {
    const body = `{"asset":${asset},"amount":"1"}`;
    JSON.parse(body);
    expect(refusal(answer(200, body))).toMatchObject({ name: 'UnexpectedAnswerError' });
  });

  test.each([
    ...['', ' \n', HTML, 'OK', '[]', '[{"asset":"BUSD","amount":"0"}]', '"0"', '0', 'null', 'true'],
    ...['{}', '{"amount":"1"}', '{"asset":"BUSD"}', '{"data":{"asset":"BUSD","amount":"0"}}'],
    ...['{"rows":[{"asset":"BUSD","amount":"0"}],"total":1}', '{"Asset":"BUSD","Amount":"0"}'],
    // A repeated field: nobody knows which one counts.
    '{"asset":"BUSD","amount":"5","amount":"0"}',
    '{"asset":"BUSD","amount":"0","amount":"5"}',
    '{"asset":"BUSD","amount":"5","\\u0061mount":"0"}',
    '{"asset":"BUSD","asset":"USDT","amount":"0"}',
    '{"asset":"BUSD","amount":"0"}{"asset":"BUSD","amount":"5"}',
    '{"__proto__":{"asset":"BUSD","amount":"0"}}',
    '{"asset":"BUSD","__proto__":{"amount":"0"}}',
    '{"constructor":{"prototype":{"asset":"BUSD","amount":"0"}}}',
  ])('the success %j', (body) => {
    expect(refusal(answer(200, body))).toMatchObject({ name: 'UnexpectedAnswerError' });
    expect({}).not.toHaveProperty('amount');
  });

  test.each(['[', '{"a":'])('a success of ten thousand times %s', (open) => {
    expect(refusal(answer(200, open.repeat(10_000)))).toMatchObject({
      name: 'UnexpectedAnswerError',
    });
  });

  test('a success that is cut off, wherever that is', () => {
    const whole = '{"asset":"BUSD","amount":579.45}';
    for (let end = 0; end < whole.length; end += 1) {
      expect(loanError(answer(200, whole.slice(0, end)))).toMatchObject({
        name: 'UnexpectedAnswerError',
      });
    }
  });

  test.each([201, 204, 301, 302, 304, 400, 401, 404])('HTTP %s with a loan in it', (status) => {
    const error = loanError(answer(status, { asset: 'BUSD', amount: '0' }));
    expect(error).toMatchObject({ name: 'UnexpectedAnswerError' });
    expect(error.message).toContain(String(status));
  });
});

const CODES: [ErrorClass, number[]][] = [
  ['BinanceUnavailableError', [-1000, -1001, -1004, -1006, -1007, -1008, -3000, -3044, -21003]],
  ['ClockError', [-1021]],
  ['KeyRefusedError', [-1002, -1022, -1099, -2008, -2014, -2015]],
  ['AccountKindError', [-21001, -3999, -9000, -3003]],
  ['LoanInProcessError', [-21006, -21007]],
  ['OutdatedVersionError', [-21015, -1016]],
  ['RequestRefusedError', [-1100, -1102, -1131, -7777, 1, 100001003]],
  ['RateLimitError', [-1003]],
];

describe('what Binance says is read by its code, whatever the status that carries it', () => {
  test.each(CODES.flatMap(([expected, codes]) => codes.map((code) => [code, expected] as const)))(
    '%s is a %s',
    (code, expected) => {
      for (const status of [200, 400, 401, 403, 404]) {
        const error = refusal(answer(status, { code, msg: 'Some -2222 reason.' }));
        expect(error).toMatchObject({ name: expected });
        expect(error.message).toContain(`HTTP ${status}, ${String(code)}, Some -2222 reason`);
        if (expected !== 'RateLimitError') expect(error.code).toBe(code);
      }
      expect(refusal(answer(200, { code: String(code), msg: '' }))).toMatchObject({
        name: expected,
      });
      expect(refusal(answer(400, { 'error code': code, msg: '' }))).toMatchObject({
        name: expected,
      });
      // It outweighs an amount beside it.
      const loan = { code, asset: 'BUSD', amount: '0', serverTime: NOW };
      expect(refusal(answer(200, loan))).toMatchObject({ name: expected });
    },
  );

  test.each(['-1e3', '"SYSTEM_BUSY"'])('%s, of no known form, outweighs an amount too', (code) => {
    const body = `{"code":${code},"msg":"Some reason.","asset":"BUSD","amount":"0"}`;
    expect(loanError(answer(200, body)).message).toContain('Some reason');
  });
});

describe('what Binance says is read by its status', () => {
  const unknown = 'Unknown error, please check your request or try again later.';
  test.each<[number, unknown, ErrorClass]>([
    [500, HTML, 'BinanceUnavailableError'],
    [500, '', 'BinanceUnavailableError'],
    [502, HTML, 'BinanceUnavailableError'],
    [503, unknown, 'BinanceUnavailableError'],
    [503, { code: -1000, msg: unknown }, 'BinanceUnavailableError'],
    [503, 'Service Unavailable.', 'BinanceUnavailableError'],
    [504, { code: -1007, msg: 'Timeout waiting for response.' }, 'BinanceUnavailableError'],
    [599, { asset: 'BUSD', amount: '0', serverTime: NOW }, 'BinanceUnavailableError'],
    [403, HTML, 'FirewallError'],
    [403, '', 'FirewallError'],
    [429, { code: -1003, msg: 'Too many requests.' }, 'RateLimitError'],
    [429, HTML, 'RateLimitError'],
    [418, { code: -1003, msg: 'Way too many requests.' }, 'BanError'],
    [418, HTML, 'BanError'],
    [418, '', 'BanError'],
    [418, { asset: 'BUSD', amount: '0', serverTime: NOW }, 'BanError'],
    [451, { code: 0, msg: 'Service unavailable from a restricted location.' }, 'LocationError'],
    [451, HTML, 'LocationError'],
    [451, '', 'LocationError'],
  ])('HTTP %s with %j', (status, body, expected) => {
    const error = refusal(answer(status, body));
    expect(error).toMatchObject({ name: expected });
    expect(error.message).toContain(`HTTP ${status}`);
    expect(error.message).not.toContain('<');
  });
});

const limited = { code: -1003, msg: 'Too many requests.' };
const until = (time: number | string): string =>
  `Way too many requests; IP(1.2.3.4) banned until ${time}. Please use WebSocket Streams.`;

describe('when Binance may be asked again', () => {
  const askAgainAt = (refused: Answer): number => {
    const error = refusal(refused);
    expect(error.stops).toBe('address');
    return error.askAgainAt;
  };

  test.each(['30', '1', '0', '3600'])('a rate limit is over %s seconds from now', (seconds) => {
    const headers = { 'retry-after': seconds };
    for (const [status, body] of [
      [429, limited],
      [429, HTML],
      [200, limited],
    ] as const) {
      expect(askAgainAt(answer(status, body, headers))).toBe(NOW + Number(seconds) * 1_000);
    }
  });

  test.each([
    ...[undefined, '', 'soon', '-5', '1.5', '1e3', '0x10', '30 s', '٣', '9'.repeat(40)],
    new Date(NOW + 30_000).toUTCString(),
  ])('a rate limit with Retry-After %j lasts for the rest of the run', (seconds) => {
    const headers = seconds === undefined ? {} : { 'retry-after': seconds };
    expect(askAgainAt(answer(429, limited, headers))).toBe(Infinity);
  });

  test.each([403, 451])('HTTP %s lasts for the rest of the run', (status) => {
    expect(askAgainAt(answer(status, HTML))).toBe(Infinity);
  });

  const [IN_2_MINUTES, IN_5_MINUTES, IN_3_DAYS] = [2, 5, 3 * 24 * 60].map(
    (minutes) => NOW + minutes * MINUTE_MS,
  );
  const past = until(NOW - MINUTE_MS);
  test.each<[string, string, string | undefined, number | undefined]>([
    ['the moment that it names', until(NOW + 5 * MINUTE_MS), undefined, IN_5_MINUTES],
    ['that moment rather than Retry-After', until(NOW + 5 * MINUTE_MS), '9', IN_5_MINUTES],
    ['two minutes where that moment is past', past, undefined, IN_2_MINUTES],
    ['two minutes where that moment is now', until(NOW), undefined, IN_2_MINUTES],
    ['two minutes where both are past', past, '0', IN_2_MINUTES],
    ['Retry-After where that is later', past, '300', IN_5_MINUTES],
    ['two minutes where the moment has too many digits', until(`${NOW}0`), undefined, IN_2_MINUTES],
    ['two minutes where the moment is none', until('tomorrow'), undefined, IN_2_MINUTES],
    ['three days at most', until(9_999_999_999_999), undefined, IN_3_DAYS],
    ['exactly three days', until(NOW + 3 * DAY_MS), undefined, IN_3_DAYS],
    ['Retry-After where it names no moment', 'Banned.', '300', IN_5_MINUTES],
    ['three days of Retry-After at most', 'Banned.', '999999999', IN_3_DAYS],
    ['two minutes where it says nothing', 'Banned.', undefined, IN_2_MINUTES],
  ])('a ban lasts until %s', (_, msg, seconds, expected = NaN) => {
    const headers = seconds === undefined ? {} : { 'retry-after': seconds };
    const ban = answer(418, { code: -1003, msg }, headers);
    expect(refusal(ban)).toMatchObject({ name: 'BanError' });
    expect(refusal(ban).message).toContain(new Date(expected).toISOString());
    expect(askAgainAt(ban)).toBe(expected);
  });

  test.each<[number, unknown]>([
    ...[200, 403, 429].map((status): [number, unknown] => [
      status,
      { code: -1003, msg: until(NOW + 5 * MINUTE_MS) },
    ]),
    [418, `<p>${until(NOW + 5 * MINUTE_MS)}</p>`],
  ])('a ban is a ban in HTTP %s with %j', (status, body) => {
    expect(refusal(answer(status, body))).toMatchObject({ name: 'BanError' });
    expect(askAgainAt(answer(status, body))).toBe(IN_5_MINUTES);
  });

  test('a ban that another refusal speaks of is none', () => {
    const body = { code: -2015, msg: until(NOW + MINUTE_MS) };
    expect(refusal(answer(401, body))).toMatchObject({ name: 'KeyRefusedError' });
  });
});

describe('a rate limit', () => {
  const used = { [USED_WEIGHT]: '180500' };
  const weight = 'Too much request weight used; current limit is 180000 per 1 MINUTE.';
  const ofIp = 'Too many requests; current limit of IP(1.2.3.4) is 6000 requests per minute.';

  test.each<[number, unknown]>([
    [429, { code: -1003, msg: weight }],
    [400, { code: -1003, msg: weight }],
    [429, ''],
  ])("is the account's where it says what the account has used: %s, %j", (status, body) => {
    const error = refusal(answer(status, body, { ...used, 'retry-after': '30' }));
    expect(error).toMatchObject({ name: 'AccountRateLimitError' });
    expect(error).toMatchObject({ stops: 'account' });
    expect(error).toMatchObject({ askAgainAt: NOW + 30_000 });
    expect(refusal(answer(status, body, used))).toMatchObject({ askAgainAt: Infinity });
  });

  test.each<[string, number, string, Answer['headers'], ErrorClass]>([
    ['says nothing of the account', 429, weight, {}, 'RateLimitError'],
    ["has the address's", 429, weight, { 'x-sapi-used-ip-weight-1m': '9' }, 'RateLimitError'],
    ['has no weight', 429, weight, { [USED_WEIGHT]: 'much' }, 'RateLimitError'],
    ['names an IP', 429, ofIp, used, 'RateLimitError'],
    ['is a ban', 418, weight, used, 'BanError'],
    ['is a ban in 429', 429, until(NOW + MINUTE_MS), used, 'BanError'],
    ['is of a refused location', 451, 'Restricted location.', used, 'LocationError'],
  ])("is the address's where it %s", (_, status, msg, headers, expected) => {
    expect(refusal(answer(status, { code: -1003, msg }, headers))).toMatchObject({
      name: expected,
    });
  });
});

describe('a hostile msg is made harmless', () => {
  const key = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
  const hex = 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71';
  const base64 = Buffer.alloc(256, key).toString('base64');
  const CARRIERS = [
    [400, -2015],
    [503, -1000],
    [429, -1003],
    [418, -1003],
    [451, -1],
  ] as const;

  test.each<[string, string, string]>([
    ['line breaks', 'first\nsecond', 'first'],
    ['carriage returns', 'first\r\nsecond', 'first'],
    ['rarer line breaks', 'a\u2028b\u2029c\u0085d\u000be\u000cf', 'a b c d e f'],
    ['control characters', 'a\u0000b\u0007c\u001b[31md\u007fe', 'a b c [31md e'],
    ['letters beyond ASCII', 'a\u202eb\ufeffc\u{1f4a3}d', 'a b c d'],
    ['an API key', `Invalid key ${key}.`, 'Invalid key [...]'],
    ['a hexadecimal signature', `Bad signature=${hex}.`, 'Bad [...]'],
    ['a base64 signature', `Bad "${base64}".`, 'Bad "[...]"'],
    ['an encoded signature', `Bad '${encodeURIComponent(base64)}'.`, "Bad '[...]'"],
    ['a signed URL', `GET https://a.example/b?timestamp=1&signature=${hex}`, 'a.example/b?'],
    ['10,000 characters', 'too long '.repeat(1_111), 'too long too long'],
  ])('%s', (_, msg, kept) => {
    for (const [status, code] of CARRIERS) {
      const error = refusal(answer(status, { code, msg }));
      expect(error.message).toMatch(/^[\x20-\x7e]{1,800}$/);
      expect(error.message).toContain(`HTTP ${status}, ${code}, `);
      expect(error.message).toContain(kept);
      const everything = inspect(error, { depth: null, showHidden: true });
      for (const secret of [key, hex, base64, encodeURIComponent(base64)]) {
        expect(everything).not.toContain(secret.slice(0, 20));
      }
    }
  });

  test.each([
    ...['null', '1e400', '["a",{"b":1}]', '{"a":1}', '{"toString":1,"valueOf":1}'],
    ...['{"__proto__":null}', '['.repeat(900) + ']'.repeat(900)],
  ])('the msg %s', (msg) => {
    const error = refusal(answer(401, `{"code":-2015,"msg":${msg}}`));
    expect(error).toMatchObject({ name: 'KeyRefusedError' });
    expect(error.message).toContain('HTTP 401, -2015');
    expect(error.message).toMatch(/^[\x20-\x7e]{1,800}$/);
  });
});

describe("Binance's clock", () => {
  test.each([NOW, `"${NOW}"`])('is read from %s', (time) => {
    expect(readServerTime(answer(200, `{"serverTime":${time}}`), NOW)).toBe(NOW);
  });

  test.each([
    ...['null', '""', '" "', '0', '-1', '1.5', '"soon"', '1e400', '99999999999999999999', 'true'],
    ...['{}', '[]', `[${NOW}]`].map((time) => `{"serverTime":${time}}`),
    ...['{}', `{"__proto__":{"serverTime":${NOW}}}`, `[${NOW}]`, String(NOW), HTML],
  ])('is not read from %s', (body) => {
    const error = thrownBy(() => readServerTime(answer(200, body), NOW));
    expect(error).toMatchObject({ name: 'UnexpectedAnswerError' });
  });
});

test('the weight that the account has used is read where it is a number', () => {
  const read = (used?: string): string | undefined =>
    readUsedWeight(answer(200, '', used === undefined ? {} : { [USED_WEIGHT]: used }));
  for (const used of ['0', '500', '180000', '123456789']) expect(read(used)).toBe(used);
  for (const used of [undefined, '', '-1', '1e3', 'a500', '5 of 9', '1234567890', '{"a":1}']) {
    expect(read(used)).toBeUndefined();
  }
});

/** By Binance's code, or else by the status. */
const SENTENCES: Record<number, string> = {
  [-1000]:
    'Binance could not be asked: <said>. Nothing to do if it passes; if it lasts, look at status.binance.com and at the network of the function.',
  [-1021]:
    'Binance refuses the timestamp of the request (<said>), even after its own clock was read. If it lasts, raise RECV_WINDOW_MS: requests take too long to arrive.',
  [-2015]:
    "Binance refuses the key (<said>). Check that the key exists, may read, has the function's address on its IP list and belongs to the stored secret half; a valid key is also refused during a temporary ban.",
  [-21001]:
    'This is not a Portfolio Margin Pro account (<said>). Use a key made after the account joined Portfolio Margin Pro, or remove the account from the settings.',
  [-21006]:
    'A repayment or a liquidation is in process, so what the account owes is unknown (<said>). Look at the account on binance.com; the next run asks again.',
  [-21015]:
    'Binance no longer offers what this version of the monitor asks for (<said>). Upgrade the monitor, and until then look the loan up on binance.com.',
  [-1131]:
    'Binance refuses the request (<said>). Check RECV_WINDOW_MS; if that is not it, report this as a defect of the monitor.',
  429: 'Binance asks for fewer requests (<said>). Find what else asks for the same accounts or from the same address, or lengthen the interval.',
  418: "Binance has banned the function's address until 2026-11-22T06:32:00.000Z (<said>). Use an address of your own (fixed egress): shared cloud addresses inherit the bans of others.",
  403: "Binance's web firewall blocks the function's address (<said>). It passes after about five minutes; if it lasts, use an address of your own (fixed egress).",
  451: "Binance does not serve the function's location (<said>). Deploy the stack to another AWS region; US regions are all refused, Tokyo is known to work.",
};

describe('an operator reads what is wrong and what to do', () => {
  test.each(Object.entries(SENTENCES))('in %s', (given, sentence) => {
    const number = Number(given);
    const [refused, said] =
      number < 0
        ? [answer(400, { code: number, msg: 'No.' }), `HTTP 400, ${number}, No`]
        : [answer(number, ''), `HTTP ${number}`];
    expect(loanError(refused).message).toBe(sentence.replace('<said>', said));
  });

  test.each([
    [503, '', 'HTTP 503'],
    [503, HTML, 'HTTP 503'],
    [503, { code: -1000, msg: '' }, 'HTTP 503, -1000'],
    [503, { msg: 'Service Unavailable.' }, 'HTTP 503, Service Unavailable'],
    [400, '{"code":"SYSTEM_BUSY"}', 'HTTP 400, SYSTEM_BUSY'],
    [400, '{"code":null,"msg":"Busy"}', 'HTTP 400, a code that is no number, Busy'],
  ])('what Binance said, in HTTP %s with %j', (status, body, said) => {
    const sentence = SENTENCES[status === 503 ? -1000 : -1131] ?? '';
    expect(loanError(answer(status, body)).message).toBe(sentence.replace('<said>', said));
  });

  const misunderstood = (what: string): string =>
    `Binance's answer cannot be understood: ${what}. Look the account up on binance.com; if it lasts, check BINANCE_BASE_URL and what stands between it and the function.`;
  test.each([
    [404, '', 'HTTP 404'],
    [200, HTML, 'it is not a JSON object'],
    [200, '"0"', 'it is not a JSON object'],
    [200, '{}', 'it names no asset'],
    [200, '{"asset":"BUSD"}', 'it holds no plain, non-negative decimal amount'],
  ])('why HTTP %s with %j is not understood', (status, body, what) => {
    expect(loanError(answer(status, body)).message).toBe(misunderstood(what));
  });

  test('why no server time is read', () => {
    expect(thrownBy(() => readServerTime(answer(200, '{}'), NOW)).message).toBe(
      misunderstood('it holds no server time'),
    );
  });
});
