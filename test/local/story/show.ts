import plot from 'simple-ascii-chart';
import type { Delivery } from '../cloud/sns';
import type { Played } from './play';
import { describeFault } from './scenes';

const WIDTH = 72;
/** As amounts stand in notices. */
const AMOUNT = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 20 });

/** One run in a line; what failed in the lines under it. */
export function showRun({ scene, published, told, invoked }: Played): string {
  const seconds = (invoked.durationMs / 1000).toFixed(1);
  const line = [
    scene.time,
    scene.what.padEnd(26),
    `owed ${AMOUNT.format(Number(scene.owed))}`.padEnd(14),
    published === undefined ? 'not published' : `published ${AMOUNT.format(published)}`,
    ...told.map((event) => `told ${event}`),
    ...(invoked.error === undefined ? [] : ['FAILED']),
  ];
  const details = [
    ...(scene.fault === undefined ? [] : [`the fault: ${describeFault(scene.fault)}`]),
    ...(invoked.error?.errorMessage.split('\n') ?? []),
  ];
  return [`${line.join('  ')}  (${seconds} s)`, ...details.flatMap((text) => wrap(text, 7))].join(
    '\n',
  );
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
      title: 'BankruptcyLoan {Account: main}; a gap is a check that was not answered',
      width: 60,
      height: 8,
      formatter: (value, { axis }) => (axis === 'x' ? (story[value]?.scene.time ?? '') : value),
    },
  );
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

function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines.map((line) => ' '.repeat(indent) + line);
}
