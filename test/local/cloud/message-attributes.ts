import { AwsError } from './errors';

export interface MessageAttributeValue {
  readonly DataType?: string;
  readonly StringValue?: string;
  /** Base64, as on the wire. */
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

const TYPES = ['String', 'String.Array', 'Number', 'Binary'];

/** Refuses what SNS refuses of one attribute (developer guide, "Message attributes"). */
export function checkAttribute(name: string, value: MessageAttributeValue): void {
  checkName(name);
  const { DataType = '', StringValue, BinaryValue } = value;
  const [field, text = '', other] =
    DataType === 'Binary'
      ? ['Binary', BinaryValue, StringValue]
      : ['String', StringValue, BinaryValue];
  const refused = (why: string): AwsError => invalid(`The message attribute '${name}' ${why}.`);
  if (DataType === '') throw refused('must contain non-empty message attribute type');
  if (!TYPES.includes(DataType)) {
    const supported = 'the set of supported type prefixes is Binary, Number, and String';
    throw refused(`has an invalid message attribute type, ${supported}`);
  }
  if (other !== undefined) throw refused(`with type '${DataType}' must use field '${field}'`);
  if (text === '') {
    const empty = 'must contain non-empty message attribute value for message attribute type';
    throw refused(`${empty} '${DataType}'`);
  }
  if (DataType === 'Number') checkNumber(name, text);
  if (DataType === 'String.Array' && readArray(text) === undefined) {
    throw invalid(`Could not cast message attribute '${name}' value to array.`);
  }
}

const NAMES_REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'Message attribute name can not be empty.'],
  [/.{257}/s, 'Length of message attribute name must be less than 256 bytes.'],
  [
    /[^\w.-]/,
    'Invalid non-alphanumeric character was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.',
  ],
  [/^\.|\.$|\.\./, "Invalid message attribute name starting or ending with '.', or with '..'."],
  [/^(?:aws|amazon)\./i, 'Message attribute name can not start with AWS. or Amazon.'],
];

function checkName(name: string): void {
  const [, message] = NAMES_REFUSED.find(([pattern]) => pattern.test(name)) ?? [];
  if (message !== undefined) throw invalid(message);
}

const LARGEST = 1e9;
const NUMBER = /^[+-]?\d+(?:\.(\d+))?$/;

/**
 * SNS itself takes larger and finer numbers. But a filter policy compares only within ±10⁹ and to
 * five decimals, and what lies beyond is silently not delivered: refused here, so that it shows.
 */
function checkNumber(name: string, text: string): void {
  const parts = NUMBER.exec(text);
  if (parts === null) throw invalid(`Could not cast message attribute '${name}' value to number.`);
  if (Math.abs(Number(text)) > LARGEST || (parts[1] ?? '').length > 5) {
    throw invalid(`Message attribute '${name}' is beyond what filter policies compare: ${text}`);
  }
}

function readArray(text: string): unknown[] | undefined {
  try {
    const array: unknown = JSON.parse(text);
    const plain = (element: unknown): boolean => typeof element !== 'object' || element === null;
    return Array.isArray(array) && array.every(plain) ? array : undefined;
  } catch {
    return undefined;
  }
}

/** The attributes as a filter policy sees them: numbers as numbers, arrays as arrays. */
export function filterable(attributes: MessageAttributes): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const [name, { DataType, StringValue = '' }] of Object.entries(attributes)) {
    if (DataType === 'Number') document[name] = Number(StringValue);
    else if (DataType === 'String.Array') document[name] = readArray(StringValue);
    else if (DataType === 'String') document[name] = StringValue;
  }
  return document;
}

/** Bytes that the attributes add to the message: names, types and values. */
export function sizeOf(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce((total, [name, value]) => {
    const { DataType = '', StringValue = '', BinaryValue = '' } = value;
    const bytes = Buffer.byteLength(name + DataType + StringValue);
    return total + bytes + Buffer.byteLength(BinaryValue, 'base64');
  }, 0);
}

function invalid(message: string): AwsError {
  return new AwsError('ParameterValueInvalid', message);
}
