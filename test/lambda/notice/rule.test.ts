import { carryForward, decide, toMinute } from '../../../lambda/notice/rule';
import type { Change } from '../../../lambda/contract';
import type { Situation, Told } from '../../../lambda/notice/rule';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const NOW = Date.parse('2026-11-22T06:30:00Z');

function told(value: number, ago: number): Told {
  return { value, at: NOW - ago };
}

const HOUR = 3_600;
const HOURLY = { scheduledTime: NOW, remindEvery: HOUR };

/** What is due in a run that is on time. */
function due(situation: Omit<Situation, 'now'>): Change | null {
  return changeOf({ ...situation, now: situation.scheduledTime });
}

function changeOf(situation: Situation): Change | null {
  return decide(situation)?.change ?? null;
}

describe('a notice is due', () => {
  test.each<[string, number, Told | undefined, Change | null]>([
    ['nothing owed, never told', 0, undefined, null],
    ['nothing owed, told of nothing long ago', 0, told(0, 20 * HOUR_MS), null],
    ['nothing owed, told of nothing just now', 0, told(0, MINUTE_MS), null],
    ['something owed, never told', 5, undefined, 'detected'],
    ['something owed, told of nothing long ago', 5, told(0, 20 * HOUR_MS), 'detected'],
    ['something owed, told of nothing just now', 5, told(0, MINUTE_MS), 'detected'],
    ['the least that a double holds, never told', 5e-324, undefined, 'detected'],
    ['more owed than told', 6, told(5, MINUTE_MS), 'changed'],
    ['less owed than told', 4, told(5, MINUTE_MS), 'changed'],
    ['another amount by one bit', 0.1 + 0.2, told(0.3, MINUTE_MS), 'changed'],
    ['another amount in the same minute', 6, told(5, 0), 'changed'],
    ['another amount than was told later', 6, told(5, -HOUR_MS), 'changed'],
    ['nothing owed, told of something', 0, told(5, MINUTE_MS), 'cleared'],
    ['nothing owed, told of something long ago', 0, told(5, 20 * HOUR_MS), 'cleared'],
    ['nothing owed, told of something in the same minute', 0, told(5, 0), 'cleared'],
    ['something owed, told of nothing in the same minute', 5, told(0, 0), 'detected'],
    ['nothing owed, told of something later', 0, told(5, -HOUR_MS), 'cleared'],
    ['the same, told just now', 5, told(5, MINUTE_MS), null],
    ['the same, told a minute less than an hour ago', 5, told(5, HOUR_MS - MINUTE_MS), null],
    ['the same, told an hour ago', 5, told(5, HOUR_MS), 'reminder'],
    ['the same, told a minute more than an hour ago', 5, told(5, HOUR_MS + MINUTE_MS), 'reminder'],
    ['the same, told a second more than an hour ago', 5, told(5, HOUR_MS + SECOND_MS), 'reminder'],
    ['the same, told later', 5, told(5, -MINUTE_MS), null],
    ['the same, told an hour later', 5, told(5, -HOUR_MS), null],
    ['the same as a double, told just now', Number('579.450'), told(579.45, MINUTE_MS), null],
  ])('or not, hourly: %s', (_, owed, last, expected) => {
    expect(due({ is: owed, told: last ? [last] : [], ...HOURLY })).toBe(expected);
  });

  test.each([
    ['a second less than an hour in the clock, an hour in minutes', 1, HOUR_MS, 'reminder'],
    ['both late in their minutes', 59_999, HOUR_MS + 59_999, 'reminder'],
    ['a second more than 59 minutes, 59 in minutes', 0, HOUR_MS - MINUTE_MS, null],
    ['59 minutes and 59.999 seconds, 59 in minutes', 0, HOUR_MS - 1, null],
  ])('to the minute: %s', (_, toldLate, nowLate, expected) => {
    const last = { value: 5, at: NOW + toldLate };
    const scheduledTime = NOW + nowLate;
    const situation = { is: 5, told: [last], scheduledTime, remindEvery: HOUR };
    expect(due(situation)).toBe(expected);
  });

  test.each([
    ['in the same minute', 0, null],
    ['in the same minute, earlier', 59_999, null],
    ['a minute ago', MINUTE_MS, 'reminder'],
    ['a day ago', 24 * HOUR_MS, 'reminder'],
    ['a minute later', -MINUTE_MS, null],
  ])('with every run where reminders are every 0 seconds: told %s', (_, ago, expected) => {
    const scheduledTime = NOW + 59_999;
    const last = { value: 5, at: scheduledTime - ago };
    expect(due({ is: 5, told: [last], scheduledTime, remindEvery: 0 })).toBe(expected);
  });

  test('no notice is repeated for the scheduled time it was told at', () => {
    for (const remindEvery of [0, 60, HOUR]) {
      for (const owed of [0, 5]) {
        const situation = { is: owed, told: [told(owed, 0)], scheduledTime: NOW, remindEvery };
        expect(due(situation)).toBeNull();
      }
    }
  });

  test('twelve hours after the last word at the latest, as the 24 hours read back demand', () => {
    const situation = { is: 5, scheduledTime: NOW, remindEvery: 12 * HOUR };
    expect(due({ ...situation, told: [told(5, 12 * HOUR_MS)] })).toBe('reminder');
    expect(due({ ...situation, told: [told(5, 12 * HOUR_MS - MINUTE_MS)] })).toBeNull();
  });
});

