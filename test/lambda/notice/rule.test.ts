import type { NoticeEvent } from '../../../lambda/contract';
import { lastTold, noticeDue, tellingTimes, toMinute } from '../../../lambda/notice/rule';
import type { Situation, Told } from '../../../lambda/notice/rule';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const NOW = Date.parse('2026-11-22T06:30:00Z');

function told(amount: number, ago: number): Told {
  return { amount, at: NOW - ago };
}

const HOURLY = { now: NOW, remindEveryMs: HOUR_MS };

describe('a notice is due', () => {
  test.each<[string, number, Told | undefined, NoticeEvent | null]>([
    ['nothing owed, never told', 0, undefined, null],
    ['nothing owed, told of nothing long ago', 0, told(0, 20 * HOUR_MS), null],
    ['nothing owed, told of nothing just now', 0, told(0, MINUTE_MS), null],
    ['something owed, never told', 5, undefined, 'debt.detected'],
    ['something owed, told of nothing long ago', 5, told(0, 20 * HOUR_MS), 'debt.detected'],
    ['something owed, told of nothing just now', 5, told(0, MINUTE_MS), 'debt.detected'],
    ['the least that a double holds, never told', 5e-324, undefined, 'debt.detected'],
    ['more owed than told', 6, told(5, MINUTE_MS), 'debt.changed'],
    ['less owed than told', 4, told(5, MINUTE_MS), 'debt.changed'],
    ['another amount by one bit', 0.1 + 0.2, told(0.3, MINUTE_MS), 'debt.changed'],
    ['another amount in the same minute', 6, told(5, 0), 'debt.changed'],
    ['another amount than was told later', 6, told(5, -HOUR_MS), 'debt.changed'],
    ['nothing owed, told of something', 0, told(5, MINUTE_MS), 'debt.cleared'],
    ['nothing owed, told of something long ago', 0, told(5, 20 * HOUR_MS), 'debt.cleared'],
    ['nothing owed, told of something in the same minute', 0, told(5, 0), 'debt.cleared'],
    ['something owed, told of nothing in the same minute', 5, told(0, 0), 'debt.detected'],
    ['nothing owed, told of something later', 0, told(5, -HOUR_MS), 'debt.cleared'],
    ['the same, told just now', 5, told(5, MINUTE_MS), null],
    ['the same, told a minute less than an hour ago', 5, told(5, HOUR_MS - MINUTE_MS), null],
    ['the same, told an hour ago', 5, told(5, HOUR_MS), 'debt.reminder'],
    [
      'the same, told a minute more than an hour ago',
      5,
      told(5, HOUR_MS + MINUTE_MS),
      'debt.reminder',
    ],
    [
      'the same, told a second more than an hour ago',
      5,
      told(5, HOUR_MS + SECOND_MS),
      'debt.reminder',
    ],
    ['the same, told later', 5, told(5, -MINUTE_MS), null],
    ['the same, told an hour later', 5, told(5, -HOUR_MS), null],
    ['the same as a double, told just now', Number('579.450'), told(579.45, MINUTE_MS), null],
  ])('or not, hourly: %s', (_, owed, last, expected) => {
    expect(noticeDue({ owed, told: last ? [last] : [], ...HOURLY })).toBe(expected);
  });

  test.each([
    ['a second less than an hour in the clock, an hour in minutes', 1, HOUR_MS, 'debt.reminder'],
    ['both late in their minutes', 59_999, HOUR_MS + 59_999, 'debt.reminder'],
    ['a second more than 59 minutes, 59 in minutes', 0, HOUR_MS - MINUTE_MS, null],
    ['59 minutes and 59.999 seconds, 59 in minutes', 0, HOUR_MS - 1, null],
  ])('to the minute: %s', (_, toldLate, nowLate, expected) => {
    const last = { amount: 5, at: NOW + toldLate };
    const situation = { owed: 5, told: [last], now: NOW + nowLate, remindEveryMs: HOUR_MS };
    expect(noticeDue(situation)).toBe(expected);
  });

  test.each([
    ['in the same minute', 0, null],
    ['in the same minute, earlier', 59_999, null],
    ['a minute ago', MINUTE_MS, 'debt.reminder'],
    ['a day ago', 24 * HOUR_MS, 'debt.reminder'],
    ['a minute later', -MINUTE_MS, null],
  ])('with every run where reminders are every 0 seconds: told %s', (_, ago, expected) => {
    const now = NOW + 59_999;
    const last = { amount: 5, at: now - ago };
    expect(noticeDue({ owed: 5, told: [last], now, remindEveryMs: 0 })).toBe(expected);
  });

  test('no notice is repeated for the scheduled time it was told at', () => {
    for (const remindEveryMs of [0, MINUTE_MS, HOUR_MS]) {
      for (const owed of [0, 5]) {
        const situation = { owed, told: [told(owed, 0)], now: NOW, remindEveryMs };
        expect(noticeDue(situation)).toBeNull();
      }
    }
  });

  test('nor where a late run told it at a time before as well', () => {
    const twice = [told(5, HOUR_MS), told(5, 0)];
    const situation = { owed: 5, told: twice, now: NOW, remindEveryMs: HOUR_MS };
    expect(noticeDue(situation)).toBeNull();
  });

  test('twelve hours after the last word at the latest, as the 24 hours read back demand', () => {
    const situation = { owed: 5, now: NOW, remindEveryMs: 12 * HOUR_MS };
    expect(noticeDue({ ...situation, told: [told(5, 12 * HOUR_MS)] })).toBe('debt.reminder');
    expect(noticeDue({ ...situation, told: [told(5, 12 * HOUR_MS - MINUTE_MS)] })).toBeNull();
  });
});

