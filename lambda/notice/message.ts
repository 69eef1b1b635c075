import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { DrillDocument, NoticeDocument } from '../contract';

/** A notice, worded for each kind of subscriber. */
export interface Notice {
  /** One ASCII line of fewer than 100 characters. */
  readonly subject: string;
  readonly text: string;
  /** One line. */
  readonly sms: string;
  readonly document: NoticeDocument | DrillDocument;
  /** What subscriptions filter by. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

export interface Links {
  readonly runbookUrl?: string | undefined;
  readonly dashboardUrl?: string | undefined;
}

/** What SNS is sent, but for the topic: text for people, JSON for machines. */
export function publishInput(notice: Notice): Omit<PublishCommandInput, 'TopicArn'> {
  const { subject, text, sms, document, attributes } = notice;
  const json = JSON.stringify(document);
  const machines = { sqs: json, lambda: json, http: json, https: json };
  const typed = Object.entries(attributes).map(([name, value]) => {
    const DataType = typeof value === 'number' ? 'Number' : 'String';
    return [name, { DataType, StringValue: String(value) }] as const;
  });
  return {
    Subject: subject,
    MessageStructure: 'json',
    Message: JSON.stringify({ default: text, email: text, sms, ...machines }),
    MessageAttributes: Object.fromEntries(typed),
  };
}

/** The last lines of a text for people. */
export function links({ runbookUrl, dashboardUrl }: Links): string[] {
  return [
    ...(runbookUrl === undefined ? [] : [`Runbook:   ${runbookUrl}`]),
    ...(dashboardUrl === undefined ? [] : [`Dashboard: ${dashboardUrl}`]),
  ];
}

/** @param time Milliseconds since 1970. */
export function clock(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