/** The contract's sentences, one by one. */
function contract({
  is,
  told: [last],
  scheduledTime: now,
  remindEvery,
}: Omit<Situation, 'now'>): Change | null {
  const minutes = Math.floor(now / MINUTE_MS) - Math.floor((last?.at ?? 0) / MINUTE_MS);
  const lastAmount = last === undefined ? 0 : last.value;
  const differs = is !== lastAmount;
  const isRemembered = last !== undefined && minutes * 60 >= remindEvery;
  const isRepeated = !differs && last !== undefined && minutes === 0;
  if (isRepeated || !(differs || (is > 0 && isRemembered))) return null;
  if (lastAmount === 0) return 'detected';
  if (is === 0) return 'cleared';
  return differs ? 'changed' : 'reminder';
}

test('the rule is what the contract says, in every situation of a small world', () => {
  const agos = [0, 1, 30, 59, 60, 61, 90, 119, 120, 3_540, 3_599, 3_600, 3_601, 3_660, 43_200];
  const lasts = [0, 1, 2].flatMap((amount) =>
    agos.flatMap((ago) => [told(amount, ago * SECOND_MS), told(amount, -ago * SECOND_MS)]),
  );
  const reminders = [0, 1, 60, 61, 90, 120, 3_600, 43_200];
  const starts = [0, 1, 29_999, 59_999].map((late) => NOW + late);
  const situations = [0, 1, 2].flatMap((is) =>
    [[], ...lasts.map((last) => [last])].flatMap((last) =>
      reminders.flatMap((remindEvery) =>
        starts.map((scheduledTime) => ({ is, told: last, scheduledTime, remindEvery })),
      ),
    ),
  );
  expect(situations.filter((each) => due(each) !== contract(each))).toEqual([]);
  const outcomes = new Set(situations.map(due));
  expect(outcomes.size).toBe(5);
});

describe('what was told last, by memory and by CloudWatch', () => {
  const older = told(1, 2 * MINUTE_MS);
  const newer = told(2, MINUTE_MS);
  const last = (candidates: readonly Told[], owed = 9): Told | undefined =>
    decide({ is: owed, told: candidates, now: NOW, ...HOURLY })?.last;

  test.each<[string, Told[], Told | undefined]>([
    ['nothing where neither knows', [], undefined],
    ['what the one holds where the other holds nothing', [older], older],
    ['the newer, standing first', [newer, older], newer],
    ['the newer, standing last', [older, newer], newer],
  ])('is %s', (_, candidates, expected) => {
    expect(last(candidates)).toBe(expected);
  });

  test.each([1, 2])('is, of one minute, the one that makes a difference to %s', (owed) => {
    const early = { value: 1, at: NOW };
    const late = { value: 2, at: NOW + 59_999 };
    expect(last([older, early, late], owed)?.value).toBe(3 - owed);
    expect(last([late, early, older], owed)?.value).toBe(3 - owed);
  });

  test('is the newer by a minute, though by a millisecond', () => {
    const before = { value: 1, at: NOW - 1 };
    const after = { value: 2, at: NOW };
    expect(last([after, before])).toBe(after);
  });
});

