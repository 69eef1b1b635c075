import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { NoticeDocument } from '../contract';
import { chatMessage } from './chat';
import type { Told } from './rule';

/** SNS takes subjects of fewer than 100 characters. */
const MAX_SUBJECT = 99;

/** A notice, in the parts of which the wording for each kind of subscriber is made. */
export interface Notice {
  /** One ASCII line of fewer than 100 characters. */
  readonly subject: string;
  /** What is, and since when: sentences. */
  readonly what: string;
  /** Likewise, what to do about it. */
  readonly todo: string;
  /** What is known, each with a label. */
  readonly facts: readonly Fact[];
  readonly links: readonly Fact[];
  /** One line. */
  readonly sms: string;
  readonly document: NoticeDocument;
  /** What subscriptions filter by. */
  readonly attributes: Readonly<Record<string, string | number | readonly string[]>>;
}

export type Fact = readonly [label: string, value: string];

/** Which monitor sends a notice, how often it does so again, and where to read on. */
export interface Sender {
  /** In words: stack, region and AWS account. */
  readonly monitor?: string | undefined;
  /** Seconds; 0 is every run. */
  readonly remindEvery?: number | undefined;
  readonly runbookUrl?: string | undefined;
  readonly dashboardUrl?: string | undefined;
}

/** What SNS is sent, but for the topic: text for people, JSON for machines and for chats. */
export function publishInput(notice: Notice): Omit<PublishCommandInput, 'TopicArn'> {
  const { subject, what, todo, facts, sms, document } = notice;
  const all = [...facts, ...notice.links];
  const width = Math.max(11, ...all.map(([label]) => label.length + 2));
  const lines = all.map(([label, value]) => `${`${label}:`.padEnd(width)}${value}`);
  const text = [what, wrapped(`What to do: ${todo}`), lines.join('\n')].join('\n\n');
  const json = JSON.stringify(document);
  const chat = JSON.stringify(chatMessage(notice));
  const people = { default: text, email: text, sms };
  const wordings = { ...people, sqs: json, lambda: json, http: chat, https: chat };
  return {
    Subject: subject,
    MessageStructure: 'json',
    Message: JSON.stringify(wordings),
    MessageAttributes: Object.fromEntries(
      Object.entries(notice.attributes).map(([name, value]) => [name, attribute(value)]),
    ),
  };
}

/** In lines of at most 80 characters. */
function wrapped(text: string): string {
  return text.replace(/(?=.{81})(.{1,80}) /g, '$1\n');
}

function attribute(value: string | number | readonly string[]) {
  if (typeof value === 'number') return { DataType: 'Number', StringValue: String(value) };
  if (typeof value === 'string') return { DataType: 'String', StringValue: value };
  return { DataType: 'String.Array', StringValue: JSON.stringify(value) };
}

/** A headline that fits: without what it has in parentheses, or else cut short. */
export function fitSubject(headline: string): string {
  const shorter = [headline, headline.replace(/ \(.*/, '')];
  const fitting = shorter.find(({ length }) => length <= MAX_SUBJECT);
  return fitting ?? headline.slice(0, MAX_SUBJECT - 3).concat('...');
}

export const UNREADABLE =
  'What the last notice said could not be read, so you may know this already.';

/** With its time, where that is known. */
export function lastNotice(told: Told | undefined): string {
  return `the last notice${told === undefined ? '' : `, at ${clock(told.at)}`}`;
}

/** Which monitor sends the notice, as the last of its facts. */
export function monitorFact({ monitor }: Sender): Fact[] {
  return monitor === undefined ? [] : [['Monitor', monitor]];
}

/** The last lines of a text for people. */
export function linkFacts({ runbookUrl, dashboardUrl }: Sender): Fact[] {
  const facts: Fact[] = [];
  if (runbookUrl !== undefined) facts.push(['Runbook', runbookUrl]);
  if (dashboardUrl !== undefined) facts.push(['Dashboard', dashboardUrl]);
  return facts;
}

/**
 * What every document has.
 * @param about What its id begins with: the account, or what stands for several.
 * @param times Milliseconds since 1970.
 */
export function documentHead<Event extends NoticeDocument['event']>(
  event: Event,
  about: string,
  times: { readonly scheduledTime: number; readonly observedAt: number },
  { runbookUrl, dashboardUrl }: Sender,
) {
  const scheduledTime = new Date(times.scheduledTime).toISOString().replace('.000Z', 'Z');
  return {
    schema: 'pm-loan-monitor/notice@2',
    id: `${about}/${scheduledTime}/${event}`,
    event,
    scheduledTime,
    observedAt: new Date(times.observedAt).toISOString(),
    runbookUrl,
    dashboardUrl,
  } as const;
}

/** How often a notice is repeated: a sentence for the end of what to do. */
export function repetition({ remindEvery }: Sender): string {
  if (remindEvery === undefined) return '';
  const [unit, size] = remindEvery % 3600 === 0 ? ['hour', 3600] : ['minute', 60];
  const count = Math.ceil(remindEvery / size);
  const every = count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
  return ` While this lasts, the notice is repeated ${count === 0 ? 'at every check' : every}.`;
}

/** @param time Milliseconds since 1970. */
export function clock(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
