import type { FilterPolicy } from '../filter-policy';
import { ACCEPTED, each } from './backend';
import type { Case } from './backend';
import { arrived, attribute, INVALID, invalid, publish, text } from './topics';
import type { Input } from './topics';

const INVALID_VALUE = {
  name: 'InvalidParameterValueException',
  status: 400,
  code: 'ParameterValueInvalid',
};
const KIB_256 = 262_144;
const TOO_LONG = invalid('Message too long');
const json = (Message: string): Input => ({ Message, MessageStructure: 'json' });
const named = (name: string) => attribute(text('x'), name);
/** A text with an attribute that are so many bytes together. */
const withAttribute = (bytes: number): Input => ({
  Message: 'a'.repeat(bytes - 'abStringcd'.length),
  ...attribute(text('cd'), 'ab'),
});

const refusals: readonly Case[] = [
  ...each('Publish refuses', [{ Message: '' }], publish, invalid('Empty message')),
  ...each('Publish refuses', [{ MessageStructure: 'xml' }], publish, INVALID),
  ...each('Publish requires', [{ Message: undefined }], publish, {
    name: 'ValidationError',
    status: 400,
  }),
  ...each(
    'Publish refuses the subject',
    ['', 'two\nlines', 'tab\there', ' space first', 'del\x7f'],
    (backend, Subject) => publish(backend, { Subject }),
    invalid('Subject'),
  ),
  ...each('Publish refuses', [{ Subject: 'a'.repeat(101) }], publish, invalid('Subject')),
  ...each('Publish refuses', [{ Message: 'a'.repeat(KIB_256 + 1) }], publish, TOO_LONG),
  ...each(
    'Publish counts bytes, and refuses',
    [{ Message: 'é'.repeat(KIB_256 / 2 + 1) }, withAttribute(KIB_256 + 1)],
    publish,
    TOO_LONG,
  ),
  ...each(
    'Publish refuses as malformed',
    ['no json', '["default"]', 'null'].map(json),
    publish,
    invalid('Message Structure - JSON message body failed to parse'),
  ),
  ...each(
    'Publish misses a default in',
    ['{"email":"e"}', '{"default":{"a":1}}'].map(json),
    publish,
    invalid('Message Structure - No default entry in JSON message body'),
  ),
  ...each(
    'Publish refuses the value of',
    [text(''), text('x', ''), text('x', 'Text'), text('many', 'Number'), text('', 'Number')],
    (backend, value) => publish(backend, attribute(value)),
    INVALID_VALUE,
  ),
  ...each(
    'Publish refuses the kind of value of',
    [{ DataType: 'String' }, text('a', 'String.Array'), text('x', 'Binary')],
    (backend, value) => publish(backend, attribute(value)),
    INVALID_VALUE,
  ),
  ...each(
    'Publish refuses the attribute name',
    ['.a', 'a.', 'a..b', 'a b', 'é', 'AWS.x', 'Amazon.x', 'a'.repeat(257), ''],
    (backend, name) => publish(backend, named(name)),
    INVALID_VALUE,
  ),
];

const NOTICE: Input = {
  Subject: 'Debt & <more>',
  Message: 'who owes €5 & what\nnext',
  MessageAttributes: {
    event: text('debt.detected'),
    amount: text('12.5', 'Number'),
    accounts: text('["main","hedge"]', 'String.Array'),
  },
};
const filters = (name: string, policies: FilterPolicy[], count: number) =>
  each(name, policies, async (b, policy) => (await arrived(b, NOTICE, policy)).length, count);

export const publishCases: readonly Case[] = [
  {
    name: 'Publish delivers text, subject and attributes to a queue',
    run: (backend) => arrived(backend, NOTICE),
    aws: [
      {
        subject: 'Debt & <more>',
        text: 'who owes €5 & what\nnext',
        attributes: {
          event: { Type: 'String', Value: 'debt.detected' },
          amount: { Type: 'Number', Value: '12.5' },
        },
      },
    ],
  },
  ...each(
    'Publish delivers the text for queues of',
    ['{"default":"d","sqs":"q","email":"e"}', '{"default":"q","email":"e"}'].map(json),
    (backend, input) => arrived(backend, input),
    [{ text: 'q' }],
  ),
  ...each<Input>(
    'Publish accepts',
    [
      ...['a', 'a'.repeat(99), '[x] ok?'].map((Subject) => ({ Subject })),
      { Message: 'é'.repeat(KIB_256 / 2) },
      withAttribute(KIB_256),
      ...[text('x'), text('["a", 1, true, null]', 'String.Array')].map((each) => attribute(each)),
      ...['1000000000', '-0.00001'].map((each) => attribute(text(each, 'Number'))),
      ...['a', 'A.b-c_9', 'a'.repeat(256), 'awsome'].map(named),
    ],
    publish,
    ACCEPTED,
  ),
  ...refusals,
  ...filters(
    'SNS delivers a notice with the filter',
    [
      { event: ['debt.cleared', 'debt.detected'] },
      { event: [{ prefix: 'debt.' }] },
      { event: [{ exists: true }], missing: [{ exists: false }] },
      { event: [{ 'anything-but': ['debt.cleared', 'debt.reminder'] }] },
      { amount: [12.5] },
      { amount: [{ numeric: ['>', 12, '<=', 12.5] }] },
      { accounts: ['hedge'] },
    ],
    1,
  ),
  ...filters(
    'SNS does not deliver a notice with the filter',
    [
      { event: ['debt.cleared'] },
      { event: ['debt.detected'], missing: ['x'] },
      { event: [{ prefix: 'alarm.' }] },
      { event: [{ exists: false }] },
      { missing: [{ exists: true }] },
      { event: [{ 'anything-but': ['debt.detected'] }] },
      { missing: [{ 'anything-but': ['x'] }] },
      { amount: ['12.5'] },
      { amount: [{ numeric: ['<', 12.5] }] },
      { event: [{ numeric: ['>=', 0] }] },
      { accounts: ['other'] },
    ],
    0,
  ),
];
