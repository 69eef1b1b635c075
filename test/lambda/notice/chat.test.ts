import { z } from 'zod';
import { composeBlind } from '../../../lambda/notice/blind';
import { composeDebt } from '../../../lambda/notice/debt';
import { composeDrill } from '../../../lambda/notice/drill';
import { publishInput } from '../../../lambda/notice/message';
import type { Notice } from '../../../lambda/notice/message';

const NOW = Date.parse('2026-11-22T06:30:00Z');
const times = { scheduledTime: NOW, observedAt: NOW };
const debt = composeDebt({
  ...times,
  event: 'debt.detected',
  account: 'main',
  asset: 'USDT',
  amount: '579.45',
  told: undefined,
  dashboardUrl: 'https://console.example/dashboard',
});
const blind = (...accounts: string[]): Notice =>
  composeBlind({
    event: 'blind.detected',
    accounts: accounts.map((account) => ({
      ...{ account, lastAnswered: NOW, loan: undefined },
      reason: 'RequestRefusedError: <!channel> -1100',
    })),
    scheduledTime: NOW,
    now: NOW,
  });

/** Administrator guide of Amazon Q Developer in chat applications, "Custom notifications". */
const text = z.string().min(1);
const customNotification = z.strictObject({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  id: text.optional(),
  content: z.strictObject({
    textType: z.literal('client-markdown').optional(),
    title: text.optional(),
    description: text,
    nextSteps: z.array(text).optional(),
    keywords: z.array(text).optional(),
  }),
  metadata: z
    .strictObject({
      threadId: text.optional(),
      summary: text.optional(),
      eventType: text.optional(),
      relatedResources: z.array(text).optional(),
      additionalContext: z.record(text, text).optional(),
    })
    .optional(),
});

function chat(notice: Notice) {
  const texts = JSON.parse(publishInput(notice).Message ?? '') as Record<string, string>;
  expect(texts['http']).toBe(texts['https']);
  return customNotification.parse(JSON.parse(texts['https'] ?? ''));
}

test('a debt, as chats show it', () => {
  expect(chat(debt)).toEqual({
    version: '1.0',
    source: 'custom',
    id: 'main/2026-11-22T06:30:00Z/debt.detected',
    content: {
      textType: 'client-markdown',
      title: 'main owes Binance 579.45 USDT (new)',
      description: `The Binance account main owes a bankruptcy loan of 579.45 USDT.
This is new: no debt was known before.

Account: main
Amount: 579.45 USDT
Checked: 2026-11-22 06:30 UTC`,
      nextSteps: [
        'Repay it on binance.com, in the Portfolio Margin Pro account, or by POST /sapi/v1/portfolio/repay with from=SPOT or from=MARGIN and a key that may trade.',
        'Dashboard: https://console.example/dashboard',
      ],
      keywords: ['debt.detected'],
    },
    metadata: {
      threadId: 'main',
      summary: 'main owes Binance 579.45 USDT (new). Checked 2026-11-22 06:30 UTC.',
      additionalContext: {
        schema: 'pm-loan-monitor/notice@2',
        id: 'main/2026-11-22T06:30:00Z/debt.detected',
        event: 'debt.detected',
        scheduledTime: '2026-11-22T06:30:00Z',
        observedAt: '2026-11-22T06:30:00.000Z',
        dashboardUrl: 'https://console.example/dashboard',
        account: 'main',
        asset: 'USDT',
        amount: '579.45',
        previousAmount: '0',
      },
    },
  });
});

test('fields that are null are left out, since it has strings alone', () => {
  const cleared = composeDebt({
    ...{ ...times, event: 'debt.cleared', account: 'main' },
    ...{ asset: null, amount: '0', told: 'unreadable' },
  });
  const { additionalContext = {} } = chat(cleared).metadata ?? {};
  expect(Object.keys(additionalContext).sort()).toEqual([
    ...['account', 'amount', 'event', 'id', 'observedAt', 'scheduledTime', 'schema'],
  ]);
});

test('each account has its thread, and what concerns several has one of its own', () => {
  const threadOf = (notice: Notice): unknown => chat(notice).metadata?.threadId;
  expect([blind('main'), blind('main', 'hedge'), composeDrill(NOW, {})].map(threadOf)).toEqual([
    ...['main', 'several accounts', '(drill)'],
  ]);
});

test('what comes from outside makes no link and calls nobody', () => {
  const { content } = chat(blind('main'));
  expect(content.description).toContain('!channel');
  expect(JSON.stringify(content)).not.toMatch(/[<>]/);
});