/** The contract's sentences, one by one. */
function contract({ owed, told: [last], now, remindEveryMs }: Situation): NoticeEvent | null {
  const minutes = Math.floor(now / MINUTE_MS) - Math.floor((last?.at ?? 0) / MINUTE_MS);
  const lastAmount = last === undefined ? 0 : last.amount;
  const differs = owed !== lastAmount;
  const isRemembered = last !== undefined && minutes * MINUTE_MS >= remindEveryMs;
  const isRepeated = !differs && last !== undefined && minutes === 0;
  if (isRepeated || !(differs || (owed > 0 && isRemembered))) return null;
  if (lastAmount === 0) return 'debt.detected';
  if (owed === 0) return 'debt.cleared';
  return differs ? 'debt.changed' : 'debt.reminder';
}

test('the rule is what the contract says, in every situation of a small world', () => {
  const agos = [0, 1, 30, 59, 60, 61, 90, 119, 120, 3_540, 3_599, 3_600, 3_601, 3_660, 43_200];
  const lasts = [0, 1, 2].flatMap((amount) =>
    agos.flatMap((ago) => [told(amount, ago * SECOND_MS), told(amount, -ago * SECOND_MS)]),
  );
  const reminders = [0, 1, 60, 61, 90, 120, 3_600, 43_200].map((each) => each * SECOND_MS);
  const starts = [0, 1, 29_999, 59_999].map((late) => NOW + late);
  const situations = [0, 1, 2].flatMap((owed) =>
    [[], ...lasts.map((last) => [last])].flatMap((last) =>
      reminders.flatMap((remindEveryMs) =>
        starts.map((now) => ({ owed, told: last, now, remindEveryMs })),
      ),
    ),
  );
  expect(situations.filter((each) => noticeDue(each) !== contract(each))).toEqual([]);
  const outcomes = new Set(situations.map(noticeDue));
  expect(outcomes.size).toBe(5);
});

describe('what was told last, by memory and by CloudWatch', () => {
  const older = told(1, 2 * MINUTE_MS);
  const newer = told(2, MINUTE_MS);

  test.each<[string, Told[], Told | undefined]>([
    ['nothing where neither knows', [], undefined],
    ['what the one holds where the other holds nothing', [older], older],
    ['the newer, standing first', [newer, older], newer],
    ['the newer, standing last', [older, newer], newer],
  ])('is %s', (_, candidates, expected) => {
    for (const owed of [0, 1, 2]) expect(lastTold(candidates, owed)).toBe(expected);
  });

  test.each([1, 2])('is, of one minute, the one that makes a difference to %s', (owed) => {
    const early = { amount: 1, at: NOW };
    const late = { amount: 2, at: NOW + 59_999 };
    expect(lastTold([older, early, late], owed)?.amount).toBe(3 - owed);
    expect(lastTold([late, early, older], owed)?.amount).toBe(3 - owed);
  });

  test('is the newer by a minute, though by a millisecond', () => {
    const before = { amount: 1, at: NOW - 1 };
    const after = { amount: 2, at: NOW };
    for (const owed of [1, 2]) expect(lastTold([after, before], owed)).toBe(after);
  });
});

