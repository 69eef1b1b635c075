import { readLoan } from '../../lambda/binance/answer';
import { DEFAULTS, ENVIRONMENT } from '../../lambda/contract';
import { codeOf, readDocument, rowsOf } from '../markdown';
import { thrownBy } from './thrown';

test('lambda/README.md has every variable of the environment, with its default', () => {
  const [, ...rows] = rowsOf(readDocument('lambda/README.md', 'The environment'));
  const written = Object.fromEntries(
    rows.map(([name, initial]) => [codeOf(name), codeOf(initial)]),
  );
  const none = Object.fromEntries(Object.values(ENVIRONMENT).map((name) => [name, 'none']));
  expect(written).toEqual({
    ...none,
    [ENVIRONMENT.topicArn]: 'required',
    [ENVIRONMENT.namespace]: DEFAULTS.namespace,
    [ENVIRONMENT.remindEvery]: String(DEFAULTS.remindEvery),
    [ENVIRONMENT.blindAfter]: String(DEFAULTS.blindAfter),
    [ENVIRONMENT.baseUrls]: DEFAULTS.baseUrl,
  });
});

describe('lambda/README.md says what an answer of Binance means:', () => {
  const [, ...rows] = rowsOf(readDocument('lambda/README.md', 'Answers of Binance'));
  const errorOf = (status: number, body: string): string =>
    thrownBy(() => readLoan({ status, headers: {}, body }, 0)).name;

  test('every code with a meaning of its own', () => {
    const written = rows.flatMap(([answers = '', error]) =>
      (answers.match(/-\d+(?=,|$)/g) ?? []).map((code) => [Number(code), codeOf(error)] as const),
    );
    const meant = Array.from({ length: 22_000 }, (_, index) => -index - 1)
      .filter((code) => code !== -21004)
      .map((code) => [code, errorOf(400, JSON.stringify({ code }))] as const)
      .filter(([, error]) => error !== 'RequestRefusedError');
    expect(new Map(written)).toEqual(new Map(meant));
  });

  test.each([403, 418, 451])('the status %d', (status) => {
    const [, error] = rows.find(([answers = '']) => answers.startsWith(String(status))) ?? [];
    expect(codeOf(error)).toBe(errorOf(status, '<html></html>'));
  });
});
