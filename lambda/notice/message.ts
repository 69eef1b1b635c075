import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { DrillDocument, NoticeDocument } from '../contract';

/** A message as SNS takes it, but for the topic. */
export type Message = Omit<PublishCommandInput, 'TopicArn'>;

export interface Parts {
  /** One ASCII line of fewer than 100 characters. */
  readonly subject: string;
  readonly text: string;
  /** One line. */
  readonly sms: string;
  readonly document: NoticeDocument | DrillDocument;
  /** What subscriptions filter by, null for none; `amount` as SNS takes numbers. */
  readonly attributes: Readonly<
    Record<'event' | 'account' | 'amount', string> & { asset: string | null }
  >;
}

/** Text for people, JSON for machines, and for each kind of subscriber the one it wants. */
export function message({ subject, text, sms, document, attributes }: Parts): Message {
  const json = JSON.stringify(document);
  const texts = {
    default: text,
    email: text,
    sms,
    sqs: json,
    lambda: json,
    http: json,
    https: json,
  };
  return {
    Subject: subject,
    MessageStructure: 'json',
    Message: JSON.stringify(texts),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).flatMap(([name, StringValue]) => {
        const DataType = name === 'amount' ? 'Number' : 'String';
        return StringValue === null ? [] : [[name, { DataType, StringValue }]];
      }),
    ),
  };
}

/** The last lines of a text for people. */
export function links({
  runbookUrl,
  dashboardUrl,
}: Pick<NoticeDocument, 'runbookUrl' | 'dashboardUrl'>): string[] {
  return [
    ...(runbookUrl === undefined ? [] : [`Runbook:   ${runbookUrl}`]),
    ...(dashboardUrl === undefined ? [] : [`Dashboard: ${dashboardUrl}`]),
  ];
}

/** @param time Milliseconds since 1970. */
export function clock(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
