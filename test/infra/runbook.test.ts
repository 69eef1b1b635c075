import { BINANCE_ERRORS } from '../../lambda/binance/errors';
import * as errors from '../../lambda/errors';
import { readDocument } from '../markdown';
import { Synthesis } from './synthesis';

interface Entry {
  readonly title: string;
  readonly text: string;
}

/** The entries of a chapter: those whose titles are names. */
function entries(chapter: string): Entry[] {
  return readDocument('infra/runbook.md', chapter)
    .split(/\n#{3,4} /)
    .flatMap((section) => {
      const [, title, body] = /^`([^`]+)`\n([^]*)$/.exec(section) ?? [];
      return title === undefined || body === undefined ? [] : [{ title, text: body }];
    });
}

/** The names of what is thrown. */
function errorNames(): string[] {
  const all: Readonly<Record<string, unknown>> = errors;
  const classes = Object.values(all).filter(
    (each): each is new () => Error =>
      typeof each === 'function' && each.prototype instanceof Error,
  );
  const parents = new Set(classes.map((each) => Object.getPrototypeOf(each) as unknown));
  const own = classes.filter((each) => !parents.has(each)).map(({ name }) => name);
  return [...own, ...BINANCE_ERRORS];
}

const RUNBOOK_URL = 'https://wiki.example.com/pm-loan';
const synthesis = new Synthesis({ runbookUrl: RUNBOOK_URL, marginWarning: '1.5' });
const plain = new Synthesis({ marginWarning: '1.5' });
const alarms = synthesis.of('AWS::CloudWatch::Alarm').map(([, properties]) => properties);

test('each alarm has an entry under its exact name, and no entry is of none', () => {
  const names = alarms.map(({ AlarmName }) => String(AlarmName));
  const titles = entries('Alarms').map(({ title }) =>
    title.replace('<stack>', 'PmLoanMonitor').replace('<account>', 'main'),
  );
  expect(titles.sort()).toEqual(names.sort());
});

test('each error has an entry, and no entry is of none', () => {
  const titles = entries('Errors').map(({ title }) => title);
  expect(titles.sort()).toEqual(errorNames().sort());
  expect(titles.length).toBeGreaterThan(15);
});

test('the margin has a step for each uniMMR at which Binance does something, and each status', () => {
  const [, chapter = ''] = readDocument('infra/runbook.md').split('\n### Margin notices, thre');
  const [steps = ''] = chapter.split('\n### ');
  const lines = plain.widgets.flatMap(({ properties }) => properties.annotations?.horizontal ?? []);
  expect(lines).toHaveLength(3);
  for (const { value } of lines)
    expect(steps).toMatch(new RegExp(`\\*\\*(Below )?${String(value)}\\b`));
  const statuses = steps.match(/`[A-Z_]+`/g) ?? [];
  expect(new Set(statuses)).toEqual(
    new Set(
      ['NORMAL', 'MARGIN_CALL', 'SUPPLY_MARGIN', 'REDUCE_ONLY', 'ACTIVE_LIQUIDATION']
        .concat('FORCE_LIQUIDATION', 'BANKRUPTED')
        .map((status) => `\`${status}\``),
    ),
  );
});

test.each(entries('Alarms'))('$title says what it means, where to look, and the fix', (entry) => {
  for (const part of ['**It means**', '**Look**', '**Fix**']) expect(entry.text).toContain(part);
});

test.each(alarms.map(({ AlarmName, AlarmDescription }) => [AlarmName, AlarmDescription]))(
  '%s carries its first step and links to the runbook',
  (name, description) => {
    const own = plain.alarm(String(name).replace('PmLoanMonitor-', ''));
    expect(String(own['AlarmDescription'])).toMatch(/Repay|Reduce|Look|Read|Ask AWS/);
    expect(description).toBe(`${String(own['AlarmDescription'])} Runbook: ${RUNBOOK_URL}`);
  },
);