describe('a debt told at two times', () => {
  // By a run that was ten minutes late, as its schedule and as the clock had it.
  const late = [told(5, 0), told(5, 10 * MINUTE_MS)];

  test.each<[string, number, number, NoticeEvent | null]>([
    ['counts from the newer', NOW + 59 * MINUTE_MS, 5, null],
    ['counts from the newer, an hour later', NOW + HOUR_MS, 5, 'debt.reminder'],
    ['counts from the older between them', NOW - MINUTE_MS, 5, null],
    ['is not told again for its own schedule', NOW - 10 * MINUTE_MS, 5, null],
    ['stands, whatever is asked of the time before it', NOW - HOUR_MS, 5, null],
    ['has changed all the same between them', NOW - MINUTE_MS, 6, 'debt.changed'],
  ])('%s', (_, now, owed, expected) => {
    expect(noticeDue({ owed, told: late, now, remindEveryMs: HOUR_MS })).toBe(expected);
  });

  test('is told again between them once its older time is long enough ago', () => {
    const situation = { owed: 5, told: late, remindEveryMs: 5 * MINUTE_MS };
    expect(noticeDue({ ...situation, now: NOW - 5 * MINUTE_MS })).toBe('debt.reminder');
    expect(noticeDue({ ...situation, now: NOW - 6 * MINUTE_MS })).toBeNull();
  });

  test('is not reminded of by what was told of another amount before it', () => {
    const situation = { owed: 5, told: [told(6, HOUR_MS), told(5, -MINUTE_MS)], now: NOW };
    expect(noticeDue({ ...situation, remindEveryMs: 0 })).toBeNull();
  });
});

describe('a notice counts as told', () => {
  const soon = NOW + 10_000;
  const afterwards = NOW + 10 * MINUTE_MS;

  test.each<[string, Told[], number, number[]]>([
    ['at its scheduled time where nothing was told before', [], soon, [NOW]],
    ['at its scheduled time after what was told before', [told(1, MINUTE_MS)], soon, [NOW]],
    [
      'a minute later too than what was told in its own minute',
      [told(1, 0)],
      soon,
      [NOW, NOW + MINUTE_MS],
    ],
    [
      'a minute later too than the newest that was told after it',
      [told(1, HOUR_MS), told(1, -3 * MINUTE_MS)],
      soon,
      [NOW, NOW + 4 * MINUTE_MS],
    ],
    ['at its scheduled time, a moment less than late', [], NOW + 2 * MINUTE_MS - 1, [NOW]],
    ['by the clock too where it is late', [], NOW + 2 * MINUTE_MS, [NOW, NOW + 2 * MINUTE_MS]],
    ['by the clock too where that is later', [told(1, 0)], afterwards, [NOW, afterwards]],
    [
      'a minute after the newest too where that is later than the clock',
      [told(1, -10 * MINUTE_MS)],
      afterwards,
      [NOW, afterwards + MINUTE_MS],
    ],
    ['by the clock where its schedule is yet to come', [], NOW - 1, [NOW - 1]],
    [
      'a minute later too than what was told in the minute of that clock',
      [told(1, 5 * MINUTE_MS)],
      NOW - 5 * MINUTE_MS,
      [NOW - 5 * MINUTE_MS, NOW - 4 * MINUTE_MS],
    ],
  ])('%s', (_, before, now, expected) => {
    expect(tellingTimes(NOW, before, now)).toEqual(expected);
  });
});

test.each([
  ['06:30:00.000', '06:30'],
  ['06:30:00.001', '06:30'],
  ['06:30:59.999', '06:30'],
  ['06:31:00.000', '06:31'],
])('%s belongs to the minute %s', (time, minute) => {
  const at = (clock: string): number => Date.parse(`2026-11-22T${clock}Z`);
  expect(toMinute(at(time))).toBe(at(minute));
});
