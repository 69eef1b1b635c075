import { PARAMETER } from './answers';
import type { Refusal } from './answers';

/** The query of a SIGNED endpoint that takes no parameters of its own. */
export interface SignedQuery {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Milliseconds, at most 60000. */
  readonly recvWindow: number;
  /** What was signed: the query as sent, up to its signature. */
  readonly payload: string;
  /** As sent, still percent-encoded. */
  readonly signature: string;
}

interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** Milliseconds; what Binance takes where none is sent, and at most. Source: general info. */
const DEFAULT_RECV_WINDOW = 5000;
const MAX_RECV_WINDOW = 60_000;

/**
 * What the endpoint reads, with the form of each. `recvWindow` may have three decimals (spot REST
 * API). Not verified: parameters.
 */
const FORMS = {
  timestamp: '^[0-9]{1,20}$',
  recvWindow: '^[0-9]{1,20}([.][0-9]{1,3})?$',
} as const;

/** Reads the query, or says what Binance would hold against its parameters. */
export function readSignedQuery(query: string): SignedQuery | Refusal {
  const parameters = parseQuery(query);
  if (parameters === undefined) return PARAMETER.illegal;
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  const recvWindow = Number(values.get('recvWindow') ?? DEFAULT_RECV_WINDOW);
  return (
    refuseRepeatedOrEmpty(parameters) ??
    refuseMissing(values) ??
    refuseMisshapen(values) ??
    (recvWindow > MAX_RECV_WINDOW ? PARAMETER.recvWindow : undefined) ??
    refuseUnread(parameters) ?? {
      timestamp: Number(values.get('timestamp')),
      recvWindow,
      ...splitSignature(query),
    }
  );
}

/** The number of parameters in a query. */
export function countParameters(query: string): number {
  return query === '' ? 0 : query.split('&').length;
}

function parseQuery(query: string): Parameter[] | undefined {
  try {
    return (query === '' ? [] : query.split('&')).map((part) => {
      const [name = '', ...value] = part.split('=');
      return { name: decodeURIComponent(name), value: decodeURIComponent(value.join('=')) };
    });
  } catch {
    return undefined;
  }
}

function refuseRepeatedOrEmpty(parameters: readonly Parameter[]): Refusal | undefined {
  const seen = new Set<string>();
  for (const { name, value } of parameters) {
    if (seen.has(name)) return PARAMETER.duplicate;
    if (value === '') return PARAMETER.empty(name);
    seen.add(name);
  }
  return undefined;
}

function refuseMissing(values: ReadonlyMap<string, string>): Refusal | undefined {
  const missing = ['timestamp', 'signature'].find((name) => !values.has(name));
  return missing === undefined ? undefined : PARAMETER.missing(missing);
}

function refuseMisshapen(values: ReadonlyMap<string, string>): Refusal | undefined {
  for (const [name, form] of Object.entries(FORMS)) {
    const value = values.get(name);
    if (value !== undefined && !new RegExp(form).test(value)) {
      return PARAMETER.outOfRange(name, form);
    }
  }
  return undefined;
}

function refuseUnread(parameters: readonly Parameter[]): Refusal | undefined {
  const read = parameters.filter(({ name }) => name === 'signature' || name in FORMS).length;
  return read === parameters.length ? undefined : PARAMETER.unread(read, parameters.length);
}

/** A signature anywhere but last matches nothing, since what follows it becomes part of it. */
function splitSignature(query: string): Pick<SignedQuery, 'payload' | 'signature'> {
  const [payload = '', signature = ''] = query.split('&signature=');
  return { payload, signature };
}
