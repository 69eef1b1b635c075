import * as errors from '../../lambda/errors';

const { describe: inWords, printable } = errors;

describe('anything thrown is described in one short line', () => {
  test.each<[string, unknown, string]>([
    ['an error', new Error('it broke'), 'it broke'],
    ['an error of a kind', new TypeError('not a function'), 'TypeError: not a function'],
    ['an error of a kind with a code', withCode('ENOENT', 'no file'), 'SystemError: no file'],
    ['an error with a code alone', withCode('ECONNREFUSED', ''), 'SystemError: ECONNREFUSED'],
    ['an error with nothing to say', new RangeError(), 'RangeError:'],
    ['a text', 'just a text.', 'just a text'],
    ['nothing', undefined, 'undefined'],
  ])('%s', (_, thrown, words) => {
    expect(inWords(thrown)).toBe(words);
  });
});

function withCode(code: string, message: string): Error {
  return Object.assign(new Error(message), { name: 'SystemError', code });
}

describe('text from outside is made fit for a line', () => {
  test.each([
    ['white space around it', ' \n\t it broke \r\n', 'it broke'],
    ['a second line', 'it broke\nat line 7', 'it broke'],
    ['a second line after a carriage return', 'it broke\rat line 7', 'it broke'],
    ['lines before and after', '\n\nit broke\n\nat line 7\n', 'it broke'],
    ['full stops at its end', 'it broke ...', 'it broke'],
    ['a full stop within', 'it broke. Badly.', 'it broke. Badly'],
    ['what no terminal should see', 'it\u001b\u0000\u202ebroke', 'it broke'],
    ['39 characters that could be of a key', 'x'.repeat(39), 'x'.repeat(39)],
    ['40 of them', `a ${'x'.repeat(40)} b`, 'a [...] b'],
    ['300 characters', 'a b '.repeat(75), 'a b '.repeat(75).trim()],
    ['more than 300', 'a b '.repeat(76), 'a b '.repeat(75).trim()],
    ['nothing', '', ''],
  ])('%s', (_, text, line) => {
    expect(printable(text)).toBe(line);
  });
});

test('each error goes by the name of its class, which a minified one would lose', () => {
  const made = [
    new errors.EventError('a', 'b'),
    new errors.EnvironmentError('a', 'b'),
    new errors.SecretError('a', 'b', 'c'),
    new errors.MetricPublishError('a', 'b'),
    new errors.MetricUnreadableError('a', 'b'),
    new errors.NoticeRefusedError('a', 'b', false),
    new errors.CheckFailedError(new Map(), 1),
  ];
  expect(made.map(({ name }) => name)).toEqual([
    ...['EventError', 'EnvironmentError', 'SecretError', 'MetricPublishError'],
    ...['MetricUnreadableError', 'NoticeRefusedError', 'CheckFailedError'],
  ]);
});
