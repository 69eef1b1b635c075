import fc from 'fast-check';

/** Stands in every value that could be a secret; none of our words contain it. */
export const CANARY = 'c4n4ryC4N4RY';

/** As long as an API key of Binance, and as a signature. */
export const KEY_LIKE = `${CANARY}${'k7Q2'.repeat(13)}`;

const HOSTILE = [
  ...['\r\nX-Injected: 1', '\n2026-11-22 ERROR nothing is owed', '\u001b[2K\u001b[1A'],
  ...['${jndi:ldap://x}', '__proto__', 'constructor', 'toString', '"},{"name":"', "';--"],
  ...['%0d%0a', '../../..', '\u202e\u0000', '\ud800', ' ', ''],
];

/** Texts nobody asked for, each with the canary in it. */
export const hostileText = fc
  .tuple(
    fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 })),
    fc.constantFrom(...HOSTILE),
    fc.boolean(),
  )
  .map(([text, hostile, first]) =>
    first ? `${CANARY}${hostile}${text}` : `${text}${hostile}${CANARY}`,
  );

/** Any JSON, the canary in each of its texts. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: hostileText },
  fc.constantFrom(null, true, false, 0, -0, -1, 1e308, 2 ** 53, [], {}, [[]]),
  fc.double({ noNaN: true }),
  fc.array(hostileText, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('name', 'toString', 'isLosslessNumber', 'value'), hostileText),
  fc.integer({ min: 1, max: 200 }).map(nested),
);

/** Mostly what is right, now and then what is not. */
export function mostly<T>(right: fc.Arbitrary<T>, share = 20): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: share, arbitrary: right }, { weight: 1, arbitrary: hostileJson });
}

/** An object with some of its fields left out, or joined by a stranger. */
export function record(
  fields: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Record<string, unknown>> {
  const names = Object.keys(fields);
  const needless = fc.dictionary(fc.constantFrom('extra', '__proto__', KEY_LIKE), hostileJson, {
    maxKeys: 1,
  });
  return fc
    .tuple(fc.record(fields), fc.record(fields, { requiredKeys: [] }), needless, fc.nat(9))
    .map(([whole, partial, more, die]) => {
      if (die < 8) return whole;
      return die < 9 ? { ...partial } : { ...whole, ...more };
    })
    .filter((made) => Object.keys(made).length <= names.length + 1);
}

/** Text with something cut out of it, put into it, or changed. */
export function damaged(text: string): fc.Arbitrary<string> {
  const place = fc.nat(Math.max(0, text.length - 1));
  const slips = ['\\n', '\\r\\n', '\n', ' ', '\t', '-', '=', 'A', '/', '\u0000', '\\'];
  const slip = fc.constantFrom(...slips);
  return fc
    .array(fc.tuple(place, fc.nat(3), slip, fc.nat(8)), { minLength: 1, maxLength: 3 })
    .map((slips) => slips.reduce(withSlip, text));
}

function withSlip(text: string, [at, kind, slip, size]: [number, number, string, number]): string {
  const [before, after] = [text.slice(0, at), text.slice(at)];
  if (kind === 0) return before + after.slice(size);
  if (kind === 1) return before + slip + after;
  return before + slip + after.slice(slip.length);
}

function nested(depth: number): unknown {
  return Array.from({ length: depth }).reduce<unknown>((inner) => [inner], CANARY);
}
