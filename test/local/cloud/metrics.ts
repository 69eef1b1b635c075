import type { Dimension } from '@aws-sdk/client-cloudwatch';
import { AwsError, notServed } from './errors';

/** API reference of MetricDatum, Dimensions. */
const MOST_DIMENSIONS = 30;
const ASCII = /^[ -~]*$/;
/** User guide, "Namespaces": letters, digits, `.-_/#:` and the space; the API bars a leading `:`. */
const NAMESPACE = /^(?!:)(?=.*\S)[\w./#: -]{1,255}$/;

/**
 * `where` in what follows is the parameter's path: `MetricData.member.1.MetricName`. API references
 * of MetricDatum and Dimension say which texts are refused. The words of `tooMany`: quoted in
 * jmxtrans/jmxtrans#665. Not verified: the words and codes of the others.
 */
export function checkText(where: string, text: string | undefined, longest = 255): void {
  if (text === undefined || text === '') throw missing(where);
  if (!ASCII.test(text) || text.trim() === '') throw invalidValue(where, text);
  if (text.length > longest) {
    throw invalid(`The parameter ${where} must be shorter than ${longest + 1} characters.`);
  }
}

export function checkNamespace(where: string, namespace: string | undefined): void {
  if (namespace === undefined || namespace === '') throw missing(where);
  if (!NAMESPACE.test(namespace)) throw invalidValue(where, namespace);
}

export function checkDimensions(where: string, dimensions: readonly Dimension[] = []): void {
  if (dimensions.length > MOST_DIMENSIONS) throw tooMany(where, MOST_DIMENSIONS);
  dimensions.forEach(({ Name, Value }, index) => {
    const member = `${where}.member.${index + 1}`;
    checkText(`${member}.Name`, Name);
    checkText(`${member}.Value`, Value, 1024);
    if (Name?.startsWith(':')) throw invalidValue(`${member}.Name`, Name);
  });
}

/** AWS knows more members than the function sends; the stand-in serves those alone. */
export function checkServed(structure: object, members: readonly string[]): void {
  const unserved = Object.keys(structure).find((name) => !members.includes(name));
  if (unserved !== undefined) throw notServed('monitoring', unserved);
}

/** The same for the same metric, in whatever order its dimensions come. */
export function metricKey(
  namespace: string,
  name: string,
  dimensions: readonly Dimension[] = [],
): string {
  const pairs = dimensions.map(({ Name = '', Value = '' }) => [Name, Value]);
  return JSON.stringify([namespace, name, pairs.map((pair) => pair.join('\0')).sort()]);
}

export function missing(where: string): AwsError {
  const message = `The parameter ${where} is required.`;
  return new AwsError('MissingParameter', message, 400, 'MissingRequiredParameterException');
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message, 400, 'InvalidParameterValueException');
}

export function invalidValue(where: string, value: string | number): AwsError {
  return invalid(`The value ${value} for parameter ${where} is invalid.`);
}

export function tooMany(where: string, most: number): AwsError {
  return invalid(`The collection ${where} must not have a size greater than ${most}.`);
}
