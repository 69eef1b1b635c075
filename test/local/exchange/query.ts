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
  const values = new Map(parameters);
  const recvWindow = Number(values.get('recvWindow') ?? DEFAULT_RECV_WINDOW);
  return (
    refuseRepeatedOrEmpty(parameters) ??
    refuseMissingOrMisshapen(values) ??
    (recvWindow > MAX_RECV_WINDOW ? PARAMETER.recvWindow : undefined) ??
    refuseUnread(values) ?? {
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

function parseQuery(query: string): [name: string, value: string][] | undefined {
  try {
    return (query === '' ? [] : query.split('&')).map((part) => {
      const [name = '', ...value] = part.split('=').map(decodeURIComponent);
      return [name, value.join('=')];
    });
  } catch {
    return undefined;
  }
}

function refuseRepeatedOrEmpty(parameters: readonly [string, string][]): Refusal | undefined {
  const seen = new Set<string>();
  for (const [name, value] of parameters) {
    if (seen.has(name)) return PARAMETER.duplicate;
    if (value === '') return PARAMETER.empty(name);
    seen.add(name);
  }
  return undefined;
}

function refuseMissingOrMisshapen(values: ReadonlyMap<string, string>): Refusal | undefined {
  const missing = ['timestamp', 'signature'].find((name) => !values.has(name));
  if (missing !== undefined) return PARAMETER.missing(missing);
  const misshapen = Object.entries(FORMS).find(([name, form]) => {
    const value = values.get(name);
    return value !== undefined && !new RegExp(form).test(value);
  });
  return misshapen && PARAMETER.outOfRange(...misshapen);
}

function refuseUnread(values: ReadonlyMap<string, string>): Refusal | undefined {
  const read = [...values.keys()].filter((name) => name === 'signature' || name in FORMS).length;
  return read === values.size ? undefined : PARAMETER.unread(read, values.size);
}

/** A signature anywhere but last matches nothing, since what follows it becomes part of it. */
function splitSignature(query: string): Pick<SignedQuery, 'payload' | 'signature'> {
  const [payload = '', signature = ''] = query.split('&signature=');
  return { payload, signature };
}
