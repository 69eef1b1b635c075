import plot from 'simple-ascii-chart';
import type { Delivery } from '../cloud/sns';
import type { Played } from './play';
import { describeFault } from './scenes';

const WIDTH = 60;
const MAX_FAILURES = 3;
const INDENT = ' '.repeat('HH:MM  '.length);
/** As amounts stand in notices. */
const AMOUNT = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 20 });

/** One run: what was true, what was told, and what failed in the lines under it. */
export function showRun({ scene, published, told, invoked }: Played): string {
  const { time, what, owed, standing, fault } = scene;
  const [uniMmr] = standing;
  const isPublished = published === undefined ? 'not published' : 'published';
  const [first = '', ...rest] = indented(
    `${what}: owed ${AMOUNT.format(Number(owed))}, ${isPublished}; uniMMR ${uniMmr}`,
  );
  return [
    `${time}  ${first.trimStart()}`,
    ...rest,
    ...(told.length === 0 ? [] : indented(`told ${told.join(', ')}`)),
    ...(fault === undefined ? [] : indented(`the fault: ${describeFault(fault)}`)),
    ...(invoked.error === undefined ? [] : indented('FAILED')),
    ...failures(invoked.error?.errorMessage).flatMap(indented),
  ].join('\n');
}

/** The first ones: each account that failed has a line. */
function failures(message = ''): string[] {
  const [title, ...lines] = message === '' ? [] : message.split('\n');
  const more = lines.length - MAX_FAILURES;
  return [
    ...(title === undefined ? [] : [title]),
    ...lines.slice(0, MAX_FAILURES),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

/** The metric as CloudWatch has it: a gap where a check was not answered. */
export function showChart(story: readonly Played[]): string {
  const runs: [number, number][][] = [[]];
  for (const [index, { published }] of story.entries()) {
    if (published === undefined) runs.push([]);
    else runs.at(-1)?.push([index, published]);
  }
  return plot(
    runs.filter((run) => run.length > 0),
    {
      title: 'BankruptcyLoan of main; a gap is a check without an answer',
      width: 50,
      height: 8,
      formatter: (value, { axis }) => (axis === 'x' ? timeOf(story, value) : value),
    },
  );
}

/** There is room for every second one. */
function timeOf(story: readonly Played[], index: number): string {
  return index % 2 === 0 ? (story[index]?.scene.time ?? '') : '';
}

/** A notice as a subscriber reads it in a mailbox. */
export function showMail({ subject = '', text }: Pick<Delivery, 'subject' | 'text'>): string {
  const rule = '-'.repeat(WIDTH);
  return [
    rule,
    'From:    AWS Notifications <no-reply@sns.amazonaws.com>',
    `Subject: ${subject}`,
    '',
    text,
    rule,
  ].join('\n');
}

function indented(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && INDENT.length + last.length + word.length < WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines.map((line) => INDENT + line);
}
