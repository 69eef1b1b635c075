import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scripts } from '../package.json';
import { readDocument } from './markdown';

const ROOT = join(__dirname, '..');
const DOCUMENTS = [
  'README.md',
  'lambda/README.md',
  'infra/README.md',
  'infra/runbook.md',
  'infra/subscribers.md',
  'test/README.md',
  '.github/SECURITY.md',
];
/** What npm can do without a script of that name. */
const NPM = ['ci', 'cit'];
/** What comes into being while an operator follows a document. */
const WRITTEN_BY_HAND = ['cdk.context.json', 'queue.json', 'filter.json'];

describe.each(DOCUMENTS)('in %s', (document) => {
  const text = readDocument(document);

  test('every link leads somewhere', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g)];
    const broken = links.filter(([, path = '', anchor]) => {
      const target = path === '' ? document : join(dirname(document), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  test('every file that is named exists', () => {
    const named = text.match(/(?<![\w/.-])[a-z][\w./-]*\.(?:ts|json|svg)\b/g) ?? [];
    const near = [dirname(document), '.', 'test/local/cloud/conformance', '.cache/mutation'];
    const missing = named.filter(
      (file) => !near.some((folder) => existsSync(join(ROOT, folder, file))),
    );
    expect(missing.filter((file) => !WRITTEN_BY_HAND.includes(file))).toEqual([]);
  });

  test('every npm script that is named exists', () => {
    const named = [...text.matchAll(/npm (?:run )?([a-z][a-z:-]*)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !NPM.includes(name) && !Object.hasOwn(scripts, name))).toEqual(
      [],
    );
  });
});

/** As GitHub makes them of titles. */
function anchorsOf(document: string): string[] {
  const titles = [...readDocument(document).matchAll(/^#+ (.*)$/gm)];
  return titles.map(([, title = '']) =>
    '#'.concat(
      title
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test('the README shows what npm start prints of each run', () => {
  const printed = execFileSync('npm', ['start', '--silent'], { cwd: ROOT, encoding: 'utf8' });
  const [, story = ''] = /^(\d\d:\d\d .+?)\n+BankruptcyLoan of main/ms.exec(printed) ?? [];
  expect(story.split('\n').length).toBeGreaterThan(3);
  // Readable on a terminal of 60 columns, but for the mail, which is shown as it is sent.
  const lines = printed.replace(/^-{60}$.*^-{60}$/ms, '').split('\n');
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
  expect(readDocument('README.md')).toContain(`\`\`\`\n${story}\n\`\`\`\n`);
});
