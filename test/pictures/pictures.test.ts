import { readFileSync } from 'node:fs';
import { Synthesis } from '../infra/synthesis';
import type { Played } from '../local/story/play';
import { showChart, showRun } from '../local/story/show';
import { draw, FILES, STORY } from './pictures';
import type { Pictures } from './pictures';
import { DRAWN } from './stack';
import { foretell } from './story';
import type { Foretold } from './story';
import { element, render } from './svg';
import { transcript } from './terminal';

/** What lets the others do their work; the picture of the architecture leaves it out. */
const LEFT_OUT = [
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::ScheduleGroup',
];

const names = Object.keys(FILES) as (keyof Pictures)[];
const committed = Object.fromEntries(
  names.map((name) => [name, readFileSync(FILES[name], 'utf8')]),
) as Pictures;
const printed = descriptionOf(committed.run);
const synthesis = new Synthesis();

describe.each(names)('the picture %s', (name) => {
  const svg = committed[name];

  test('is what npm run pictures makes of the stack of today', () => {
    expect(draw(synthesis, printed)[name]).toBe(svg);
  });

  test('is small, stands alone, has words for those who do not see it, and a dark mode', () => {
    expect(Buffer.byteLength(svg)).toBeLessThan(40_000);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /<script|<image|href|url\(|@import|xmlns/,
    );
    expect(svg).toMatch(/<title id="title">.{10,}<\/title>/);
    expect(descriptionOf(svg).length).toBeGreaterThan(100);
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
  });
});

test("the table of the dashboard's picture has a header for each column of the query", () => {
  const [, table = ''] = committed.dashboard.split('>Why checks failed</text>');
  const headers = [...table.matchAll(/font-weight="600">([^<]*)</g)].map(([, header]) => header);
  expect(headers).toEqual(['@timestamp', 'account', 'reason']);
});

test('the architecture has a place for every resource of the stack', () => {
  const types = new Set(Object.values(synthesis.resources).map(({ Type }) => Type));
  expect([...types].sort()).toEqual([...DRAWN, ...LEFT_OUT].sort());
});

test('the run shows the scenes of today, and what the rule makes of them', () => {
  const story = foretell(STORY).map(asPlayed);
  const lines = story.map((played) => transcript(showRun(played)).split('\n')[0]);
  expect(printed.split('\n').filter((line) => /^\d\d:\d\d {2}/.test(line))).toEqual(lines);
  expect(printed).toContain(transcript(showChart(story)));
});

test('a transcript keeps what a command printed, but for what varies, and the mail', () => {
  const rule = '-'.repeat(72);
  expect(
    transcript(`Built it (416 kB), at last.\n\n06:25  owed 0  (0.3 s)\n${rule}\nmail\n${rule}\n`),
  ).toBe('Built it, at last.\n\n06:25  owed 0\n[…]');
  expect(transcript(printed)).toBe(printed);
});

test('text stays text: what means something to XML is escaped', () => {
  expect(render(element('text', { label: 'a "<b>"', x: 1 / 3 }, '<&> \u0000'))).toBe(
    '<text label="a &quot;&lt;b&gt;&quot;" x="0.33">&lt;&amp;&gt; \uFFFD</text>\n',
  );
});

function descriptionOf(svg: string): string {
  const [, description = ''] = /<desc id="description">([^]*?)<\/desc>/.exec(svg) ?? [];
  return description
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

function asPlayed({ scene, published, told }: Foretold): Played {
  const error = { errorType: '', errorMessage: '', trace: [] };
  return {
    scene,
    published,
    told,
    lastTold: '',
    faulted: scene.fault !== undefined,
    invoked: { durationMs: 0, peakMb: 0, output: [], ...(published === undefined && { error }) },
  };
}