describe('a reminder counts from the schedule of the last notice', () => {
  const at = (minutes: number, value = 5): Told => ({ value, at: NOW + minutes * MINUTE_MS });
  /** What is due so many minutes after the schedule of a debt of 5. */
  const dueAt = (minutes: number, points: Told[], remindMinutes: number, late = 0): Change | null =>
    changeOf({
      is: 5,
      told: points,
      scheduledTime: NOW + minutes * MINUTE_MS,
      now: NOW + (minutes + late) * MINUTE_MS,
      remindEvery: remindMinutes * 60,
    });

  test.each<[string, number, Told[], number, Change | null]>([
    ['told by a run 10 minutes late, an hour later', 60, [at(0), at(10)], 60, 'reminder'],
    ['a minute before that', 59, [at(0), at(10)], 60, null],
    ['for its own schedule', 0, [at(0), at(10)], 60, null],
    ['by a run of an earlier schedule', -60, [at(0), at(10)], 60, null],
    ['told by a run 3 minutes late, 12 hours later', 720, [at(0), at(3)], 720, 'reminder'],
    ['told 18 minutes apart: two notices', 60, [at(0), at(18)], 60, null],
    ['told as often as it is reminded of: two notices', 15, [at(0), at(10)], 10, null],
    ['reminded of, the reminder late', 65, [at(0), at(60), at(63)], 60, null],
    ['reminded of, the reminder late, an hour later', 120, [at(0), at(60), at(63)], 60, 'reminder'],
    ['another amount between', 60, [at(0), at(5, 6), at(10)], 60, 'reminder'],
    ['another amount before', 60, [at(0, 6), at(10)], 60, null],
    ['another amount last', 5, [at(0), at(5, 6)], 60, 'changed'],
  ])('%s', (_, minutes, points, remindMinutes, expected) => {
    expect(dueAt(minutes, points, remindMinutes)).toBe(expected);
  });

  test.each<[string, number, number, Change | null]>([
    ['the same schedule again', 0, 0, null],
    ['the schedule at which the late run ended', 10, 0, 'reminder'],
    ['one that is late itself', 5, 5, 'reminder'],
  ])('which memory knows, where every run reminds: %s', (_, minutes, late, expected) => {
    const remembered = [at(0), at(10)].map((each) => ({ ...each, scheduledTime: NOW }));
    expect(dueAt(minutes, [at(0), at(10), ...remembered], 0, late)).toBe(expected);
  });

  test('an event ahead of the clock repeats nothing that was told in this minute', () => {
    expect(dueAt(5, [at(0)], 5, -5)).toBeNull();
    expect(dueAt(5, [at(0)], 0, -5)).toBeNull();
    expect(dueAt(5, [at(0)], 5, -4)).toBe('reminder');
    const remembered = { ...at(0), scheduledTime: NOW + 5 * MINUTE_MS };
    expect(dueAt(5, [remembered], 0, -4)).toBeNull();
    expect(dueAt(5, [remembered], 0)).toBeNull();
    expect(dueAt(6, [remembered], 0)).toBe('reminder');
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
    const decision = decide({ is: 5, told: before, now: NOW, ...HOURLY });
    expect(decision?.recordAt(now)).toEqual(expected);
  });
});

describe('the last word is carried forward', () => {
  const carried = (points: readonly Told[], remindEvery = HOUR): unknown =>
    carryForward({ told: points, scheduledTime: NOW, remindEvery }).map(
      ({ value, at }) => `${value} by ${(NOW - at) / MINUTE_MS}`,
    );

  test.each<[string, Told[], number, string[]]>([
    ['not where nothing was told', [], HOUR, []],
    ['not where it is young enough', [told(5, 12 * HOUR_MS - MINUTE_MS)], HOUR, []],
    ['after 12 hours, so that a reminder is due', [told(5, 12 * HOUR_MS)], HOUR, ['5 by 81']],
    ['at most to where the next run reads', [told(5, 24 * HOUR_MS)], 12 * HOUR, ['5 by 699']],
    ['not where nothing is owed', [told(5, 13 * HOUR_MS), told(0, 12 * HOUR_MS)], HOUR, []],
    [
      'with its doubt',
      [told(5, 12 * HOUR_MS), told(0, 12 * HOUR_MS)],
      HOUR,
      ['5 by 81', '0 by 81'],
    ],
  ])('%s', (_, points, remindEvery, expected) => {
    expect(carried(points, remindEvery)).toEqual(expected);
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
