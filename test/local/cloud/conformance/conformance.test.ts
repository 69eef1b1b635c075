import { readDocument } from '../../../markdown';
import { covers, DIFFERENCES, differencesTable } from './differences';
import { standIn } from './stand-in';
import { CASES, conformance } from './suite';

describe('the stand-in of AWS', () => {
  conformance(standIn, []);
});

describe('the list of differences between AWS and moto', () => {
  const names = CASES.map(({ name }) => name);

  test('names cases that there are, each once', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const listed of DIFFERENCES.flatMap(({ cases }) => cases)) {
      const one = { cases: [listed] };
      expect([listed, names.some((name) => covers(one, name))]).toEqual([listed, true]);
    }
    for (const name of names) {
      const rows = DIFFERENCES.filter((each) => covers(each, name)).map(({ moto }) => moto);
      expect([name, rows.length <= 1, rows]).toEqual([name, true, rows]);
    }
  });

  test('is the table of test/README.md', () => {
    const squeezed = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
    expect(squeezed(readDocument('test/README.md'))).toContain(squeezed(differencesTable()));
  });
});
