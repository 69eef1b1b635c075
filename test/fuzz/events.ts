import fc from 'fast-check';
import { EventError } from '../../lambda/errors';
import { parseEvent } from '../../lambda/event';
import { CANARY, hostileJson, hostileText, mostly, record } from './values';
import { must, mustBeReadable, mustNotHold, outcome } from './verdict';

const NOW = Date.parse('2026-11-22T06:30:00Z');
const NAME = /^[A-Za-z0-9._-]{1,64}$/;
const SAFE_ID = /^[\x21-\x7e]{1,2048}$/;

const name = fc.oneof(
  { weight: 20, arbitrary: fc.stringMatching(/^[A-Za-z0-9._-]{1,60}$/) },
  fc.stringMatching(/^[A-Za-z0-9._-]{63,66}$/),
  fc.stringMatching(/^[a-z]{1,3}[\n\r\t ,;"{}]$/),
  hostileText,
);
const account = mostly(
  record({ name: mostly(name), secretId: mostly(fc.stringMatching(/^[\w/+=.@:-]{1,80}$/)) }),
);
const accounts = mostly(fc.array(account, { maxLength: 4 }));
const minutesAway = fc.integer({ min: -18, max: 7 });
const time = fc.oneof(
  { weight: 9, arbitrary: minutesAway.map((each) => new Date(NOW + 60_000 * each).toISOString()) },
  fc.stringMatching(/^2026-(11|02|13)-(22|31|00)T\d\d:\d\d(:\d\d(\.\d{1,4})?)?(Z|[+-]\d\d:\d\d)$/),
  hostileText,
);

/** Events as the schedule sends them, and as nobody should. */
export const event: fc.Arbitrary<unknown> = mostly(
  fc.oneof(
    { weight: 8, arbitrary: record({ scheduledTime: mostly(time), accounts }) },
    record({ diagnose: mostly(fc.boolean()), accounts }),
    record({ drill: mostly(fc.boolean()) }),
    record({ drill: fc.constant(true), diagnose: fc.constant(true), accounts }),
  ),
);

/** Refused by a sentence that echoes nothing, or taken with names that can be printed anywhere. */
export function tryEvent(input: unknown): void {
  const order = outcome(() => parseEvent(input, NOW), EventError);
  if (order instanceof Error) {
    mustBeReadable(order);
    mustNotHold(order, [CANARY]);
    return;
  }
  const asked = Object.keys(input as object);
  must(asked.includes('drill') === (order.kind === 'drill'), 'a drill taken for something else');
  must(asked.includes('diagnose') === (order.kind === 'diagnose'), 'another for a diagnosis');
  if (order.kind === 'drill') return;
  if (order.kind === 'check') {
    must(Math.abs(order.scheduledTime - NOW) <= 15 * 60_000, 'a time out of its window');
  }
  const { accounts } = order;
  must(accounts.length > 0, 'an event of no account');
  must(new Set(accounts.map((each) => each.name)).size === accounts.length, 'a name taken twice');
  for (const each of accounts) {
    must(NAME.test(each.name) && !/\s/.test(each.name), 'a name that could inject');
    must(SAFE_ID.test(each.secretId), 'a secretId that could inject');
  }
}

/** Anything at all, most of it no object. */
export const anything = fc.oneof(hostileJson, fc.anything());
