import { inspect } from 'node:util';
import { readLoan, readServerTime } from '../../../lambda/binance/answer';
import { BinanceError } from '../../../lambda/binance/errors';
import type { BinanceErrorName } from '../../../lambda/binance/errors';
import type { Answer } from '../../../lambda/binance/http';
import { readUsedWeight } from '../../../lambda/binance/reply';
import { thrownBy } from '../thrown';

const NOW = Date.parse('2026-11-22T06:30:00Z');
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const HTML = '<!DOCTYPE html><html><body><h1>Sorry</h1></body></html>';

function answer(status: number, body: unknown, headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** How an answer is refused: as a loan and as a server time alike. */
function refusal(refused: Answer): BinanceError {
  const error = thrownBy(() => readLoan(refused, NOW));
  if (!(error instanceof BinanceError)) throw error;
  expect(thrownBy(() => readServerTime(refused, NOW)).name).toBe(error.name);
  return error;
}

function addressRefusal(refused: Answer): BinanceError {
  const error = refusal(refused);
  expect(error.stops).toBe('address');
  return error;
}

describe('a loan is read', () => {
  test('with its asset and its amount, whatever stands beside them', () => {
    expect(readLoan(answer(200, { asset: 'BUSD', amount: '579.45', new: [1] }), NOW)).toEqual({
      asset: 'BUSD',
      amount: '579.45',
    });
  });

  test.each([
    '0',
    '0.0',
    '0.00000000',
    '0.10',
    '579.45',
    '1000',
    '0.000000000000000001',
    '12345678901234567890.123456789',
    '9007199254740993',
    '9'.repeat(64),
    `0.${'0'.repeat(61)}1`,
  ])('digit for digit, as a string and as a JSON number: %s', (amount) => {
    expect(readLoan(answer(200, `{"asset":"BUSD","amount":"${amount}"}`), NOW).amount).toBe(amount);
    expect(readLoan(answer(200, `{"asset":"BUSD","amount":${amount}}`), NOW).amount).toBe(amount);
  });

  test.each(['BUSD', 'USDT', 'B', '1INCH', 'X'.repeat(32)])('in the asset %s', (asset) => {
    expect(readLoan(answer(200, { asset, amount: '1' }), NOW).asset).toBe(asset);
  });

  test('where Binance adds that all is well', () => {
    const body = { code: 0, msg: 'success', asset: 'BUSD', amount: '1' };
    expect(readLoan(answer(200, body), NOW).amount).toBe('1');
  });
});

describe('that no loan is outstanding (-21004) is read as an amount of 0 of no asset', () => {
  const NOTHING_OWED = { asset: null, amount: '0' };
  const msg = 'No outstanding pmLoan';

  test.each([200, 400, 401, 403, 404, 500, 503])(
    'in HTTP %s, by either name of the code',
    (status) => {
      for (const body of [
        { code: -21004, msg },
        { 'error code': -21004, msg },
      ]) {
        expect(readLoan(answer(status, body), NOW)).toEqual(NOTHING_OWED);
      }
    },
  );

  test.each([
    '{"code":-21004}',
    '{"error code":"-21004"}',
    '{"code":"-21004","msg":null}',
    '{"code":0,"error code":-21004}',
    '{"code":-21004,"error code":-21004}',
    '{"code":-21004,"asset":null,"amount":null}',
    '{"code":-21004,"asset":"BUSD","amount":"0.00"}',
  ])('in the form %s', (body) => {
    expect(readLoan(answer(400, body), NOW)).toEqual(NOTHING_OWED);
  });

  test.each([
    ['another code beside it', '{"code":-21004,"error code":-2015}', 'KeyRefusedError'],
    ['another code before it', '{"code":-1000,"error code":-21004}', 'BinanceUnavailableError'],
    ['a code that is no number', '{"code":"x","error code":-21004}', 'RequestRefusedError'],
    ['an amount beside it', '{"code":-21004,"asset":"BUSD","amount":"5"}', 'UnexpectedAnswerError'],
    ['a number beside it', '{"code":-21004,"amount":1e-9}', 'UnexpectedAnswerError'],
    ['an amount that is none', '{"code":-21004,"amount":"?"}', 'UnexpectedAnswerError'],
    ['a code that is nearly it', '{"code":-21004.0}', 'RequestRefusedError'],
    ['a code with an exponent', '{"code":-2.1004e4}', 'RequestRefusedError'],
    ['a code with a space', '{"code":" -21004"}', 'RequestRefusedError'],
    ['a positive code', '{"code":21004}', 'RequestRefusedError'],
    ['the code in its prototype', '{"__proto__":{"code":-21004}}', 'UnexpectedAnswerError'],
    ['the code one level down', '{"data":{"code":-21004}}', 'UnexpectedAnswerError'],
    [
      'the code in the text alone',
      '{"msg":"-21004 No outstanding pmLoan"}',
      'UnexpectedAnswerError',
    ],
    ['a web page', '<html>-21004 No outstanding pmLoan</html>', 'UnexpectedAnswerError'],
  ])('but not with %s: %s', (_, body, expected) => {
    expect(thrownBy(() => readLoan(answer(200, body), NOW))).toMatchObject({ name: expected });
  });

  test.each([
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

/** Of these, each stands for a JSON value as it is sent. */
const NO_AMOUNTS = [
  ...['null', 'true', 'false', '{}', '[]', '["1"]', '{"value":"1"}', '-1', '"-1"', '-0', '"-0"'],
  ...['"1e3"', '1e3', '1E3', '1e-3', '1.5e3', '"NaN"', '"Infinity"', '""', '" "', '" 1"', '"1 "'],
  ...['"1\\n"', '"1,000"', '"1_000"', '"1."', '".5"', '"+1"', '"0x10"', '"1.2.3"', '"1 BUSD"'],
  ...['"１"', '"٣"', '"1\\u0000"', `"${'9'.repeat(65)}"`, '9'.repeat(65), `0.${'0'.repeat(64)}`],
];

describe('an answer without an amount that can be believed is refused, never taken for 0', () => {
  test.each(NO_AMOUNTS)('the amount %s', (amount) => {
    const body = `{"asset":"BUSD","amount":${amount}}`;
    JSON.parse(body);
    expect(refusal(answer(200, body))).toMatchObject({ name: 'UnexpectedAnswerError' });
  });

  test.each(['1.', '.5', '+1', '0x10', '01', '1_000', 'NaN', 'Infinity', '-', "'1'", 'undefined'])(
    'the amount %s, which is no JSON',
    (amount) => {
      const body = `{"asset":"BUSD","amount":${amount}}`;
      expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError);
      expect(refusal(answer(200, body))).toMatchObject({ name: 'UnexpectedAnswerError' });
    },
  );

  test.each([
    ['missing', '{"amount":"1"}'],
    ['null', '{"asset":null,"amount":"1"}'],
    ['true', '{"asset":true,"amount":"1"}'],
    ['a number', '{"asset":7,"amount":"1"}'],
    ['a number with an exponent', '{"asset":1e5,"amount":"1"}'],
    ['digits', '{"asset":"123","amount":"1"}'],
    ['a list', '{"asset":["BUSD"],"amount":"1"}'],
    ['an object', '{"asset":{"name":"BUSD"},"amount":"1"}'],
    ['empty', '{"asset":"","amount":"1"}'],
    ['blank', '{"asset":" ","amount":"1"}'],
    ['with a space', '{"asset":"BU SD","amount":"1"}'],
    ['with a line break', '{"asset":"BUSD\\n","amount":"1"}'],
    ['with markup', '{"asset":"<b>BUSD</b>","amount":"1"}'],
    ['with a letter beyond ASCII', '{"asset":"BÜSD","amount":"1"}'],
    ['of 33 characters', `{"asset":"${'X'.repeat(33)}","amount":"1"}`],
  ])('the asset %s', (_, body) => {
    JSON.parse(body);
    expect(refusal(answer(200, body))).toMatchObject({ name: 'UnexpectedAnswerError' });
  });

  test.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['a web page', HTML],
    ['plain text', 'OK'],
    ['a list', '[]'],
    ['a list of a loan', '[{"asset":"BUSD","amount":"0"}]'],
    ['a string', '"0"'],
    ['a number', '0'],
    ['null', 'null'],
    ['true', 'true'],
    ['an empty object', '{}'],
    ['an asset alone', '{"asset":"BUSD"}'],
    ['a loan one level down', '{"data":{"asset":"BUSD","amount":"0"}}'],
    ['a loan among rows', '{"rows":[{"asset":"BUSD","amount":"0"}],"total":1}'],
    ['other capitals', '{"Asset":"BUSD","Amount":"0"}'],
    ['two amounts', '{"asset":"BUSD","amount":"5","amount":"0"}'],
    ['two amounts the other way round', '{"asset":"BUSD","amount":"0","amount":"5"}'],
    ['two amounts, one spelt otherwise', '{"asset":"BUSD","amount":"5","\\u0061mount":"0"}'],
    ['two assets', '{"asset":"BUSD","asset":"USDT","amount":"0"}'],
    ['two loans', '{"asset":"BUSD","amount":"0"}{"asset":"BUSD","amount":"5"}'],
    ['a loan in its prototype', '{"__proto__":{"asset":"BUSD","amount":"0"}}'],
    ['an amount in its prototype', '{"asset":"BUSD","__proto__":{"amount":"0"}}'],
    ['a loan in its constructor', '{"constructor":{"prototype":{"asset":"BUSD","amount":"0"}}}'],
    ['ten thousand open brackets', '['.repeat(10_000)],
    ['ten thousand open objects', '{"a":'.repeat(10_000)],
  ])('a success with %s', (_, body) => {
    expect(refusal(answer(200, body))).toMatchObject({ name: 'UnexpectedAnswerError' });
    expect({}).not.toHaveProperty('amount');
  });

  test('a success that is cut off, wherever that is', () => {
    const whole = '{"asset":"BUSD","amount":579.45}';
    for (let end = 0; end < whole.length; end += 1) {
      const error = thrownBy(() => readLoan(answer(200, whole.slice(0, end)), NOW));
      expect(error).toMatchObject({ name: 'UnexpectedAnswerError' });
    }
  });

  test('a prototype changes nothing of the loan beside it', () => {
    const body = '{"asset":"BUSD","amount":"5","__proto__":{"amount":"0","code":0}}';
    expect(readLoan(answer(200, body), NOW)).toEqual({ asset: 'BUSD', amount: '5' });
  });

  test.each([201, 204, 301, 302, 304, 400, 401, 404])('HTTP %s with a loan in it', (status) => {
    const body = { asset: 'BUSD', amount: '0' };
    const error = thrownBy(() => readLoan(answer(status, body), NOW));
    expect(error).toMatchObject({ name: 'UnexpectedAnswerError' });
    expect(error.message).toContain(String(status));
  });
});

const CODES: [BinanceErrorName, string, number[]][] = [
  [
    'BinanceUnavailableError',
    "Binance's side",
    [-1000, -1001, -1004, -1006, -1007, -1008, -3000, -3044, -21003],
  ],
  ['ClockError', 'the clock', [-1021]],
  ['KeyRefusedError', 'the key', [-1002, -1022, -1099, -2008, -2014, -2015]],
  ['AccountKindError', 'the kind of account', [-21001, -3999, -9000, -3003]],
  ['LoanInProcessError', 'what is in process', [-21006, -21007]],
  ['OutdatedVersionError', 'the version of the monitor', [-21015, -1016]],
  [
    'RequestRefusedError',
    'the request',
    [...Array.from({ length: 32 }, (_, index) => -1100 - index), -7777, 1],
  ],
  ['RateLimitError', 'the rate', [-1003]],
];

describe('what Binance says is read by its code, whatever the status that carries it', () => {
  test.each(
    CODES.flatMap(([expected, about, codes]) => codes.map((code) => ({ expected, about, code }))),
  )('$code is about $about', ({ expected, code }) => {
    for (const status of [200, 400, 401, 403, 404]) {
      const error = refusal(answer(status, { code, msg: 'Some reason.' }));
      expect(error).toMatchObject({ name: expected });
      expect(error.message).toContain(`HTTP ${status}, ${code}, Some reason`);
    }
    expect(refusal(answer(200, { code: String(code), msg: '' }))).toMatchObject({ name: expected });
    expect(refusal(answer(400, { 'error code': code, msg: '' }))).toMatchObject({ name: expected });
  });

  test.each(CODES.map(([expected, about, codes]) => ({ expected, about, code: codes[0] })))(
    'a code about $about outweighs an amount beside it',
    ({ expected, code }) => {
      const body = { code, msg: 'Some reason.', asset: 'BUSD', amount: '0', serverTime: NOW };
      expect(refusal(answer(200, body))).toMatchObject({ name: expected });
    },
  );

  test.each(['100001003', '-1e3', '"SYSTEM_BUSY"'])(
    'the code %s, of a form not known here, outweighs an amount too',
    (code) => {
      const body = `{"code":${code},"msg":"Some reason.","asset":"BUSD","amount":"0"}`;
      const error = thrownBy(() => readLoan(answer(200, body), NOW));
      expect(error).toBeInstanceOf(BinanceError);
      expect(error.message).toContain('Some reason');
    },
  );

  test('a code that is longer than those known here is named', () => {
    const error = refusal(answer(400, { code: 100001003, msg: 'Verification failed.' }));
    expect(error.message).toContain('100001003');
    expect(error.message).toContain('Verification failed');
  });
});

test.each([-1002, -1022, -1099, -2008, -2014, -2015])(
  'a refusal of the key has its code: %i',
  (code) => {
    expect(refusal(answer(400, { code, msg: 'Some -2222 reason.' }))).toMatchObject({ code });
  },
);

describe('what Binance says is read by its status', () => {
  const unknown = 'Unknown error, please check your request or try again later.';
  test.each([
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

describe('when Binance may be asked again', () => {
  const limited = { code: -1003, msg: 'Too many requests.' };

  test.each([
    ['30', NOW + 30_000],
    ['1', NOW + 1_000],
    ['0', NOW],
    ['3600', NOW + 3_600_000],
  ])('a rate limit is over %s seconds from now', (seconds, expected) => {
    const headers = { 'retry-after': seconds };
    for (const each of [answer(429, limited, headers), answer(429, HTML, headers)]) {
      expect(addressRefusal(each).askAgainAt).toBe(expected);
    }
    expect(addressRefusal(answer(200, limited, headers)).askAgainAt).toBe(expected);
  });

  test.each([undefined, '', 'soon', '-5', '1.5', '1e3', '0x10', '30 s', '٣', '9'.repeat(40)])(
    'a rate limit with Retry-After %j lasts for the rest of the run',
    (seconds) => {
      const headers = seconds === undefined ? {} : { 'retry-after': seconds };
      expect(addressRefusal(answer(429, limited, headers)).askAgainAt).toBe(Infinity);
    },
  );

  test('a rate limit with a date for Retry-After lasts for the rest of the run', () => {
    const headers = { 'retry-after': new Date(NOW + 30_000).toUTCString() };
    expect(addressRefusal(answer(429, limited, headers)).askAgainAt).toBe(Infinity);
  });

  test.each([
    ['403', answer(403, HTML)],
    ['451', answer(451, HTML)],
  ])('HTTP %s lasts for the rest of the run', (_, refused) => {
    expect(addressRefusal(refused).askAgainAt).toBe(Infinity);
  });

  const until = (time: number | string): string =>
    `Way too many requests; IP(1.2.3.4) banned until ${time}. Please use WebSocket Streams.`;
  test.each([
    ['the moment that it names', until(NOW + 5 * MINUTE_MS), {}, NOW + 5 * MINUTE_MS],
    [
      'that moment rather than Retry-After',
      until(NOW + 5 * MINUTE_MS),
      { 'retry-after': '9' },
      NOW + 5 * MINUTE_MS,
    ],
    ['two minutes where that moment is past', until(NOW - MINUTE_MS), {}, NOW + 2 * MINUTE_MS],
    ['two minutes where that moment is now', until(NOW), {}, NOW + 2 * MINUTE_MS],
    [
      'two minutes where both are past',
      until(NOW - MINUTE_MS),
      { 'retry-after': '0' },
      NOW + 2 * MINUTE_MS,
    ],
    [
      'Retry-After where that is later',
      until(NOW - MINUTE_MS),
      { 'retry-after': '300' },
      NOW + 300_000,
    ],
    ['two minutes where the moment has too many digits', until(`${NOW}0`), {}, NOW + 2 * MINUTE_MS],
    ['three days at most', until(9_999_999_999_999), {}, NOW + 3 * DAY_MS],
    ['exactly three days', until(NOW + 3 * DAY_MS), {}, NOW + 3 * DAY_MS],
    ['Retry-After where it names no moment', 'Banned.', { 'retry-after': '300' }, NOW + 300_000],
    [
      'three days of Retry-After at most',
      'Banned.',
      { 'retry-after': '999999999' },
      NOW + 3 * DAY_MS,
    ],
    ['two minutes where it says nothing', 'Banned.', {}, NOW + 2 * MINUTE_MS],
    ['two minutes where the moment is none', until('tomorrow'), {}, NOW + 2 * MINUTE_MS],
  ])('a ban lasts until %s', (_, msg, headers, expected) => {
    const error = addressRefusal(answer(418, { code: -1003, msg }, headers));
    expect(error).toMatchObject({ name: 'BanError' });
    expect(error.askAgainAt).toBe(expected);
    expect(error.message).toContain(new Date(expected).toISOString());
  });

  test.each([200, 403, 429])('a ban is a ban in HTTP %s too', (status) => {
    const body = { code: -1003, msg: until(NOW + MINUTE_MS) };
    const error = addressRefusal(answer(status, body));
    expect(error).toMatchObject({ name: 'BanError' });
    expect(error.askAgainAt).toBe(NOW + MINUTE_MS);
  });

  test('a ban that another refusal speaks of is none', () => {
    const body = { code: -2015, msg: until(NOW + MINUTE_MS) };
    expect(refusal(answer(401, body))).toMatchObject({ name: 'KeyRefusedError' });
  });

  test('a ban that a web page tells of is heeded', () => {
    const error = addressRefusal(answer(418, `<p>${until(NOW + MINUTE_MS)}</p>`));
    expect(error.askAgainAt).toBe(NOW + MINUTE_MS);
  });
});

describe('a rate limit', () => {
  const used = { 'x-sapi-used-uid-weight-1m': '180500', 'retry-after': '30' };
  const weight =
    'Too much request weight used; current limit is 180000 request weight per 1 MINUTE.';
  const limited = (status: number, msg: string, headers: Answer['headers']): Error =>
    refusal(answer(status, { code: -1003, msg }, headers));

  test.each([
    ['429', answer(429, { code: -1003, msg: weight }, used)],
    ['another status', answer(400, { code: -1003, msg: weight }, used)],
    ['429 without a body', answer(429, '', used)],
  ])("is the account's where it says what the account has used: %s", (_, refused) => {
    const error = refusal(refused);
    expect(error).toMatchObject({ name: 'AccountRateLimitError' });
    expect(error).toMatchObject({ stops: 'account' });
    expect(error).toMatchObject({ askAgainAt: NOW + 30_000 });
  });

  test("is the account's for the rest of the run without Retry-After", () => {
    const { 'x-sapi-used-uid-weight-1m': only } = used;
    const error = limited(429, weight, { 'x-sapi-used-uid-weight-1m': only });
    expect(error).toMatchObject({ name: 'AccountRateLimitError', askAgainAt: Infinity });
  });

  test.each([
    ['says nothing of the account', weight, {}],
    ['says what the address has used', weight, { 'x-sapi-used-ip-weight-1m': '12001' }],
    ['says something that is no weight', weight, { 'x-sapi-used-uid-weight-1m': 'much' }],
    [
      'names an IP',
      'Too many requests; current limit of IP(1.2.3.4) is 6000 requests per minute.',
      used,
    ],
  ])("is the address's where it %s", (_, msg, headers) => {
    expect(limited(429, msg, headers)).toMatchObject({ name: 'RateLimitError' });
  });

  test.each<[string, number, string, BinanceErrorName]>([
    ['a ban', 418, 'Way too much.', 'BanError'],
    ['a ban in 429', 429, `IP banned until ${NOW + MINUTE_MS}.`, 'BanError'],
    ['a refused location', 451, 'Restricted location.', 'LocationError'],
  ])("of the account does not hide %s, which is the address's", (_, status, msg, expected) => {
    expect(limited(status, msg, used)).toMatchObject({ name: expected });
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

  test.each<[string, string, string[]]>([
    ['line breaks', 'first\nsecond', ['first']],
    ['carriage returns', 'first\r\nsecond', ['first']],
    ['rarer line breaks', 'a\u2028b\u2029c\u0085d\u000be\u000cf', ['a b c d e f']],
    ['control characters', 'a\u0000b\u0007c\u001b[31md\u007fe', ['a b c [31md e']],
    ['letters beyond ASCII', 'a\u202eb\ufeffc\u{1f4a3}d', ['a b c d']],
    ['an API key', `Invalid key ${key}.`, ['Invalid key [...]']],
    ['a hexadecimal signature', `Bad signature=${hex}.`, ['Bad [...]']],
    ['a base64 signature', `Bad "${base64}".`, ['Bad "[...]"']],
    ['an encoded signature', `Bad '${encodeURIComponent(base64)}'.`, ["Bad '[...]'"]],
    [
      'a signed URL',
      `GET https://a.example/b?timestamp=1&signature=${hex}`,
      ['GET https://a.example/b?'],
    ],
    ['10,000 characters', 'too long '.repeat(1_111), ['too long too long']],
  ])('%s', (_, msg, kept) => {
    for (const [status, code] of CARRIERS) {
      const error = refusal(answer(status, { code, msg }));
      expect(error.message).toMatch(/^[\x20-\x7e]{1,800}$/);
      for (const part of [`HTTP ${status}, ${code}, `, ...kept]) {
        expect(error.message).toContain(part);
      }
      const everything = inspect(error, { depth: null, showHidden: true });
      for (const secret of [key, hex, base64, encodeURIComponent(base64)]) {
        expect(everything).not.toContain(secret.slice(0, 20));
      }
    }
  });

  test.each([
    ['missing', '{"code":-2015}'],
    ['null', '{"code":-2015,"msg":null}'],
    ['a number', '{"code":-2015,"msg":1e400}'],
    ['a list', '{"code":-2015,"msg":["a",{"b":1}]}'],
    ['an object', '{"code":-2015,"msg":{"a":1}}'],
    ['an object that cannot be written', '{"code":-2015,"msg":{"toString":1,"valueOf":1}}'],
    ['an object without a prototype', '{"code":-2015,"msg":{"__proto__":null}}'],
    ['a list in lists', `{"code":-2015,"msg":${'['.repeat(900)}${']'.repeat(900)}}`],
  ])('a msg that is %s', (_, body) => {
    JSON.parse(body);
    const error = refusal(answer(401, body));
    expect(error).toMatchObject({ name: 'KeyRefusedError' });
    expect(error.message).toContain('HTTP 401, -2015');
    expect(error.message).toMatch(/^[\x20-\x7e]{1,800}$/);
  });
});

describe("Binance's clock", () => {
  test.each([
    ['a number', `{"serverTime":${NOW}}`],
    ['a string', `{"serverTime":"${NOW}"}`],
  ])('is read from %s', (_, body) => {
    expect(readServerTime(answer(200, body), NOW)).toBe(NOW);
  });

  test.each([
    '{}',
    '{"serverTime":null}',
    '{"serverTime":""}',
    '{"serverTime":" "}',
    '{"serverTime":0}',
    '{"serverTime":-1}',
    '{"serverTime":1.5}',
    '{"serverTime":"soon"}',
    '{"serverTime":1e400}',
    '{"serverTime":99999999999999999999}',
    '{"serverTime":true}',
    '{"serverTime":{}}',
    '{"serverTime":[]}',
    `{"serverTime":[${NOW}]}`,
    `{"__proto__":{"serverTime":${NOW}}}`,
    `[${NOW}]`,
    String(NOW),
    HTML,
  ])('is not read from %s', (body) => {
    const error = thrownBy(() => readServerTime(answer(200, body), NOW));
    expect(error).toMatchObject({ name: 'UnexpectedAnswerError' });
  });
});

describe('the weight that the account has used', () => {
  const weight = (text?: string): string | undefined =>
    readUsedWeight(
      answer(200, '', text === undefined ? {} : { 'x-sapi-used-uid-weight-1m': text }),
    );

  test.each(['0', '500', '180000', '123456789'])('is read: %s', (text) => {
    expect(weight(text)).toBe(text);
  });

  test.each([undefined, '', '-1', '1e3', 'a500', '500 of 180000', '1234567890', '{"a":1}'])(
    'is left out where it is no number: %s',
    (text) => {
      expect(weight(text)).toBeUndefined();
    },
  );
});

describe('an operator reads what is wrong and what to do', () => {
  const unavailable =
    'Nothing to do if it passes; if it lasts, look at status.binance.com and at the network of the function.';
  const misunderstood =
    'Look the account up on binance.com; if it lasts, check BINANCE_BASE_URL and what stands between it and the function.';
  test.each([
    [500, '', `Binance could not be asked: HTTP 500. ${unavailable}`],
    [503, HTML, `Binance could not be asked: HTTP 503. ${unavailable}`],
    [503, { code: -1000, msg: '' }, `Binance could not be asked: HTTP 503, -1000. ${unavailable}`],
    [
      503,
      { msg: 'Service Unavailable.' },
      `Binance could not be asked: HTTP 503, Service Unavailable. ${unavailable}`,
    ],
    [
      400,
      { code: -1021, msg: 'Timestamp outside.' },
      'Binance refuses the timestamp of the request (HTTP 400, -1021, Timestamp outside), even after its own clock was read. If it lasts, raise RECV_WINDOW_MS: requests take too long to arrive.',
    ],
    [
      401,
      { code: -2015, msg: 'Invalid API-key.' },
      "Binance refuses the key (HTTP 401, -2015, Invalid API-key). Check that the key exists, may read, has the function's address on its IP list and belongs to the stored secret half; a valid key is also refused during a temporary ban.",
    ],
    [
      400,
      { code: -21001, msg: 'No.' },
      'This is not a Portfolio Margin Pro account (HTTP 400, -21001, No). Use a key made after the account joined Portfolio Margin Pro, or remove the account from the settings.',
    ],
    [
      400,
      { code: -21006, msg: 'Repaying.' },
      'A repayment or a liquidation is in process, so what the account owes is unknown (HTTP 400, -21006, Repaying). Look at the account on binance.com; the next run asks again.',
    ],
    [
      410,
      { code: -21015, msg: 'Gone.' },
      'Binance no longer offers what this version of the monitor asks for (HTTP 410, -21015, Gone). Upgrade the monitor, and until then look the loan up on binance.com.',
    ],
    [
      400,
      { code: -1131, msg: 'Bad recvWindow.' },
      'Binance refuses the request (HTTP 400, -1131, Bad recvWindow). Check RECV_WINDOW_MS; if that is not it, report this as a defect of the monitor.',
    ],
    [
      400,
      '{"code":"SYSTEM_BUSY"}',
      'Binance refuses the request (HTTP 400, SYSTEM_BUSY). Check RECV_WINDOW_MS; if that is not it, report this as a defect of the monitor.',
    ],
    [
      400,
      '{"code":null,"msg":"Busy"}',
      'Binance refuses the request (HTTP 400, a code that is no number, Busy). Check RECV_WINDOW_MS; if that is not it, report this as a defect of the monitor.',
    ],
    [
      429,
      '',
      'Binance asks for fewer requests (HTTP 429). Find what else asks for the same accounts or from the same address, or lengthen the interval.',
    ],
    [
      418,
      '',
      "Binance has banned the function's address until 2026-11-22T06:32:00.000Z (HTTP 418). Use an address of your own (fixed egress): shared cloud addresses inherit the bans of others.",
    ],
    [
      403,
      HTML,
      "Binance's web firewall blocks the function's address (HTTP 403). It passes after about five minutes; if it lasts, use an address of your own (fixed egress).",
    ],
    [
      451,
      { code: 0, msg: 'Restricted location.' },
      "Binance does not serve the function's location (HTTP 451, Restricted location). Deploy the stack to another AWS region; US regions are all refused, Tokyo is known to work.",
    ],
    [404, '', `Binance's answer cannot be understood: HTTP 404. ${misunderstood}`],
    [200, HTML, `Binance's answer cannot be understood: it is not a JSON object. ${misunderstood}`],
    [
      200,
      '"0"',
      `Binance's answer cannot be understood: it is not a JSON object. ${misunderstood}`,
    ],
    [200, '{}', `Binance's answer cannot be understood: it names no asset. ${misunderstood}`],
    [
      200,
      { asset: 'BUSD' },
      `Binance's answer cannot be understood: it holds no plain, non-negative decimal amount. ${misunderstood}`,
    ],
  ])('in HTTP %s with %j', (status, body, message) => {
    expect(thrownBy(() => readLoan(answer(status, body), NOW)).message).toBe(message);
  });

  test('where the answer holds no server time', () => {
    expect(thrownBy(() => readServerTime(answer(200, '{}'), NOW)).message).toBe(
      `Binance's answer cannot be understood: it holds no server time. ${misunderstood}`,
    );
  });
});
