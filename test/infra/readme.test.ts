import { settingsSchema } from '../../infra/settings/schema';
import { readSettings } from '../../infra/settings/settings';
import type { Settings } from '../../infra/settings/settings';
import { spell } from '../../infra/settings/types';
import { codeOf, readDocument, rowsOf } from '../markdown';
import { Synthesis } from './synthesis';

const DURATIONS = ['interval', 'remindEvery', 'blindAfter'];

describe('the table of settings in infra/README.md', () => {
  const [, ...rows] = rowsOf(readDocument('infra/README.md', 'Settings'));
  const written = rows.map(([setting, initial]) => [codeOf(setting), codeOf(initial)]);
  const defaults = readSettings({ accounts: 'main' });

  test('has every setting of the schema, in whatever order, and no other', () => {
    expect(written.map(([setting]) => setting).sort()).toEqual(
      Object.keys(settingsSchema.shape).sort(),
    );
  });

  test.each(written)('says by which default %s is set', (setting, initial) => {
    expect(initial).toBe(shown(setting, defaults));
  });
});

function shown(setting: string, defaults: Settings): string {
  if (setting === 'accounts') return 'none, required';
  const value: unknown = defaults[setting as keyof Settings];
  if (DURATIONS.includes(setting)) return spell(Number(value));
  const text = String(value);
  return ['', 'undefined'].includes(text) ? 'none' : text;
}

describe('the alarms', () => {
  const alarms = new Synthesis({ marginWarning: '1.5' }).alarms.map((alarm) => ({
    name: String(alarm['AlarmName'])
      .replace('PmLoanMonitor', '<stack>')
      .replace('main', '<account>'),
    metric: /"MetricName":"(\w+)"/.exec(JSON.stringify(alarm))?.[1] ?? '',
    message: alarm['OKActions'] === undefined ? 'no' : 'yes',
  }));
  const names = alarms.map(({ name }) => name);

  test('are all in the table of the README, and no other is', () => {
    const [, ...rows] = rowsOf(readDocument('README.md', 'Alarms'));
    expect(rows.map(([name]) => codeOf(name))).toEqual(names);
  });

  test('are in infra/README.md, with their metric and whether they tell of their recovery', () => {
    const [, ...rows] = rowsOf(readDocument('infra/README.md', 'Alarms'));
    expect(rows.map(([name]) => codeOf(name))).toEqual(names);
    for (const [index, { metric, message }] of alarms.entries()) {
      expect(rows[index]?.[1]).toContain(`\`${metric}\``);
      expect(rows[index]?.at(-1)).toMatch(new RegExp(`^${message}\\b`));
    }
  });
});
